// What `npm run cost` counted in the real program: a full shard in one slot of its checks, and rows
// in Postgres. `docs/cost.md` says when and on what.

export const unitsOf = '2026-11-29'

export const units = {
  checks: 500,
  locations: 3,
  alarms: 8.75,
  rowsWritten: 15.3,
  busyMs: 2_000,
  objectGb: 0.128,
  /** An upper bound: the whole of workerd. */
  cpuMsPerProbe: 0.64,
  /** With their share of indexes and free room. */
  sampleRowBytes: 183,
  sampleBytes: 3.1,
  rollupRowBytes: 314,
  dayRowBytes: 655,
} as const
