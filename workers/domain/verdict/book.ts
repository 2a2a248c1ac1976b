// How well each location has been lately, over all checks of the shard: silence, abstention,
// controls, lone failures (verdict.md A2, B, F33).

/** PERSISTED CONTRACT. */
export interface LocationBook {
  v: 1
  locations: Record<string, LocationRecord>
}
export interface LocationRecord {
  /** Since when it is unwell; null: well. */
  unwellSince: number | null
  /** The open `node` incident about it. */
  incident: string | null
}
