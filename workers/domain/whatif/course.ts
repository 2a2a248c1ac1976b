// The rounds of a check as they were, rebuilt: those kept whole as they are, quiet ones from packed
// hours. A packed sample knows the second it was heard in and its milliseconds; a round that is
// made of them began when its first probe did, give or take a second.
import type { Fail, Observation, Pass, Slow, Unknown } from '../observation.ts'
import type { Round } from '../round.ts'
import { outcomeCodes, type Packed } from '../sample.ts'

export interface Recorded {
  hours: Packed[]
  /** Rounds that were not quiet, whole, with what came late. */
  kept: Round[]
  intervalSeconds: number
  timeoutMs: number
  /** Networks by location. */
  networks: Readonly<Record<string, string>>
}

const hourMs = 3_600_000

/** All rounds in the order they were decided in. */
export function* roundsOf(recorded: Recorded): Generator<Round> {
  const kept = recorded.kept.toSorted((a, b) => a.decidedAt - b.decidedAt)
  const known = knownSamples(kept)
  let next = 0
  for (const hour of hoursOf(recorded.hours)) {
    for (const round of roundsIn(hour, recorded, known)) {
      while (next < kept.length && kept[next]!.decidedAt < round.decidedAt) yield kept[next++]!
      yield round
    }
  }
  while (next < kept.length) yield kept[next++]!
}

/** Samples that kept rounds hold already, counted by hour: location, second, milliseconds. */
type Known = Map<number, Map<string, number>>

function knownSamples(kept: Round[]): Known {
  const all: Known = new Map()
  for (const { observations } of kept) {
    for (const { location, at, ms } of observations) {
      const hour = Math.floor(at / hourMs) * hourMs
      const known = all.get(hour) ?? new Map<string, number>()
      all.set(hour, known)
      const key = sampleKey(location, Math.floor(at / 1000), Math.round(ms))
      known.set(key, (known.get(key) ?? 0) + 1)
    }
  }
  return all
}

const sampleKey = (location: string, second: number, ms: number) => `${location} ${second} ${ms}`

/** Packed hours that belong together, in order of time. */
function* hoursOf(hours: Packed[]): Generator<Packed[]> {
  const sorted = hours.toSorted((a, b) => a.hour - b.hour || (a.location < b.location ? -1 : 1))
  let group: Packed[] = []
  for (const one of sorted) {
    if (group.length > 0 && group[0]!.hour !== one.hour) {
      yield group
      group = []
    }
    group.push(one)
  }
  if (group.length > 0) yield group
}

interface Sample {
  location: string
  at: number
  ms: number
  outcome: number
}

/** The rounds of one hour that are not kept whole. A round ends where a place answers again, or
 *  where a pause shows that the next one began. */
function* roundsIn(hour: Packed[], recorded: Recorded, known: Known): Generator<Round> {
  const pauseMs = Math.max(2_000, Math.min(recorded.intervalSeconds * 500, recorded.timeoutMs))
  const samples = samplesOf(hour, known)
  let from = 0
  for (let at = 1; at <= samples.length; at += 1) {
    if (at < samples.length && !isNext(samples, from, at, pauseMs)) continue
    yield roundOf(samples, from, at, recorded)
    from = at
  }
}

function isNext(samples: Sample[], from: number, at: number, pauseMs: number): boolean {
  const { location, at: heardAt, ms } = samples[at]!
  const first = samples[from]!
  if (heardAt - ms - (first.at - first.ms) > pauseMs) return true
  for (let index = from; index < at; index += 1) {
    if (samples[index]!.location === location) return true
  }
  return false
}

function samplesOf(hour: Packed[], all: Known): Sample[] {
  const samples: Sample[] = []
  const known = all.get(hour[0]!.hour)
  for (const { location, hour: start, offsets, latencies, outcomes } of hour) {
    const base = start / 1000
    for (let index = 0; index < offsets.length; index += 1) {
      const ms = latencies[index]!
      if (known) {
        const key = sampleKey(location, base + offsets[index]!, ms)
        const left = known.get(key)
        if (left !== undefined) {
          if (left === 1) known.delete(key)
          else known.set(key, left - 1)
          continue
        }
      }
      samples.push({ location, at: start + offsets[index]! * 1000, ms, outcome: outcomes[index]! })
    }
  }
  return samples.sort((a, b) => a.at - a.ms - (b.at - b.ms))
}

const { pass, slow, fail, blocked } = outcomeCodes

function roundOf(samples: Sample[], from: number, to: number, recorded: Recorded): Round {
  const first = samples[from]!
  const round: Round = {
    v: 1,
    number: 0,
    kind: 'slot',
    startedAt: first.at - first.ms,
    decidedAt: first.at,
    lengthMs: 0,
    asked: [],
    observations: [],
  }
  for (let index = from; index < to; index += 1) {
    const { location, at, ms, outcome } = samples[index]!
    const network = recorded.networks[location] ?? location
    round.asked.push(location)
    round.decidedAt = Math.max(round.decidedAt, at)
    if (outcome === pass || outcome === slow || outcome === fail || outcome === blocked) {
      round.lengthMs = Math.max(round.lengthMs, ms)
    }
    round.observations.push(observationOf({ location, network, at, ms }, outcome, recorded))
  }
  return round
}

type Base = Pick<Pass, 'location' | 'network' | 'at' | 'ms'>

/** A failing probe whose round is no longer kept failed for a reason that is no longer known. */
function observationOf(base: Base, outcome: number, { timeoutMs }: Recorded): Observation {
  if (outcome === pass) return { ...base, kind: 'pass' } satisfies Pass
  if (outcome === slow) return { ...base, kind: 'slow' } satisfies Slow
  if (outcome === blocked) return { ...base, kind: 'blocked', reason: 'rate_limited' }
  if (outcome !== fail) return { ...base, kind: 'unknown', reason: 'silent' } satisfies Unknown
  const timeout = base.ms >= timeoutMs
  const reasons: Fail['reasons'] = timeout ? ['headers_timeout'] : ['status']
  return { ...base, kind: 'fail', reasons, phase: 'headers', timeout, proof: 'not_needed' }
}
