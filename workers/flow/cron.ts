// The cron, each minute: the starter and the watchdog. Wakes every shard, gives it what it missed
// of the configuration, keeps Postgres tidy. One dead shard does not stop the others.
import type { HubPorts } from '../hub-ports.ts'

const hourMs = 3_600_000
/** A shard that was not awake for so long is late. */
const lateMsMax = 150_000

let lastHour = 0

/** All of one minute's work. */
export async function runCron(hub: HubPorts): Promise<void> {
  const shards = await hub.directory.shards().catch(async (fault: unknown) => {
    hub.log.error('cron.directory', fault)
    return (
      (await hub.snapshots.get<{ shards: string[] }>('cron:shards'))?.shards.map((shard) => ({
        shard,
        workspaces: [],
      })) ?? []
    )
  })
  await Promise.all(shards.map((one) => wakeShard(hub, one)))
  const hour = Math.floor(hub.now() / hourMs)
  if (hour !== lastHour) {
    lastHour = hour
    await hourly(hub, shards)
  }
}

async function wakeShard(
  hub: HubPorts,
  { shard, workspaces }: { shard: string; workspaces: { workspace: string; version: number }[] },
): Promise<void> {
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
    for (const workspace of gone) await door.forget(workspace)
    await door.wake()
  } catch (fault) {
    hub.log.error('cron.shard', fault, { shard })
  }
}

async function hourly(
  hub: HubPorts,
  shards: { shard: string; workspaces: { workspace: string; version: number }[] }[],
): Promise<void> {
  const work: [string, () => Promise<unknown>][] = [
    ['cron.partitions', () => hub.upkeep.partitions(hub.now())],
    ['cron.rollup', () => hub.upkeep.rollup(hub.now())],
    ['cron.purge', () => hub.upkeep.purge(hub.now())],
    ['cron.copies', () => copies(hub, shards)],
  ]
  for (const [event, act] of work) {
    await act().catch((fault: unknown) => hub.log.error(event, fault))
  }
}

/** What must work with Postgres away is copied to KV. */
async function copies(
  hub: HubPorts,
  shards: { shard: string; workspaces: { workspace: string; version: number }[] }[],
): Promise<void> {
  await hub.snapshots.put('cron:shards', { v: 1, shards: shards.map((one) => one.shard) })
  for (const { shard, workspaces } of shards) {
    for (const { workspace } of workspaces) {
      const known = await hub.snapshots.get<{ shard: string }>(`dir:${workspace}`)
      if (known?.shard !== shard) await hub.snapshots.put(`dir:${workspace}`, { v: 1, shard })
    }
  }
}

export interface HubHealth {
  ok: boolean
  /** One sentence per part that does not work. */
  problems: string[]
  version: string
}

/** Whether everything works; and what does not. */
export async function healthOf(hub: HubPorts): Promise<HubHealth> {
  const problems: string[] = []
  const database = await hub.upkeep.ping().then(
    () => true,
    () => false,
  )
  if (!database)
    problems.push('the database does not answer; checks and alerts go on, history waits')
  const shards = database ? await hub.directory.shards().catch(() => []) : []
  await Promise.all(
    shards.map(async ({ shard }) => {
      try {
        const health = await hub.shardByName(shard).health()
        const silentMs = hub.now() - (health.lastWakeAt ?? 0)
        if (health.checks > 0 && silentMs > lateMsMax)
          problems.push(`shard ${shard} was not awake for ${Math.round(silentMs / 1000)} s`)
        if (health.checks > 0 && health.lagMs > 30_000)
          problems.push(`shard ${shard} asks ${Math.round(health.lagMs / 1000)} s late`)
        for (const location of health.unwellLocations)
          problems.push(`location ${location} is unwell`)
      } catch {
        problems.push(`shard ${shard} does not answer`)
      }
    }),
  )
  return { ok: problems.length === 0, problems, version: hub.settings.version }
}
