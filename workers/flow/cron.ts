// The cron, each minute: the starter and the watchdog. Wakes every shard, gives it what it missed
// of the configuration, keeps Postgres tidy. One dead shard does not stop the others.
import type { HubPorts } from '../hub-ports.ts'
import { runAutoPosts } from './auto-posts.ts'
import { keepBudgets, tallyProbes } from './budgets.ts'
import { tellLow } from './credits.ts'
import { knownShards, type ShardLine } from './health.ts'
import { keepUp } from './keep-up.ts'
import { runMoves } from './moves.ts'
import { runNotices } from './notices.ts'
import { keepPublic } from './page-past.ts'
import { mailReports } from './report-mail.ts'
import { settleDue } from './settle.ts'
import { watchOver } from './watch.ts'

const hourMs = 3_600_000
const publicEveryMs = 300_000

let lastHour = 0
let lastPublic = 0

/** All of one minute's work. */
export async function runCron(hub: HubPorts): Promise<void> {
  await runMoves(hub).catch((fault: unknown) => hub.log.error('cron.moves', fault))
  const shards = await knownShards(hub)
  const counts = await Promise.all(shards.map((one) => wakeShard(hub, one)))
  await tallyProbes(hub, counts.flat())
    .then(() => keepBudgets(hub))
    .catch((fault: unknown) => hub.log.error('cron.budgets', fault))
  await watchOver(hub, shards).catch((fault: unknown) => hub.log.error('cron.watch', fault))
  await mailReports(hub).catch((fault: unknown) => hub.log.error('cron.reports', fault))
  await runAutoPosts(hub).catch((fault: unknown) => hub.log.error('cron.posts', fault))
  await runNotices(hub).catch((fault: unknown) => hub.log.error('cron.notices', fault))
  const turn = Math.floor(hub.now() / publicEveryMs)
  if (turn !== lastPublic) {
    lastPublic = turn
    for (const { workspaces } of shards)
      for (const { workspace } of workspaces) await keepPublic(hub, workspace)
  }
  const hour = Math.floor(hub.now() / hourMs)
  if (hour !== lastHour) {
    lastHour = hour
    await hourly(hub, shards)
  }
  await keepUp(hub).catch((fault: unknown) => hub.log.error('cron.upkeep', fault))
}

/** Answers how many probes it has asked for; nothing: it does not answer. */
async function wakeShard(
  hub: HubPorts,
  { shard, workspaces }: ShardLine,
): Promise<{ shard: string; probes: number }[]> {
  try {
    const door = hub.shardByName(shard)
    const known = await door.versions()
    for (const { workspace, version } of workspaces) {
      if ((known[workspace] ?? 0) >= version) continue
      const config = await hub.config.whole(workspace)
      if (config) await door.configure(config)
    }
    const gone = Object.keys(known).filter(
      (one) => workspaces.length > 0 && !workspaces.some(({ workspace }) => workspace === one),
    )
    // Only what is gone for good: one that moves is in two lists for a moment, or in none.
    for (const workspace of gone)
      if ((await hub.directory.shardOf(workspace)) === null) await door.forget(workspace)
    const { lowCredits = [], work } = await door.wake()
    await tellLow(hub, shard, lowCredits)
    return work ? [{ shard, probes: work.orders }] : []
  } catch (fault) {
    hub.log.error('cron.shard', fault, { shard })
    return []
  }
}

async function hourly(hub: HubPorts, shards: ShardLine[]): Promise<void> {
  const work: [string, () => Promise<unknown>][] = [
    ['cron.partitions', () => hub.upkeep.partitions(hub.now())],
    ['cron.copies', () => copies(hub, shards)],
    ['cron.billing', () => settleDue(hub)],
  ]
  for (const [event, act] of work) {
    await act().catch((fault: unknown) => hub.log.error(event, fault))
  }
}

/** What must work with Postgres away is copied to KV. */
async function copies(hub: HubPorts, shards: ShardLine[]): Promise<void> {
  await hub.snapshots.put('cron:shards', { v: 1, shards: shards.map((one) => one.shard) })
  for (const { shard, workspaces } of shards) {
    for (const { workspace } of workspaces) {
      const known = await hub.snapshots.get<{ shard: string }>(`dir:${workspace}`)
      if (known?.shard !== shard) await hub.snapshots.put(`dir:${workspace}`, { v: 1, shard })
    }
  }
}
