// Whether eSonar itself works: the database, every shard, its locations, what waits to be told or kept.
import { isLookDue, type Slate } from '../domain/slate.ts'
import type { OwnFault } from '../domain/watch.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { ShardHealth } from '../shard-door.ts'

/** A shard that was not awake for so long is late. */
const silentMsMax = 150_000
const lagMsMax = 30_000
/** Messages that are due and do not leave, history that does not arrive. */
const overdueMsMax = 120_000
const backlogMsMax = 600_000

/** A shard with its workspaces, and the version of the configuration of each. */
export interface ShardLine {
  shard: string
  workspaces: { workspace: string; version: number }[]
}

/** All shards; without the database, those that are remembered. */
export async function knownShards(hub: HubPorts): Promise<ShardLine[]> {
  return (await shardsOfRecord(hub)) ?? (await rememberedShards(hub))
}

/** All shards; null: the database does not answer. */
export async function shardsOfRecord(hub: HubPorts): Promise<ShardLine[] | null> {
  return hub.directory.shards().catch((fault: unknown) => {
    hub.log.error('directory', fault)
    return null
  })
}

/** Those that the desk or KV remembers, without their workspaces. */
export async function rememberedShards(hub: HubPorts): Promise<ShardLine[]> {
  const copy =
    (await slateOf(hub)) ?? (await hub.snapshots.get<{ shards: string[] }>('cron:shards'))
  return copy?.shards.map((shard) => ({ shard, workspaces: [] })) ?? []
}

/** What stands on the desk; null: nothing of this Postgres, or it cannot be read, and then Postgres is
 *  asked. */
export async function slateOf(hub: HubPorts): Promise<Slate | null> {
  try {
    const slate = await hub.desk.read()
    return slate?.database === hub.settings.database ? slate : null
  } catch (fault) {
    hub.log.error('desk', fault)
    return null
  }
}

/** All that does not work now, one sentence each. */
export async function ownFaults(
  hub: HubPorts,
  shards: string[],
  isDatabaseThere: boolean,
): Promise<OwnFault[]> {
  const sentence = 'the database does not answer; checks and alerts go on, history waits'
  const database = isDatabaseThere ? [] : [{ key: 'database', sentence }]
  const found = await Promise.all(shards.map((shard) => faultsOf(hub, shard)))
  const each = new Map([...database, ...found.flat()].map((one) => [one.key, one]))
  return [...each.values()]
}

async function faultsOf(hub: HubPorts, shard: string): Promise<OwnFault[]> {
  try {
    return faultsIn(shard, await hub.shardByName(shard).health(), hub.now())
  } catch {
    return [{ key: `away:${shard}`, sentence: `shard ${shard} does not answer` }]
  }
}

/** What a shard's own figures say against it. */
export function faultsIn(shard: string, health: ShardHealth, now: number): OwnFault[] {
  const faults: OwnFault[] = []
  const add = (key: string, sentence: string) => faults.push({ key, sentence })
  const seconds = (ms: number) => `${Math.round(ms / 1000)} s`
  const { checks, lagMs, lastWakeAt, overdue, backlog, backlogSince } = health
  const silentMs = now - (lastWakeAt ?? 0)
  if (checks > 0 && silentMs > silentMsMax) {
    const since = lastWakeAt === null ? 'never awake' : `not awake for ${seconds(silentMs)}`
    add(`asleep:${shard}`, `shard ${shard} was ${since}`)
  }
  if (checks > 0 && lagMs > lagMsMax)
    add(`lag:${shard}`, `shard ${shard} asks ${seconds(lagMs)} late`)
  if (overdue && now - overdue.since > overdueMsMax) {
    add(
      `overdue:${shard}`,
      `${overdue.count} messages of shard ${shard} are due for ${seconds(now - overdue.since)} and do not leave`,
    )
  }
  if (backlogSince !== null && now - backlogSince > backlogMsMax) {
    add(
      `backlog:${shard}`,
      `${backlog} items of shard ${shard} wait for the database for ${seconds(now - backlogSince)}`,
    )
  }
  for (const location of health.unwellLocations) {
    add(`location:${location}`, `location ${location} is unwell: its word does not count`)
  }
  return faults
}

export interface HubHealth {
  ok: boolean
  /** One sentence per part that does not work. */
  problems: string[]
  version: string
}

/** Whether everything works; and what does not. While the cron lets Postgres sleep so does this, and
 *  tells what the last look found. */
export async function healthOf(given: HubPorts): Promise<HubHealth> {
  const hub = { ...given, ...given.quiet() }
  const slate = await slateOf(hub)
  const faults =
    slate && !isLookDue(slate, hub.now())
      ? await ownFaults(hub, slate.shards, slate.isThere)
      : await freshFaults(hub)
  return {
    ok: faults.length === 0,
    problems: faults.map((one) => one.sentence),
    version: hub.settings.version,
  }
}

async function freshFaults(hub: HubPorts): Promise<OwnFault[]> {
  const found = await shardsOfRecord(hub)
  const shards = found ?? (await rememberedShards(hub))
  const names = shards.map(({ shard }) => shard)
  return ownFaults(hub, names, found !== null)
}
