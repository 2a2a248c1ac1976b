// Whether a replica follows, judged by what cannot lie together: the state of its link, what it has
// applied, and a row that was written on the primary and is looked for here. A lag of 0 s alone is
// no proof: a replica that is cut off has applied all that it ever got.
import { duration } from '../words/index.ts'
import { bytes } from './amount.ts'
import type { DatabaseSettings } from './database-settings.ts'
import type { Limits } from './judge.ts'
import type { Reading } from './reading.ts'
import type { FindingLevel } from './report.ts'

/** What was read of a replica. Null: could not be read, or there is no such thing. */
export interface ReplicaReading {
  /** The server says that it is a replica at all. */
  isReplica: boolean | null
  /** It receives from its primary. */
  link: 'up' | 'down' | null
  /** Since when the link is down, as far as the server says; in its own word. */
  linkText: string | null
  /** What came is applied: false when replay is paused or the thread has stopped. */
  isApplying: boolean | null
  applyText: string | null
  lagBytes: number | null
  /** Transactions of the primary that are not applied here, by their global ids; absent: a server
   *  that has none, or null: they are not kept. */
  lagTransactions?: number | null
  /** By the server's own figure; never taken alone. */
  lagSeconds: number | null
  beat: Beat | null
}

/** The row that shows what arrives. Ages by one clock, the agent's. */
export interface Beat {
  /** Null: written just now. */
  writeFault: string | null
  /** Null: read. */
  readFault: string | null
  /** How old the newest row is that was found at the replica; null: none was. */
  ageSeconds: number | null
  /** How long it has been written without a fault. */
  writtenForSeconds: number
}

export interface ReplicaVerdict {
  level: FindingLevel
  text: string
}

/** A row that was first written this lately need not have come. */
const firstBeatSeconds = 30

/** Faults that are so at once, worst first; null: none, so the figures decide. */
export function replicaFault(
  reading: ReplicaReading,
  { lagSeconds: limits }: Pick<DatabaseSettings, 'lagSeconds'>,
): ReplicaVerdict | null {
  const { isReplica, link, linkText, isApplying, applyText, beat } = reading
  if (isReplica === false) {
    return { level: 'critical', text: 'it is no replica any more: it follows nobody' }
  }
  const behind = beatText(beat)
  if (link === 'down') {
    const why = linkText === null ? '' : ` (${linkText})`
    return { level: 'critical', text: `the link to its primary is down${why}${behind}` }
  }
  if (isApplying === false) {
    const why = applyText === null ? '' : ` (${applyText})`
    return { level: 'critical', text: `it receives and does not apply${why}${behind}` }
  }
  const neverCame =
    beat !== null &&
    beat.writeFault === null &&
    beat.readFault === null &&
    beat.ageSeconds === null &&
    beat.writtenForSeconds >= Math.max(firstBeatSeconds, limits.critical ?? limits.warning ?? 0)
  if (neverCame) {
    return { level: 'critical', text: 'what is written on the primary does not arrive here' }
  }
  const isBlind = isReplica === null && link === null && lagOf(reading) === null
  return isBlind ? { level: 'unknown', text: 'its state could not be read' } : null
}

const beatText = (beat: Beat | null) =>
  beat?.ageSeconds === null || beat === null || beat.ageSeconds < 5
    ? ''
    : `, ${duration(beat.ageSeconds)} behind`

/** Seconds behind, by what can be trusted: the row where one is written, and the server's own
 *  figure only while something waits to be applied. */
export function lagOf({ beat, lagSeconds, lagBytes, link }: ReplicaReading): number | null {
  const own = lagBytes === 0 && link === 'up' ? 0 : lagSeconds
  if (beat?.writeFault === null && beat.readFault === null && beat.ageSeconds !== null) {
    return Math.max(beat.ageSeconds, lagBytes === null ? (own ?? 0) : 0)
  }
  return own
}

/** The findings of one replica. */
export function replicaReadings(
  name: string,
  reading: ReplicaReading,
  settings: Pick<DatabaseSettings, 'lagSeconds' | 'lagBytes' | 'lagTransactions' | 'heartbeat'>,
): Reading[] {
  const key = `replication:${name}`
  const fault = replicaFault(reading, settings)
  const seconds = lagOf(reading)
  const metrics = [
    ...(seconds === null ? [] : [{ name: `replication.${name}.lagSeconds`, value: seconds }]),
    ...(reading.lagBytes === null
      ? []
      : [{ name: `replication.${name}.lagBytes`, value: reading.lagBytes }]),
    ...(reading.lagTransactions == null
      ? []
      : [{ name: `replication.${name}.lagTransactions`, value: reading.lagTransactions }]),
  ]
  const readings: Reading[] = [
    linkReading({ key, name, fault, metrics, holdSeconds: settings.lagSeconds.forSeconds }),
  ]
  if (seconds !== null) {
    const text = `${name} is ${duration(Math.round(seconds))} behind its primary`
    readings.push(figureReading(`${key}:seconds`, text, seconds, settings.lagSeconds))
  }
  if (reading.lagBytes !== null) {
    const text = `${name} has ${bytes(reading.lagBytes)} still to apply`
    readings.push(figureReading(`${key}:bytes`, text, reading.lagBytes, settings.lagBytes))
  }
  const { beat, lagTransactions } = reading
  if (lagTransactions != null) {
    const text = `${name} lacks ${count(lagTransactions)} of its primary`
    readings.push(
      figureReading(`${key}:transactions`, text, lagTransactions, settings.lagTransactions),
    )
  }
  // A row that cannot be written is no fault of the replica, and takes one proof away.
  const beatFault = beat?.writeFault ?? beat?.readFault ?? null
  if (beatFault !== null) {
    const side = beat?.writeFault ? 'written on the primary' : 'read'
    const text = `the heartbeat row of ${name} cannot be ${side}: ${beatFault}`
    readings.push({ key: `${key}:heartbeat`, level: 'unknown', text })
  }
  return readings
}

function linkReading({
  key,
  name,
  fault,
  metrics,
  holdSeconds,
}: {
  key: string
  name: string
  fault: ReplicaVerdict | null
  metrics: NonNullable<Reading['metrics']>
  holdSeconds: number
}): Reading {
  const text = fault ? `${name}: ${fault.text}` : `${name} receives and applies`
  return { key, level: fault?.level ?? 'ok', text, metrics, holdSeconds }
}

const figureReading = (key: string, text: string, value: number, limits: Limits): Reading => ({
  key,
  text,
  value,
  limits,
})

const count = (transactions: number) =>
  transactions === 1 ? '1 transaction' : `${transactions} transactions`
