// Badges of checks: off until somebody switches one on; then anybody with its address sees health
// and uptime, and nothing else. Kept for a minute, and longer while the record is away.
import type { BadgeFacts, BadgeKind } from '../domain/badge.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf } from './change.ts'
import { find } from './checks.ts'
import { spansOf, troubleOf, uptimeIn } from './uptime.ts'

/** Readers and what stands between keep a badge for so long. */
export const badgeSeconds = 60
const tokenChars = 32
const uptimeMs = 30 * 86_400_000

interface Kept {
  v: 1
  at: number
  facts: BadgeFacts
}

/** Where the pictures of a badge are, and the same for shields.io. */
export function badgeAddresses(baseUrl: string, token: string) {
  const of = (kind: BadgeKind) => ({
    svg: `${baseUrl}/badge/${token}/${kind}.svg`,
    shields: `${baseUrl}/badge/${token}/${kind}.json`,
  })
  return { health: of('health'), uptime: of('uptime') }
}

/** The token of a check's badge; null: it has none. */
export async function badgeToken(hub: HubPorts, actor: Actor, id: string): Promise<string | null> {
  allow(actor, 'read', 'check')
  await find(hub, actor, id)
  return hub.badges.badge(actor.workspace, id)
}

/** Switches a check's badge on, or gives it a new address: the one before shows nothing any more. */
export async function showBadge(hub: HubPorts, actor: Actor, id: string): Promise<string> {
  allow(actor, 'write', 'check')
  await find(hub, actor, id)
  const before = await hub.badges.badge(actor.workspace, id)
  const token = hub.randomId(tokenChars)
  const audit = auditOf(actor, before ? 'update' : 'create', 'badge', id, null, null)
  await hub.badges.putBadge(actor.workspace, id, token, audit)
  if (before) await hub.snapshots.drop(keyOf(before))
  return token
}

/** Switches it off. */
export async function hideBadge(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'check')
  await find(hub, actor, id)
  const before = await hub.badges.badge(actor.workspace, id)
  if (!before) return
  await hub.badges.dropBadge(actor.workspace, id, auditOf(actor, 'delete', 'badge', id, null, null))
  await hub.snapshots.drop(keyOf(before))
}

/** What a badge shows, by its token. */
export async function badgeFacts(hub: HubPorts, token: string): Promise<BadgeFacts> {
  const isToken = /^[a-z0-9]{24,64}$/.test(token)
  const kept = isToken ? await hub.snapshots.get<Kept>(keyOf(token)) : null
  if (kept && hub.now() - kept.at < badgeSeconds * 1000) return kept.facts
  try {
    const facts = isToken ? await freshFacts(hub, token) : null
    if (!facts) throw new Problem('not_found', 'There is no badge at this address.')
    await hub.snapshots.put(keyOf(token), { v: 1, at: hub.now(), facts } satisfies Kept)
    return facts
  } catch (fault) {
    const isGone = fault instanceof Problem && fault.code === 'not_found'
    if (kept && !isGone) return kept.facts
    throw fault
  }
}

async function freshFacts(hub: HubPorts, token: string): Promise<BadgeFacts | null> {
  const found = await hub.badges.badgeBy(token)
  const check = found && (await hub.config.check(found.workspace, found.check))
  if (!check) return null
  const { workspace, id } = check
  const now = hub.now()
  const [view, trouble] = await Promise.all([
    hub.shard(workspace).then((door) => door.view(workspace, id)),
    troubleOf(hub, workspace, id, now - uptimeMs, now),
  ])
  const { share } = uptimeIn(check, spansOf(trouble, check), now - uptimeMs, now)
  return { health: check.paused ? 'paused' : (view?.health ?? 'unknown'), share }
}

/** Keys of the store have no `/`. */
const keyOf = (token: string) => `badge:${token}`
