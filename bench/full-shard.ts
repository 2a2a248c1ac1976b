// One full shard in virtual time: the domain and flow that run in production, over ports that only
// count. What it asked, wrote and handed over, how late a slot was, and what it cost in CPU and memory.

import { checksPerShard } from '../schema/shards.ts'
import { channelOf, configOf } from '../test/fakes/telling.ts'
import { chanceOf } from '../test/sim/loop.ts'
import { type Storm, type TargetSpell, workspace } from '../test/sim/storm.ts'
import { configureWith, shardName, type Witness, wavesOf, worldOf } from '../test/sim/world.ts'
import { resolveCheck } from '../workers/domain/check/index.ts'
import { slotAt, slotOf, wavePhaseOf } from '../workers/domain/schedule.ts'
import { alarmOf } from '../workers/wire/alarm.ts'

const minuteMs = 60_000
const lateMsMax = 2_000

export interface Wanted {
  seed: number
  checks: number
  intervalSeconds: number
  locations: number
  minutes: number
  /** Outages of five minutes, of a check and a day. */
  outagesPerDay: number
  /** With `https` every fourth certificate comes near its end, as the simulator has it. */
  scheme: 'http' | 'https'
  /** As a deployment sets them; absent: as the simulator draws them. */
  settings?: { waves: number; flushSeconds: number }
}

/** What a shard did in its minutes; times in ms, bytes of JSON. */
export interface Counted {
  wakes: number
  /** Wakes by the shard's own alarm, and alarms set, each of which is a row too. */
  alarms: number
  alarmRows: number
  /** Documents put and dropped: rows of the shard's storage. */
  rows: number
  /** Transactions of the shard's storage. */
  writes: number
  /** Requests to locations, and what was asked in them. */
  batches: number
  probes: number
  /** Calls of the archive, the items in them, and their size. */
  saves: number
  items: number
  archivedBytes: number
  messages: number
  /** Slots after the first, those asked more than 2 s late, those never asked. */
  slots: number
  late: number
  skipped: number
  lateMsMax: number
  faults: number
  cpuMs: number
  heapMb: number
}

export const fullShard: Wanted = {
  seed: 1,
  checks: checksPerShard,
  intervalSeconds: 60,
  locations: 3,
  minutes: 60,
  outagesPerDay: 0.05,
  scheme: 'https',
}

/** Plays it from an empty store; `after` hears of each minute what was counted until then. */
export async function playFullShard(
  wanted: Wanted,
  after: (minute: number, counted: Counted) => void = () => {},
): Promise<Counted> {
  const storm = calmStorm(wanted)
  const counted = nothingYet()
  const held = new Set<string>()
  const slots = new Map<string, number>()
  let now = () => 0
  const waves = wanted.settings?.waves ?? wavesOf(storm.seed)
  const phases = new Map(storm.checks.map((one) => [one.id, wavePhaseOf(shardName, one, waves)]))
  const witness: Witness = {
    wrote: (put, drop) => {
      counted.writes += 1
      for (const [key] of put) held.add(key)
      // What is not there is no row.
      counted.rows += put.length + drop.filter((key) => held.delete(key)).length
    },
    asked: (batch) => {
      counted.batches += 1
      counted.probes += batch.orders.length
      for (const order of batch.orders) {
        if (!order.patient && !order.fresh) slotAsked(order.id, now())
      }
    },
    received: (_, isTaken) => {
      if (isTaken) counted.messages += 1
    },
    archived: (items) => {
      counted.saves += 1
      counted.items += items.length
      counted.archivedBytes += JSON.stringify(items).length
    },
    opened: () => {},
    died: () => {},
    woke: () => {
      counted.wakes += 1
    },
    logged: () => {
      counted.faults += 1
    },
  }

  /** All places of a check are asked at one moment: the first of them stands for the slot. */
  function slotAsked(order: string, at: number): void {
    const check = order.slice(0, order.lastIndexOf('.'))
    const phaseMs = phases.get(check)!
    const slot = slotOf(at, wanted.intervalSeconds, phaseMs)
    const last = slots.get(check)
    if (last === slot) return
    slots.set(check, slot)
    if (last === undefined) return
    counted.slots += 1
    counted.skipped += slot - last - 1
    const lateMs = at - slotAt(slot, wanted.intervalSeconds, phaseMs)
    if (lateMs > lateMsMax) counted.late += 1
    counted.lateMsMax = Math.max(counted.lateMsMax, lateMs)
  }

  const world = worldOf(storm, witness, (ports) => ({
    ...ports,
    alarm: alarmOf(
      (at) => ports.alarm.set(at),
      (rows) => {
        counted.alarmRows += rows
      },
      ports.clock.now,
    ),
    settings: { ...ports.settings, ...wanted.settings },
  }))
  now = world.now
  world.loop.later(0, () => world.visit(configureWith(configFor(storm))))
  const begun = process.threadCpuUsage()
  for (let minute = 1; minute <= wanted.minutes; minute += 1) {
    world.loop.later(0, () => world.visit())
    await world.loop.run(minute * minuteMs, world.settled, () => false)
    counted.alarms = counted.wakes - minute - 1
    after(minute, counted)
  }
  const { user, system } = process.threadCpuUsage(begun)
  counted.cpuMs = (user + system) / 1_000
  globalThis.gc?.()
  counted.heapMb = process.memoryUsage().heapUsed / 2 ** 20
  return counted
}

function calmStorm(wanted: Wanted): Storm {
  const chance = chanceOf(wanted.seed)
  const endMs = wanted.minutes * minuteMs
  const facts = { workspace, nowIso: '2026-11-24T00:00:00.000Z' }
  const checks = Array.from({ length: wanted.checks }, (_, index) => ({
    ...resolveCheck(
      { type: 'http', url: `${wanted.scheme}://site${index + 1}.example/` },
      { ...facts, id: `chk_${workspace}_c${index + 1}` },
    ),
    intervalSeconds: wanted.intervalSeconds,
  }))
  const outages = Math.round((wanted.checks * wanted.outagesPerDay * wanted.minutes) / 1_440)
  const targetSpells = Array.from({ length: outages }, (): TargetSpell => {
    const from = chance.whole(0, endMs)
    const check = chance.pick(checks).id
    return { check, places: null, ms: 80, kind: 'status', from, to: from + 5 * minuteMs }
  })
  return {
    seed: wanted.seed,
    endMs,
    places: Array.from({ length: wanted.locations }, (_, index) => ({
      id: `p${index + 1}`,
      network: `net${index + 1}`,
      label: `place ${index + 1}`,
      default: true,
      ms: chance.whole(20, 250),
    })),
    checks,
    channels: ['ops'],
    targetSpells,
    placeSpells: [],
    receiverSpells: [],
    archiveSpells: [],
    kills: [],
    steps: [],
    hands: [],
    hasCron: true,
  }
}

function configFor({ checks }: Storm) {
  const page = {
    v: 1 as const,
    id: `pag_${workspace}_main`,
    workspace,
    version: 1,
    slug: 'main',
    title: 'Acme',
    checks: null,
    isPublic: true,
  }
  return configOf({ version: 1, checks, channels: [channelOf('ops')], pages: [page] })
}

function nothingYet(): Counted {
  return {
    wakes: 0,
    alarms: 0,
    alarmRows: 0,
    rows: 0,
    writes: 0,
    batches: 0,
    probes: 0,
    saves: 0,
    items: 0,
    archivedBytes: 0,
    messages: 0,
    slots: 0,
    late: 0,
    skipped: 0,
    lateMsMax: 0,
    faults: 0,
    cpuMs: 0,
    heapMb: 0,
  }
}
