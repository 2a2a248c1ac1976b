// Addresses that jobs speak to: made with the heartbeat, found again by their hash in KV, so that
// no database is on the way of a ping. The token itself is sealed in the check.
import type { CheckOf } from '../domain/check/check.ts'
import { type Check, isHeartbeat } from '../domain/check/index.ts'
import type { Heard } from '../domain/ping.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { Vault } from '../ports.ts'
import type { PingAnswer } from '../shard-door.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'
import { hashOf } from './hash.ts'
import { pingKeyFor } from './ping-key.ts'

/** Which heartbeat a token belongs to: `ping:<hash of the token>` in KV. */
export interface PingEntry {
  v: 1
  workspace: string
  check: string
}

const tokenChars = 32
const tokenShape = /^[A-Za-z0-9_-]{22,64}$/
export const pingKeyOf = async (token: string) => `ping:${await hashOf(token.toLowerCase())}`

/** A job speaks; its token is all it has. `unknown`: it belongs to no heartbeat. */
export async function pingByToken(hub: HubPorts, token: string, heard: Heard): Promise<PingAnswer> {
  if (!tokenShape.test(token)) return 'unknown'
  const entry = await hub.snapshots.get<PingEntry>(await pingKeyOf(token))
  if (!entry) return 'unknown'
  const door = await hub.shard(entry.workspace)
  return door.ping(entry.workspace, entry.check, heard)
}

/** A new heartbeat with a token of its own, unless it brings that of another service along. */
export function withToken(hub: HubPorts, check: Check): Check {
  if (!isHeartbeat(check) || check.heartbeat.token !== undefined) return check
  const token = hub.randomId(tokenChars)
  return { ...check, heartbeat: { ...check.heartbeat, token } }
}

/** Makes a check's token known at the door, and its old one unknown. Before the check is written:
 *  a token without a check is harmless. Throws `conflict` when another heartbeat has it. */
export async function enlist(hub: HubPorts, check: Check, before: Check | null): Promise<void> {
  const token = await tokenIn(hub.vault, check)
  const old = before ? await tokenIn(hub.vault, before) : null
  if (token === null || token === old) return
  const key = await pingKeyOf(token)
  const holder = await hub.snapshots.get<PingEntry>(key)
  if (holder && holder.check !== check.id) {
    throw new Problem('conflict', 'is in use by another heartbeat; give another one', 'token')
  }
  const entry: PingEntry = { v: 1, workspace: check.workspace, check: check.id }
  await hub.snapshots.put(key, entry)
}

/** After the change, and after its shard knows (which puts back each hour what it takes for lost):
 *  what the check no longer answers to. */
export async function delist(hub: HubPorts, before: Check, after: Check | null): Promise<void> {
  const old = await tokenIn(hub.vault, before)
  const token = after ? await tokenIn(hub.vault, after) : null
  if (old !== null && old !== token) await hub.snapshots.drop(await pingKeyOf(old))
}

/** The token in the open; null: the check has none. */
export async function tokenIn(vault: Vault, check: Check): Promise<string | null> {
  const sealed = isHeartbeat(check) ? check.heartbeat.token : undefined
  return sealed === undefined ? null : vault.open(sealed)
}

export interface PingAddresses {
  token: string
  /** As Healthchecks has it; `/start`, `/fail`, `/log` or an exit code may follow. */
  pingUrl: string
  /** As Uptime Kuma has it. */
  pushUrl: string
  /** By the workspace's ping key; null: it has no slug, or the workspace no key. */
  slugUrl: string | null
}

/** Where a heartbeat's job speaks to. For those who may change the check: who knows the address
 *  can speak for the job. */
export async function addressesOf(hub: HubPorts, actor: Actor, id: string): Promise<PingAddresses> {
  allow(actor, 'write', 'check')
  const check = await heartbeatOf(hub, actor, id)
  const token = await tokenIn(hub.vault, check)
  if (token === null) throw new Problem('not_found', 'This heartbeat has no token; make one.')
  return withUrls(hub, token, await slugUrlOf(hub, actor, check))
}

/** Gives a heartbeat another token; the old address is unknown from then on. */
export async function rotateToken(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<PingAddresses> {
  allow(actor, 'write', 'check')
  const before = await heartbeatOf(hub, actor, id)
  const expected = expectedVersion(ifMatch, before.version)
  const token = hub.randomId(tokenChars)
  const after: Check = {
    ...before,
    version: before.version + 1,
    updatedAt: new Date(hub.now()).toISOString(),
    heartbeat: { ...before.heartbeat, token: await hub.vault.seal(token) },
  }
  await enlist(hub, after, before)
  const audit = auditOf(actor, 'rotate', 'check', id, { token: 'old' }, { token: 'new' })
  if (!(await hub.config.putCheck(actor.workspace, after, expected, audit))) throw lostRace()
  await push(hub, actor.workspace)
  await delist(hub, before, after)
  return withUrls(hub, token, await slugUrlOf(hub, actor, before))
}

async function heartbeatOf(hub: HubPorts, actor: Actor, id: string) {
  const check = await hub.config.check(actor.workspace, id)
  if (!check) throw new Problem('not_found', 'There is no check of this id.')
  if (!isHeartbeat(check)) {
    throw new Problem('conflict', 'Only a heartbeat has an address; this check is asked.')
  }
  return check
}

async function slugUrlOf(
  hub: HubPorts,
  actor: Actor,
  { heartbeat }: CheckOf<'heartbeat'>,
): Promise<string | null> {
  if (!heartbeat.slug) return null
  const key = await pingKeyFor(hub, actor)
  return key && `${hub.settings.baseUrl}/ping/${key.key}/${heartbeat.slug}`
}

function withUrls(hub: HubPorts, token: string, slugUrl: string | null): PingAddresses {
  const { baseUrl } = hub.settings
  const pingUrl = `${baseUrl}/ping/${token}`
  return { token, pingUrl, pushUrl: `${baseUrl}/api/push/${token}`, slugUrl }
}
