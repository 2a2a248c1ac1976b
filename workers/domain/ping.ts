// What a job says to its heartbeat, as it is kept for people to read.

export const pingActs = ['success', 'start', 'fail', 'log'] as const
export type PingAct = (typeof pingActs)[number]

/** What was heard at the door. */
export interface Heard {
  act: PingAct
  /** Given in the address; 0 is a success, any other a failure. */
  exitCode: number | null
  /** Names a run, so that runs may overlap; a UUID. */
  rid: string | null
  /** The job's own measure of the run, where it gives one. */
  durationMs: number | null
  /** The beginning of what it said. */
  body: string
  /** When it came to our door, ms since the epoch: on the way behind it words may overtake. */
  cameAt?: number
}

/** PERSISTED CONTRACT: one ping as it is kept. The sender's address is not. */
export interface Ping {
  v: 1
  at: number
  act: PingAct
  exitCode: number | null
  rid: string | null
  /** From the start of its run; null: no start was heard. */
  durationMs: number | null
  body: string
}

/** How a heartbeat may be named in an address with the workspace's ping key. Words and numbers that
 *  end an address themselves are no names, so that every address means one thing. */
export const slugShape = /^(?!(?:start|fail|log|\d+)$)[a-z0-9_-]{1,100}$/
/** The workspace's ping key: that of Healthchecks has 22 characters. */
export const pingKeyShape = /^[A-Za-z0-9_-]{22,64}$/

/** Pings kept for each heartbeat. */
export const pingsKept = 50
/** Characters kept of what a job says. */
export const pingBodyCharsMax = 1_000
/** Pings taken from one job in a minute; and as many at once. */
export const pingsPerMinuteMax = 30
/** Runs that may be open at once; the oldest is dropped. */
export const runsMax = 20
