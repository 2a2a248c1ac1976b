// Healthy measurements as numbers: a log per wake (one small document), folded into whole hours.
import type { Observation } from '../domain/observation.ts'
import type { Round } from '../domain/round.ts'
import { outcomeCodes, type Packed } from '../domain/sample.ts'
import type { Memory, Watched } from './memory.ts'

/** PERSISTED CONTRACT. Rows of [check, location, instant, milliseconds, outcome]. */
export interface SampleLog {
  v: 1
  rows: [check: string, location: string, at: number, ms: number, outcome: number][]
}

const hourMs = 3_600_000

/** Notes a round's observations. */
export function noteSamples(memory: Memory, watched: Watched, round: Round): void {
  for (const one of round.observations) noteSample(memory, watched, one)
}

/** Notes one observation. */
export function noteSample(memory: Memory, watched: Watched, one: Observation): void {
  const row: SampleLog['rows'][number] = [
    watched.check.id,
    one.location,
    one.at,
    Math.round(one.ms),
    outcomeCodes[one.kind],
  ]
  memory.log.rows.push(row)
  addRow(memory, watched.check.workspace, row)
}

function addRow(memory: Memory, workspace: string, row: SampleLog['rows'][number]): void {
  const [check, location, at, ms, outcome] = row
  const hour = Math.floor(at / hourMs) * hourMs
  const key = `${check} ${location} ${hour}`
  let packed = memory.hours.get(key)
  if (!packed) {
    packed = { v: 1, workspace, check, location, hour, offsets: [], latencies: [], outcomes: [] }
    memory.hours.set(key, packed)
  }
  packed.offsets.push(Math.floor((at - hour) / 1000))
  packed.latencies.push(ms)
  packed.outcomes.push(outcome)
  memory.unsent.add(key)
}

/** Puts a stored log back into the hours. The workspace is in the check's id. */
export function foldLog(memory: Memory, log: SampleLog): void {
  for (const row of log.rows) addRow(memory, row[0].split('_')[1] ?? '', row)
}

/** Hours of a check, with the running one. */
export function recentOf(memory: Memory, check: string): Packed[] {
  return [...memory.hours.values()].filter((one) => one.check === check)
}

/** Start of the last hour that a log holds samples of. */
export function lastHourOf(log: SampleLog): number {
  let last = 0
  for (const [, , at] of log.rows) last = Math.max(last, Math.floor(at / hourMs) * hourMs)
  return last
}
