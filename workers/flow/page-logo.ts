// A page's logo: read, cleaned, kept beside the page.
import type { Page } from '../domain/config.ts'
import { readLogo } from '../domain/page/logo.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { hashOf } from './hash.ts'
import { ownPage, replacePage } from './pages.ts'

/** Sets the logo from what was uploaded; null takes it away. */
export async function setLogo(
  hub: HubPorts,
  actor: Actor,
  id: string,
  bytes: Uint8Array | null,
): Promise<Page> {
  const before = await ownPage(hub, actor, id)
  if (bytes === null) {
    await hub.publication.putLogo(actor.workspace, id, null)
    await hub.snapshots.drop(`logo:${before.slug}`)
    return replacePage(hub, actor, before, { ...before, logo: null })
  }
  const read = readLogo(bytes)
  if (read.kind === 'refused') throw new Problem('invalid', read.why, 'logo')
  const data = btoa(String.fromCharCode(...chunked(read.bytes)))
  const hash = (await hashOf(data)).replace(/[^A-Za-z0-9]/g, '').slice(0, 16)
  const logo = { type: read.type, hash }
  await hub.publication.putLogo(actor.workspace, id, { ...logo, data })
  return replacePage(hub, actor, before, { ...before, logo })
}

/** At most 40 KB: few enough to be arguments of one call. */
const chunked = (bytes: Uint8Array) => [...bytes]
