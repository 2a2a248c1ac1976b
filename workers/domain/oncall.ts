// Who is on call: layers of people who take turns, and overrides. Later layers win where they cover,
// overrides win over all. Handovers are by the clocks of the schedule's time zone.
import { type Hours, hoursAt, type Span, spans } from './hours.ts'
import { clockMs, dayOfWall, instantOfWall, wallAt } from './wall.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Pieces of a timeline at most. */
const shiftsMax = 2_000

/** People in order, who take turns. */
export interface Layer {
  /** Ids of members. */
  people: string[]
  rotation: 'daily' | 'weekly' | 'custom'
  /** Length of a turn, of `custom`; by the clocks: 12 h hand over at the same two times always. */
  hours?: number
  /** First day, like `2026-11-30`: the first person's turn begins then, at `handover`. */
  startsOn: string
  /** Time of the day, like `09:00`. */
  handover: string
  /** The layer covers only these hours. */
  only?: Hours | null
}

/** One person instead of whoever it would be, ms since the epoch. */
export interface Override {
  id: string
  person: string
  from: number
  to: number
}

export interface Schedule {
  v: 1
  id: string
  workspace: string
  version: number
  name: string
  timeZone: string
  layers: Layer[]
  /** In the order they were made: the latest that covers wins. */
  overrides: Override[]
}

type Rota = Pick<Schedule, 'timeZone' | 'layers' | 'overrides'>

/** Who is on call at `at`; null: nobody. */
export function whoIsOnCall(schedule: Rota, at: number): string | null {
  return reasonAt(schedule, at)?.person ?? null
}

/** A time in which the same person is on call, or nobody. */
export interface Shift extends Span {
  person: string | null
  /** `override`, or the number of the layer, counted from 0; null: nobody. */
  by: 'override' | number | null
}

/** Every shift that touches [from, to), cut to it, gaps too. */
export function shiftsOf(schedule: Rota, from: number, to: number): Shift[] {
  const edges = new Set([from, to])
  const note = (at: number) => {
    if (from < at && at < to) edges.add(at)
  }
  for (const one of schedule.overrides) for (const at of [one.from, one.to]) note(at)
  for (const layer of schedule.layers) for (const at of edgesOf(schedule, layer, from, to)) note(at)
  const sorted = [...edges].sort((a, b) => a - b).slice(0, shiftsMax)
  const found: Shift[] = []
  for (const [index, at] of sorted.slice(0, -1).entries()) {
    const { person, by } = reasonAt(schedule, at) ?? { person: null, by: null }
    const last = found.at(-1)
    const until = sorted[index + 1]!
    if (last?.person === person && last.by === by) last.to = until
    else found.push({ person, by, from: at, to: until })
  }
  return found
}

function reasonAt(schedule: Rota, at: number): { person: string; by: Shift['by'] } | null {
  const override = schedule.overrides.findLast((one) => one.from <= at && at < one.to)
  if (override) return { person: override.person, by: 'override' }
  for (let index = schedule.layers.length - 1; index >= 0; index -= 1) {
    const person = personOf(schedule.layers[index]!, schedule.timeZone, at)
    if (person !== null) return { person, by: index }
  }
  return null
}

function personOf(layer: Layer, timeZone: string, at: number): string | null {
  const turn = turnAt(layer, timeZone, at)
  if (turn < 0 || layer.people.length === 0) return null
  if (layer.only && hoursAt(layer.only, timeZone, at) === null) return null
  return layer.people[turn % layer.people.length]!
}

function turnMs({ rotation, hours = 24 }: Layer): number {
  if (rotation === 'custom') return Math.max(1, hours) * hourMs
  return rotation === 'daily' ? dayMs : 7 * dayMs
}

const firstWall = (layer: Layer) =>
  dayOfWall(Date.parse(`${layer.startsOn}T00:00:00Z`)) + clockMs(layer.handover)

/** Number of the turn under way, from 0; negative before the first. Counted by handovers that have
 *  been, so that clocks set back hand nothing back. */
function turnAt(layer: Layer, timeZone: string, at: number): number {
  const [first, lengthMs] = [firstWall(layer), turnMs(layer)]
  if (Number.isNaN(first)) return -1
  let turn = Math.floor((wallAt(at, timeZone) - first) / lengthMs)
  while (instantOfWall(first + (turn + 1) * lengthMs, timeZone) <= at) turn += 1
  while (instantOfWall(first + turn * lengthMs, timeZone) > at) turn -= 1
  return turn
}

/** Instants at which a layer may change within [from, to). */
function edgesOf({ timeZone }: Rota, layer: Layer, from: number, to: number): number[] {
  const [first, lengthMs] = [firstWall(layer), turnMs(layer)]
  if (Number.isNaN(first)) return []
  const found: number[] = []
  const begin = Math.max(0, turnAt(layer, timeZone, from))
  for (let turn = begin; found.length < shiftsMax; turn += 1) {
    const at = instantOfWall(first + turn * lengthMs, timeZone)
    if (at >= to) break
    found.push(at)
  }
  if (layer.only) {
    for (const span of spans(layer.only, timeZone, from, to)) found.push(span.from, span.to)
  }
  return found
}
