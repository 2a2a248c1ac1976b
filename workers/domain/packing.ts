// An hour of samples in as few bytes as SQL can still read: about two for a sample instead of ten.
// Knows no check, place or hour. `unpacked_samples` in the schema reads the same bytes.
import { outcomeCodes } from './sample.ts'

/** What is packed: arrays in step, whole numbers. */
export interface Series {
  /** Seconds into the hour. */
  offsets: readonly number[]
  latencies: readonly number[]
  outcomes: readonly number[]
}

/** The same, as they come out. */
export type Unpacked = { [K in keyof Series]: number[] }

const hourSeconds = 3_600
const latencyMax = 2 ** 31 - 1
const outcomeMax = Math.max(...Object.values(outcomeCodes))
/** Outcomes are below it: a run of one is its length times this, and the outcome. */
const perRun = 8

/** PERSISTED CONTRACT (`samples.packed`, v 2). Numbers of seven bits a byte, the low ones first, the
 *  high bit where more follow; what may be below zero as 0, -1, 1, -2, … In order:
 *  - of each sample, its latency less that of the one before (of the first, less 0);
 *  - outcomes as runs: 8 times the length, and the outcome;
 *  - of each sample, by how much its step in seconds differs from the step before: 2 times how often it
 *    does not in a row, or 1 more than 2 times the number that a difference is in the order above, less 1.
 *  Throws `RangeError` for what cannot be a sample. */
export function pack({ offsets, latencies, outcomes }: Series): Uint8Array {
  const n = offsets.length
  if (latencies.length !== n || outcomes.length !== n) throw new RangeError('not in step')
  verify(offsets, hourSeconds - 1)
  verify(latencies, latencyMax)
  verify(outcomes, outcomeMax)
  const bytes: number[] = []
  let before = 0
  for (const ms of latencies) {
    put(bytes, folded(ms - before))
    before = ms
  }
  for (const [outcome, length] of runsOf(outcomes)) put(bytes, length * perRun + outcome)
  for (const [change, length] of runsOf(changesOf(offsets))) {
    if (change === 0) put(bytes, length * 2)
    else for (let one = 0; one < length; one += 1) put(bytes, (folded(change) - 1) * 2 + 1)
  }
  return Uint8Array.from(bytes)
}

/** What `pack` was given. Throws `RangeError` for bytes that it never made. */
export function unpack(bytes: Uint8Array, n: number): Unpacked {
  const series: Unpacked = { offsets: [], latencies: [], outcomes: [] }
  const { offsets, latencies, outcomes } = series
  const reader = { bytes, at: 0 }
  for (let ms = 0; latencies.length < n; ) {
    ms += unfolded(take(reader))
    latencies.push(ms)
  }
  while (outcomes.length < n) {
    const run = take(reader)
    repeat(outcomes, run % perRun, Math.floor(run / perRun), n)
  }
  const changes: number[] = []
  while (changes.length < n) {
    const token = take(reader)
    if (token % 2 === 0) repeat(changes, 0, token / 2, n)
    else changes.push(unfolded((token - 1) / 2 + 1))
  }
  let [offset, step] = [0, 0]
  for (const change of changes) {
    step += change
    offset += step
    offsets.push(offset)
  }
  if (reader.at !== bytes.length) throw new RangeError('bytes are left over')
  return series
}

function verify(values: readonly number[], most: number): void {
  for (const value of values) {
    if (!(Number.isInteger(value) && value >= 0 && value <= most)) {
      throw new RangeError(`${value} is not from 0 to ${most}`)
    }
  }
}

/** By how much each step differs from the one before; the first begins at 0. */
function changesOf(offsets: readonly number[]): number[] {
  return offsets.map((offset, index) => {
    const [last = 0, older = 0] = [offsets[index - 1], offsets[index - 2]]
    return offset - last - (index > 0 ? last - older : 0)
  })
}

function runsOf(values: readonly number[]): [value: number, length: number][] {
  const runs: [number, number][] = []
  for (const value of values) {
    const last = runs.at(-1)
    if (last && last[0] === value) last[1] += 1
    else runs.push([value, 1])
  }
  return runs
}

function repeat(list: number[], value: number, length: number, most: number): void {
  if (length < 1 || list.length + length > most) throw new RangeError('a run is too long')
  for (let one = 0; one < length; one += 1) list.push(value)
}

/** 0, -1, 1, -2, … as 0, 1, 2, 3, … */
const folded = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value)
const unfolded = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2)

function put(bytes: number[], value: number): void {
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push(128 + (rest % 128))
  bytes.push(rest)
}

function take(reader: { bytes: Uint8Array; at: number }): number {
  let value = 0
  for (let unit = 1; ; unit *= 128) {
    const byte = reader.bytes[reader.at]
    if (byte === undefined) throw new RangeError('the bytes end early')
    reader.at += 1
    value += (byte % 128) * unit
    if (byte < 128) return value
  }
}
