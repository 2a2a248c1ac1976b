// What `npm run cost` counted in the real program: a full shard in one slot of its checks, and rows
// in Postgres. `docs/cost.md` says when and on what.

export const unitsOf = '2026-11-30'

export const units = {
  checks: 500,
  locations: 3,
  alarms: 3.14,
  rowsWritten: 9.05,
  busyMs: 2_141,
  objectGb: 0.128,
  /** An upper bound: the whole of workerd. */
  cpuMsPerProbe: 0.68,
  /** With their share of indexes and free room. */
  sampleRowBytes: 170,
  sampleBytes: 1.4,
  rollupRowBytes: 270,
  dayRowBytes: 446,
} as const
