// What the public has of a page besides its snapshot: its past, its logo, its own host. Written to
// KV by the hub, when something changed; each few minutes it looks whether something did.

import type { Check } from '../domain/check/index.ts'
import { isHeartbeat } from '../domain/check/index.ts'
import type { Page } from '../domain/config.ts'
import { daysShown } from '../domain/page/days.ts'
import { hostKey } from '../domain/page/host.ts'
import { type Known, pastOf } from '../domain/page/past.ts'
import type { Span } from '../domain/uptime.ts'
import type { HealthSpan, HubPorts } from '../hub-ports.ts'

const dayMs = 86_400_000
const postsMax = 300

/** Writes what the public has of all pages of a workspace, after a change; logged when it cannot. */
export function keepPublic(hub: HubPorts, workspace: string): Promise<void> {
  return keepAll(hub, workspace, (key, value) => hub.snapshots.put(key, value))
}

/** The same where KV has something else: a write costs ten times what a look does. */
export function mendPublic(hub: HubPorts, workspace: string): Promise<void> {
  return keepAll(hub, workspace, async (key, value) => {
    const before = await hub.snapshots.get<object>(key)
    if (JSON.stringify(untimed(before)) === JSON.stringify(untimed(value))) return
    await hub.snapshots.put(key, value)
  })
}

/** Without when it was made, which no page shows. */
const untimed = (value: object | null) => value && { ...value, updatedAt: 0 }

type Write = (key: string, value: object) => Promise<void>

async function keepAll(hub: HubPorts, workspace: string, write: Write): Promise<void> {
  try {
    const pages = (await hub.config.pages(workspace)).filter((one) => one.isPublic)
    if (pages.length === 0) return
    const known = await knownOf(hub, workspace)
    for (const page of pages) await keepOne(hub, page, known, write)
  } catch (fault) {
    hub.log.error('page.past', fault, { workspace })
  }
}

async function keepOne(hub: HubPorts, page: Page, known: Known, write: Write): Promise<void> {
  const { workspace, id, slug, host } = page
  const posts = await hub.publication.posts(workspace, id, postsMax)
  await write(`past:${slug}`, pastOf(page, posts, known))
  if (host) await write(hostKey(host), { v: 1, slug })
  await keepGate(hub, page, write)
  if (page.logo) {
    const logo = await hub.publication.logo(workspace, id)
    if (logo) await write(`logo:${slug}`, { v: 1, ...logo })
  }
}

/** Who may see it: apart from what the public reads. */
async function keepGate(
  hub: HubPorts,
  { workspace, slug, access, gate }: Page,
  write: Write,
): Promise<void> {
  if (!access || access === 'open') {
    const before = await hub.snapshots.get(`gate:${slug}`)
    return before ? hub.snapshots.drop(`gate:${slug}`) : undefined
  }
  const { salt = null, hash = null } = access === 'password' ? (gate ?? {}) : {}
  await write(`gate:${slug}`, { v: 1, workspace, salt, hash })
}

/** Takes from the public all that it has of a page as it was: its address may be another's next. */
export async function forgetPublic(hub: HubPorts, page: Page): Promise<void> {
  for (const key of publicKeysOf(page)) await hub.snapshots.drop(key)
}

/** All that KV holds of a page. */
export function publicKeysOf({ slug, host }: Page): string[] {
  const kinds = ['page', 'past', 'logo', 'gate']
  return [...kinds.map((kind) => `${kind}:${slug}`), ...(host ? [hostKey(host)] : [])]
}

async function knownOf(hub: HubPorts, workspace: string): Promise<Known> {
  const now = hub.now()
  const from = now - daysShown * dayMs
  const [config, found, windows] = await Promise.all([
    hub.config.whole(workspace),
    hub.history.spans(workspace, null, from, now),
    hub.config.maintenance(workspace),
  ])
  const checks = config?.checks ?? []
  return { checks, spans: spansByCheck(checks, found, now), windows, now }
}

function spansByCheck(checks: Check[], found: HealthSpan[], now: number): Map<string, Span[]> {
  const heartbeats = new Set(checks.filter(isHeartbeat).map((one) => one.id))
  const byCheck = new Map<string, Span[]>()
  for (const { check, kind: told, startedAt, endedAt } of found) {
    // What a heartbeat's silence was, was down.
    const kind = told === 'silent' && heartbeats.has(check) ? 'down' : told
    if (!isCounted(kind)) continue
    const span = { kind, from: startedAt, to: endedAt ?? now }
    byCheck.set(check, [...(byCheck.get(check) ?? []), span])
  }
  return byCheck
}

const counted = ['down', 'regional', 'slow', 'unknown', 'maintenance'] as const
function isCounted(kind: string): kind is (typeof counted)[number] {
  return counted.some((one) => one === kind)
}
