// A page under a host of its owner's own: claimed, proven by a TXT record where strangers share the
// installation, and let go.
import type { Page } from '../domain/config.ts'
import { proofOf, refuseHost } from '../domain/page/host.ts'
import type { Domain } from '../domain/page/settings.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { ownPage, replacePage } from './pages.ts'
import { verifyRoom } from './plan.ts'

/** Sets the host, or takes it away. Self-hosted it is served at once; hosted, when it is proven. */
export async function claimHost(
  hub: HubPorts,
  actor: Actor,
  id: string,
  host: string | null,
): Promise<Page> {
  const before = await ownPage(hub, actor, id)
  if (host === null) return replacePage(hub, actor, before, { ...before, domain: null, host: null })
  const wanted = host.trim().toLowerCase().replace(/\.$/, '')
  const why = refuseHost(wanted, new URL(hub.settings.baseUrl).hostname)
  if (why !== null) throw new Problem('invalid', why, 'host')
  if (before.domain?.host === wanted) return before
  if (!before.domain) await verifyRoom(hub, actor.workspace, 'hosts')
  const isTrusted = hub.settings.plan === 'self-hosted'
  const domain: Domain = {
    host: wanted,
    token: hub.randomId(32),
    provenAt: isTrusted ? new Date(hub.now()).toISOString() : null,
  }
  const after = { ...before, domain, host: isTrusted ? wanted : null }
  return replacePage(hub, actor, before, after)
}

/** Looks for the record, and serves the page under its host when it is there. */
export async function proveHost(hub: HubPorts, actor: Actor, id: string): Promise<Page> {
  const before = await ownPage(hub, actor, id)
  const { domain } = before
  if (!domain) throw new Problem('invalid', 'is not set; set it first', 'host')
  if (domain.provenAt !== null) return before
  const { name, value } = proofOf(domain)
  const texts = await hub.txt(name)
  if (!texts.some((text) => unquoted(text) === value)) {
    const found = texts.length === 0 ? 'no TXT record was found' : 'another text was found'
    throw new Problem(
      'invalid',
      `is not proven: ${found} at ${name}; try again in a minute`,
      'host',
    )
  }
  const provenAt = new Date(hub.now()).toISOString()
  const after = { ...before, domain: { ...domain, provenAt }, host: domain.host }
  return replacePage(hub, actor, before, after)
}

const unquoted = (text: string) => text.trim().replace(/^"(.*)"$/, '$1')
