// The cron, each minute: the starter and the watchdog. Wakes every shard and watches that none is late.
// In Postgres it looks when something is due there, when somebody else has asked it, and once between
// uploads: so it may sleep where nothing happens. One dead shard, or part, does not stop the others.
import { hourTurn, isLookDue, nextLookAt, publicTurn, type Slate } from '../domain/slate.ts'
import type { HubPorts } from '../hub-ports.ts'
import { runAutoPosts } from './auto-posts.ts'
import { type BudgetsDue, budgetFaults, keepBudgets, tallyProbes } from './budgets.ts'
import { tellLow } from './credits.ts'
import { rememberedShards, type ShardLine, shardsOfRecord, slateOf } from './health.ts'
import { keepUp } from './keep-up.ts'
import { runMoves } from './moves.ts'
import { runNotices } from './notices.ts'
import { mendPublic } from './page-past.ts'
import { mailReports } from './report-mail.ts'
import { settleDue } from './settle.ts'
import { type Found, watchOver } from './watch.ts'

/** What was done last, by this isolate: the turn of the hour, and of each workspace the version of its
 *  configuration and the turn for which the public has its pages. */
interface Done {
  hour: number
  published: Map<string, string>
}
const known = new WeakMap<HubPorts['upkeep'], Done>()

/** All of one minute's work. */
export async function runCron(given: HubPorts): Promise<void> {
  const hub = { ...given, ...given.quiet() }
  const slate = await slateOf(hub)
  if (slate && !isLookDue(slate, hub.now()) && (await runQuietly(hub, slate))) return
  await look(hub)
}

/** A minute without Postgres; false: after all it has to be asked. */
async function runQuietly(hub: HubPorts, slate: Slate): Promise<boolean> {
  const woken = await Promise.all(slate.shards.map((shard) => wakeShard(hub, shard)))
  const probes = await tally(hub, woken).catch((fault: unknown) => {
    hub.log.error('cron.budgets', fault)
    return 0
  })
  if (slate.probesMax !== null && probes >= slate.probesMax) return false
  await watch(hub, slate)
  return true
}

/** A minute with Postgres. Each part answers when it wants to be called again; one that fails, in the
 *  next minute. */
async function look(hub: HubPorts): Promise<void> {
  const lookedAt = hub.now()
  let dueAt = nextLookAt(lookedAt, hub.settings.flushSeconds)
  const part = async (event: string, act: () => Promise<number>) => {
    const at = await act().catch((fault: unknown) => {
      hub.log.error(event, fault)
      return lookedAt
    })
    dueAt = Math.min(dueAt, at)
  }
  await part('cron.moves', () => runMoves(hub))
  const found = await shardsOfRecord(hub)
  const shards = found ?? (await rememberedShards(hub))
  const woken = await Promise.all(shards.map((one) => bringUp(hub, one)))
  if (found === null || woken.includes(null)) dueAt = lookedAt
  let probesMax: number | null = null
  await part('cron.budgets', async () => {
    await tally(hub, woken)
    const due: BudgetsDue = await keepBudgets(hub)
    probesMax = due.probesMax
    return due.at
  })
  const seen: Found = {
    shards: shards.map(({ shard }) => shard),
    isThere: found !== null,
    faults: await budgetFaults(hub).catch(() => []),
  }
  await watch(hub, seen)
  await part('cron.reports', () => mailReports(hub))
  await part('cron.posts', () => runAutoPosts(hub))
  await part('cron.notices', () => runNotices(hub))
  await publish(hub, shards)
  await part('cron.hourly', () => hourly(hub, shards))
  await part('cron.upkeep', () => keepUp(hub))
  await hub.desk
    .looked({ database: hub.settings.database, lookedAt, dueAt, probesMax, ...seen })
    .catch((fault: unknown) => hub.log.error('desk', fault))
}

function watch(hub: HubPorts, found: Found): Promise<void> {
  return watchOver(hub, found).catch((fault: unknown) => hub.log.error('cron.watch', fault))
}

type Woken = { shard: string; probes: number } | null

/** Probes of today, once these are among them. */
async function tally(hub: HubPorts, woken: Woken[]): Promise<number> {
  return tallyProbes(
    hub,
    woken.filter((one) => one !== null),
  )
}

/** Answers how many probes it has asked for; null: it does not answer. */
async function wakeShard(hub: HubPorts, shard: string): Promise<Woken> {
  try {
    const { lowCredits = [], work } = await hub.shardByName(shard).wake()
    await tellLow(hub, shard, lowCredits)
    return { shard, probes: work?.orders ?? 0 }
  } catch (fault) {
    hub.log.error('cron.shard', fault, { shard })
    return null
  }
}

/** The same, once it has what it missed of the configuration. */
async function bringUp(hub: HubPorts, { shard, workspaces }: ShardLine): Promise<Woken> {
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
  } catch (fault) {
    hub.log.error('cron.shard', fault, { shard })
    await wakeShard(hub, shard)
    return null
  }
  return wakeShard(hub, shard)
}

/** What the public has of pages: of each workspace when its configuration is another, and now and then. */
async function publish(hub: HubPorts, shards: ShardLine[]): Promise<void> {
  const { published } = doneBy(hub)
  const turn = publicTurn(hub.now(), hub.settings.flushSeconds)
  for (const { workspace, version } of shards.flatMap(({ workspaces }) => workspaces)) {
    const mark = `${version} ${turn}`
    if (published.get(workspace) === mark) continue
    published.set(workspace, mark)
    await mendPublic(hub, workspace)
  }
}

function doneBy(hub: HubPorts): Done {
  const done = known.get(hub.upkeep) ?? { hour: 0, published: new Map() }
  known.set(hub.upkeep, done)
  return done
}

async function hourly(hub: HubPorts, shards: ShardLine[]): Promise<number> {
  const hour = hourTurn(hub.now())
  const done = doneBy(hub)
  if (hour === done.hour) return Number.POSITIVE_INFINITY
  done.hour = hour
  let isSettled = false
  const work: [string, () => Promise<unknown>][] = [
    ['cron.partitions', () => hub.upkeep.partitions(hub.now())],
    ['cron.copies', () => copies(hub, shards)],
    [
      'cron.billing',
      async () => {
        isSettled = await settleDue(hub)
      },
    ],
  ]
  for (const [event, act] of work) {
    await act().catch((fault: unknown) => hub.log.error(event, fault))
  }
  // Plans may have changed, and with them rooms and configurations.
  return isSettled ? hub.now() : Number.POSITIVE_INFINITY
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
