// Status pages as snapshots in KV: written when what the public sees has changed, so that a page stays
// right while everything behind it is away. Each ten minutes the shard says in one document that all of
// them are still so.
import type { Page, WorkspaceConfig } from '../domain/config.ts'
import type { Incident } from '../domain/incident.ts'
import { type Vouched, vouchKey } from '../domain/page/vouched.ts'
import { type Shown, snapshotOf } from '../domain/page.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'

const vouchEveryMs = 600_000
/** Should KV have lost one. */
const anywayMs = 86_400_000
const lookAnewMs = 300_000
/** The same where a maintenance may begin or end. */
const lookSoonMs = 10_000
/** KV takes one write a second for a key. */
const apartMs = 1_500

/** Writes the pages that changed. Answers when to look again for one held back; null: no need. */
export function publish(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
): number | null {
  const now = ports.clock.now()
  let again: number | null = null
  for (const config of memory.configs.values()) {
    const pages = config.pages.filter((page) => page.isPublic)
    if (pages.length === 0) continue
    const facts = factsOf(memory, config, now)
    if (isSame(memory.publicFacts.get(config.workspace), facts)) continue
    const shown = shownOf(memory, config)
    let isHeld = false
    for (const page of pages) {
      const at = publishOne(memory, ports, run, { page, config, shown, now })
      if (at === null) continue
      isHeld = true
      if (again === null || at < again) again = at
    }
    if (isHeld) memory.publicFacts.delete(config.workspace)
    else memory.publicFacts.set(config.workspace, facts)
  }
  vouch(memory, ports, run)
  return again
}

/** Says of the pages that are in KV that they are as they are now. One on its way speaks for itself. */
function vouch(memory: Memory, ports: ShardPorts, run: (work: Promise<void>) => void): void {
  const now = ports.clock.now()
  if (Math.abs(now - memory.vouchedAt) < vouchEveryMs) return
  const slugs = [...memory.configs.values()].flatMap(({ workspace, pages, version }) =>
    pages.flatMap(({ slug, isPublic }) => {
      const written = memory.published.get(slug)
      const isRight = written?.isThere && written.version === version
      return isPublic && isRight && memory.publicFacts.has(workspace) ? [slug] : []
    }),
  )
  if (slugs.length === 0) return
  memory.vouchedAt = now
  const word: Vouched = { v: 1, at: now, slugs }
  run(
    ports.snapshots.put(vouchKey(memory.shard), word).catch((fault: unknown) => {
      memory.vouchedAt = 0
      ports.log.error('page.vouch', fault)
    }),
  )
}

/** All that the pages of a workspace are made of: while none of it changes, neither do they. Looked
 *  at anew now and then; often, where time itself changes what is shown. */
function factsOf(memory: Memory, config: WorkspaceConfig, now: number): unknown[] {
  const bucket = Math.floor(now / (config.maintenance.length > 0 ? lookSoonMs : lookAnewMs))
  const facts: unknown[] = [config, memory.ended.incidents, bucket]
  for (const { id } of config.checks) {
    const state = memory.checks.get(id)?.state
    facts.push(state?.health, state?.since, state?.open)
  }
  return facts
}

const isSame = (before: unknown[] | undefined, after: unknown[]) =>
  before?.length === after.length && before.every((one, index) => one === after[index])

function publishOne(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
  one: { page: Page; config: WorkspaceConfig; shown: Map<string, Shown>; now: number },
): number | null {
  const { page, config, shown, now } = one
  const snapshot = { ...snapshotOf(page, config, shown, now), by: memory.shard }
  const text = JSON.stringify({ ...snapshot, updatedAt: 0 })
  const written = memory.published.get(page.slug)
  // Whatever was changed on the page may have taken its snapshot away.
  const before = written?.version === config.version ? written : undefined
  const sinceMs = written ? Math.abs(now - written.at) : Number.POSITIVE_INFINITY
  if (before?.text === text && sinceMs < anywayMs) return null
  if (sinceMs < apartMs) return written!.at + apartMs
  const mine = { text, at: now, version: config.version, isThere: false }
  memory.published.set(page.slug, mine)
  run(
    ports.snapshots.put(`page:${page.slug}`, snapshot).then(
      () => {
        mine.isThere = true
      },
      (fault: unknown) => {
        memory.published.delete(page.slug)
        memory.publicFacts.delete(page.workspace)
        ports.log.error('page', fault, { slug: page.slug })
      },
    ),
  )
  return null
}

function shownOf(memory: Memory, config: WorkspaceConfig): Map<string, Shown> {
  const past = new Map<string, Incident[]>()
  for (const one of memory.ended.incidents) {
    if (one.workspace !== config.workspace || one.check === null) continue
    past.set(one.check, [...(past.get(one.check) ?? []), one])
  }
  return new Map(
    config.checks.flatMap(({ id }) => {
      const state = memory.checks.get(id)?.state
      if (!state) return []
      const incidents = [...Object.values(state.open), ...(past.get(id) ?? [])]
      return [[id, { health: state.health, since: state.since, incidents }] as const]
    }),
  )
}
