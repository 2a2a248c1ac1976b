// From what one full shard does in one slot, counted in the real program, to dollars a month for any
// number of checks. Pure; every assumption that was not counted is a named number here.
import { type Price, priceOf, prices } from '../../workers/domain/cost/prices.ts'

/** Counted in the real program. */
export interface Counts {
  /** Of one shard in one slot of its checks. */
  alarms: number
  busyMs: number
  rowsWritten: number
  calls: number
  /** Checks of that shard. */
  checks: number
  /** CPU of all Workers together, per probe: what is billed is less. */
  cpuMsPerProbe: number
  /** A row of packed samples, with its index and free room: so much for itself, and for each sample. */
  sampleRowBytes: number
  sampleBytes: number
  /** Rows of rollups of hours and of days, in the same way. */
  rollupRowBytes: number
  dayRowBytes: number
  /** Share of quiet hours in which Postgres is awake, and the minutes that a piece of news keeps it. */
  awake: number
  newsMinutes: number
}

export interface Wanted {
  checks: number
  intervalSeconds: number
  locations: number
  /** News a check and month that go to Postgres at once; absent: none. Trouble is two, its begin and end. */
  news?: number
}

export interface Item {
  name: string
  amount: number
  unit: string
  dollars: number
  /** How the amount came about. */
  from: 'counted' | 'formula'
}

export const assumed = {
  monthSeconds: 2_592_000,
  checksPerShard: 512,
  objectGb: 0.128,
  /** Calls that the cron makes of each shard a minute: its wake, its health. */
  cronCalls: 2,
  cronCallMs: 5,
  /** A public page for so many checks. It is written once a day and when it changes; its shard says each ten
   *  minutes, for all at once, that they are still so. A look at it reads the page, its past and that word. */
  checksPerPage: 50,
  pageWrites: 30 + 60,
  shardWordsPerHour: 6,
  pageReads: 3_000,
  readsPerLook: 3,
  /** The cron looks each hour whether the past of a page, and its gate, are others. */
  pastReads: 2 * 720,
  /** Days that packed samples are kept (`workers/store/upkeep.ts`); a month is dropped whole, so that half
   *  of one is there besides. */
  sampleDays: 90 + 15,
  /** Hours of rollups, and days of them on the plan Solo. */
  hourDays: 45,
  dayDays: 90,
  /** Of Postgres, for rows rolled up in an hour (docs/cost.md). */
  rollupSecondsPerRow: 100 / 300_000,
  computeUnitsSmall: 0.25,
  computeUnitsLarge: 0.5,
  largeFromShards: 100,
}

/** All that a month costs, one item a line. */
export function itemsOf(counts: Counts, wanted: Wanted): Item[] {
  const { checks, intervalSeconds, locations } = wanted
  const shards = Math.ceil(checks / assumed.checksPerShard)
  const slots = assumed.monthSeconds / intervalSeconds
  const minutes = assumed.monthSeconds / 60
  const probes = checks * locations * slots
  // A shard that is not full does in proportion what a full one does; alarms it has as many.
  const share = checks / (shards * counts.checks)
  const wakes = shards * slots
  const cronCalls = shards * minutes * assumed.cronCalls
  const busyMs = wakes * counts.busyMs + cronCalls * assumed.cronCallMs
  const pages = Math.ceil(checks / assumed.checksPerPage)
  const item = (
    name: string,
    amount: number,
    unit: string,
    price: Price,
    from: Item['from'],
  ): Item => ({ name, amount, unit, dollars: priceOf(amount, price), from })
  return [
    { name: 'Workers Paid', amount: 1, unit: 'fee', dollars: prices.base, from: 'formula' },
    item(
      'Worker requests',
      minutes + pages * assumed.pageReads,
      '',
      prices.workerRequests,
      'formula',
    ),
    item('Worker CPU', probes * counts.cpuMsPerProbe, 'ms', prices.workerCpuMs, 'counted'),
    item(
      'object requests',
      wakes * counts.alarms + cronCalls,
      '',
      prices.objectRequests,
      'counted',
    ),
    item(
      'object duration',
      (busyMs / 1000) * assumed.objectGb,
      'GB-s',
      prices.objectGbSeconds,
      'counted',
    ),
    item(
      'object rows written',
      wakes * counts.rowsWritten * Math.min(1, share),
      '',
      prices.objectRowsWritten,
      'counted',
    ),
    item(
      'KV writes',
      pages * assumed.pageWrites + shards * assumed.shardWordsPerHour * 720 + minutes,
      '',
      prices.kvWrites,
      'formula',
    ),
    item(
      'KV reads',
      pages * (assumed.pageReads * assumed.readsPerLook + assumed.pastReads),
      '',
      prices.kvReads,
      'formula',
    ),
    item('Postgres stored', storedGb(counts, wanted), 'GB', prices.neonGb, 'counted'),
    item('Postgres compute', computeHours(counts, wanted), 'CU-h', prices.neonCuHours, 'counted'),
  ]
}

function storedGb(counts: Counts, { checks, locations, intervalSeconds }: Wanted): number {
  const perHour = 3_600 / intervalSeconds
  const row = counts.sampleRowBytes + counts.sampleBytes * perHour
  const { sampleDays, hourDays, dayDays } = assumed
  const rollups = 24 * hourDays * counts.rollupRowBytes + dayDays * counts.dayRowBytes
  return (checks * locations * (24 * sampleDays * row + rollups)) / 1e9
}

function computeHours(counts: Counts, wanted: Wanted): number {
  const shards = Math.ceil(wanted.checks / assumed.checksPerShard)
  const units =
    shards >= assumed.largeFromShards ? assumed.computeUnitsLarge : assumed.computeUnitsSmall
  return 720 * awakeShare(counts, wanted) * units
}

/** For how much of the time Postgres is awake. News come at any time, many at once or none. */
export function awakeShare(counts: Counts, { checks, locations, news = 0 }: Wanted): number {
  const rollups = (checks * locations * assumed.rollupSecondsPerRow) / 3_600
  const asleep = Math.max(0, 1 - counts.awake - rollups)
  const newsPerMinute = (checks * news) / (assumed.monthSeconds / 60)
  return 1 - asleep * Math.exp(-newsPerMinute * counts.newsMinutes)
}

/** All of it, and for one check. */
export function totalOf(items: Item[], { checks }: Wanted): { dollars: number; perCheck: number } {
  const dollars = items.reduce((sum, one) => sum + one.dollars, 0)
  return { dollars, perCheck: dollars / checks }
}
