// The workspace's ping key: with the slug of a heartbeat it makes an address, as Healthchecks has it.
// Found by its hash in KV, so that no database is on the way of a ping; sealed in the workspace.
import type { Check } from '../domain/check/index.ts'
import { type Heard, pingKeyShape, slugShape } from '../domain/ping.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { SlugAnswer } from '../shard-door.ts'
import { allow, auditOf, lostRace, push } from './change.ts'
import { hashOf } from './hash.ts'

/** Whose a ping key is: `pingkey:<hash of the key>` in KV. */
export interface PingKeyEntry {
  v: 1
  workspace: string
}

const keyChars = 32
export const pingKeyEntryOf = async (key: string) => `pingkey:${await hashOf(key)}`

/** A job speaks to the heartbeat of a slug. `unknown`: no such key, or no such slug under it. */
export async function pingBySlug(
  hub: HubPorts,
  key: string,
  slug: string,
  heard: Heard,
): Promise<SlugAnswer> {
  if (!pingKeyShape.test(key) || !slugShape.test(slug)) return 'unknown'
  const entry = await hub.snapshots.get<PingKeyEntry>(await pingKeyEntryOf(key))
  if (!entry) return 'unknown'
  const door = await hub.shard(entry.workspace)
  return door.pingSlug(entry.workspace, slug, heard)
}

export interface PingKey {
  key: string
  /** Ends in `<slug>`; `/start`, `/fail`, `/log` or an exit code may follow. */
  pingUrl: string
}

/** The workspace's ping key; null: none was made yet. For those who may change checks: who knows
 *  it can speak for every job with a slug. */
export async function pingKeyFor(hub: HubPorts, actor: Actor): Promise<PingKey | null> {
  allow(actor, 'write', 'check')
  const sealed = await hub.accounts.pingKey(actor.workspace)
  return sealed === null ? null : withUrl(hub, await hub.vault.open(sealed))
}

/** Gives the workspace another ping key, or its first; the old one is unknown from then on.
 *  `given`: that of another service. Throws `conflict` when another workspace has it. */
export async function rotatePingKey(
  hub: HubPorts,
  actor: Actor,
  given: string | null,
): Promise<PingKey> {
  allow(actor, 'write', 'check')
  const { workspace } = actor
  const before = await hub.accounts.pingKey(workspace)
  const old = before === null ? null : await hub.vault.open(before)
  const key = given ?? hub.randomId(keyChars)
  if (key === old) return withUrl(hub, key)
  const name = await pingKeyEntryOf(key)
  const holder = await hub.snapshots.get<PingKeyEntry>(name)
  if (holder && holder.workspace !== workspace) {
    throw new Problem('conflict', 'is in use elsewhere; give another one, or none', 'key')
  }
  // Before it is written: what is shown is known at the door.
  await hub.snapshots.put(name, { v: 1, workspace } satisfies PingKeyEntry)
  const was = before === null ? null : { pingKey: 'old' }
  const audit = auditOf(actor, 'rotate', 'ping key', workspace, was, { pingKey: 'new' })
  const sealed = await hub.vault.seal(key)
  if (!(await hub.accounts.putPingKey(workspace, sealed, before, audit))) {
    await hub.snapshots.drop(name)
    throw lostRace()
  }
  await push(hub, workspace)
  // After its shard knows, which puts back each hour what it takes for lost.
  if (old !== null) await hub.snapshots.drop(await pingKeyEntryOf(old))
  return withUrl(hub, key)
}

/** Refuses a slug that another heartbeat of the workspace has: their jobs could not be told apart,
 *  and neither would be heard. */
export async function verifySlug(hub: HubPorts, check: Check): Promise<void> {
  if (check.type !== 'heartbeat' || !check.heartbeat.slug) return
  const { slug } = check.heartbeat
  const checks = (await hub.config.whole(check.workspace))?.checks ?? []
  const other = checks.find(
    (one) => one.id !== check.id && one.type === 'heartbeat' && one.heartbeat.slug === slug,
  )
  if (other) throw new Problem('conflict', `is that of ${other.name}; give another one`, 'slug')
}

function withUrl({ settings }: HubPorts, key: string): PingKey {
  return { key, pingUrl: `${settings.baseUrl}/ping/${key}/<slug>` }
}
