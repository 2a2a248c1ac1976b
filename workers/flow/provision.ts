// A ping under a slug that no heartbeat has yet makes one, where its address asks for it
// (`?create=1`, as Healthchecks has it).
import { checkInput } from '../domain/check/index.ts'
import { makeId } from '../domain/id.ts'
import { type Heard, pingKeyShape, slugShape } from '../domain/ping.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { SlugAnswer } from '../shard-door.ts'
import { push } from './change.ts'
import { createCheck } from './checks.ts'
import { hashOf } from './hash.ts'
import { type PingKeyEntry, pingBySlug, pingKeyEntryOf } from './ping-key.ts'

/** What became of it: `created`, heard by a new heartbeat; `full`, the plan has no more checks. */
export type Provided = SlugAnswer | 'created' | 'full'

const idChars = 12

/** As `pingBySlug`, and makes the heartbeat when the key is known and the slug is not. Throws when
 *  it was made and its shard does not know it yet: the job should try again. */
export async function pingOrCreate(
  hub: HubPorts,
  key: string,
  slug: string,
  heard: Heard,
): Promise<Provided> {
  const answer = await pingBySlug(hub, key, slug, heard)
  if (answer !== 'unknown' || !pingKeyShape.test(key) || !slugShape.test(slug)) return answer
  const entry = await hub.snapshots.get<PingKeyEntry>(await pingKeyEntryOf(key))
  if (!entry) return 'unknown'
  try {
    await create(hub, entry.workspace, slug)
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault
    if (fault.code === 'limit_reached') return 'full'
    // Another ping made it at the same moment, or its shard has not heard of it yet.
    if (fault.code !== 'precondition_failed' && fault.code !== 'conflict') throw fault
    await push(hub, entry.workspace)
  }
  const again = await pingBySlug(hub, key, slug, heard)
  if (again === 'unknown') throw new Error('the shard does not know the new heartbeat yet')
  return again === 'ok' ? 'created' : again
}

/** Whoever knows the ping key may speak for every job with a slug; so it may bring one along. */
async function create(hub: HubPorts, workspace: string, slug: string): Promise<void> {
  const actor: Actor = { kind: 'key', id: 'ping key', name: 'ping key', workspace, role: 'member' }
  await createCheck(hub, actor, checkInput.parse({ type: 'heartbeat', name: slug, slug }), {
    rest: await restOf(hub, workspace, slug),
  })
}

/** By its slug, so that two pings at once cannot make two. One that was made so and has another
 *  slug now is left alone. */
async function restOf(hub: HubPorts, workspace: string, slug: string): Promise<string> {
  const hash = (await hashOf(`${workspace} ${slug}`)).toLowerCase().replace(/[^a-z0-9]/g, '')
  const rest = hash.slice(0, idChars)
  const held = await hub.config.check(workspace, makeId('check', workspace, rest))
  const isOther = held && (held.type !== 'heartbeat' || held.heartbeat.slug !== slug)
  return isOther ? hub.randomId(idChars) : rest
}
