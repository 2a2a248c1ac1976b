// What an agent says about its own host: every minute, and at once when a finding changes.

/** `ok` ends what was a warning or critical; `unknown`: it could not be looked at, and says why. */
export type FindingLevel = 'ok' | 'warning' | 'critical' | 'unknown'

/** One thing looked at, judged by the agent with the thresholds it was given. */
export interface Finding {
  /** What is looked at, the same from report to report: `filesystem:/var`, `replication:orders`. */
  key: string
  level: FindingLevel
  /** When it came to this level, ms since the epoch by the agent's corrected clock. */
  since: number
  /** In words, with the figure and the threshold: "/var is 97 % full, full in 5 h". At most 300. */
  text: string
}

/** One figure of a host, for its history. The unit is the last word of the name: `memory.usedBytes`. */
export interface Metric {
  name: string
  value: number
}

/** Reports of an agent are numbered without a gap; one that is repeated is taken once. */
export interface HostReport {
  v: 1
  /** Counts from 1 for each spool; with `spool` it is what makes a report once. */
  seq: number
  /** Random name of the agent's spool for this master: a new one begins when it was lost. */
  spool: string
  /** By the agent's corrected clock, ms since the epoch. */
  at: number
  findings: Finding[]
  metrics: Metric[]
  /** Reports that were dropped before this one because the spool was full. */
  lost: number
}
