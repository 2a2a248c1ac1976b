// The days of a check once more, under other settings. Two engines walk along the rounds that were:
// one under the settings as they are, one under those that are tried. Where the second wants a
// round that the first did not, nobody asked: between two rounds that agree it is taken to be
// as they were; between two that differ it is not known.
import type { Check } from '../check/check.ts'
import type { Location } from '../location.ts'
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import * as engine from '../verdict/index.ts'
import { verifyPaceMs } from '../verdict/numbers.ts'
import type { Happening } from './happening.ts'
import {
  isCalm,
  noteStretch,
  stateOf,
  type Track,
  takeHappening,
  takeRound,
  trackOf,
  worldAt,
} from './track.ts'

export interface Replay {
  rounds: Iterable<Round>
  happenings: Happening[]
  /** The check as it is, and as it is tried. */
  check: Check
  tried: Check
  /** All places, in order of preference; own places are chosen by each check's settings. */
  locations: (Location & { default: boolean })[]
  /** The first round's time, or before it. */
  startAt: number
}

/** A round this late was missed. */
const slackMs = verifyPaceMs + 1_500
/** Rounds made up within one gap; beyond, it is not known. */
const madeUpMax = 5_000

/** Leads both engines along; `asIs` is null where the settings do not differ. */
export function replay(given: Replay): { asIs: Track; tried: Track; rounds: number } {
  const asIs = trackFor(given, given.check)
  const isSame = given.tried === given.check
  const tried = isSame ? asIs : trackFor(given, given.tried)
  const tracks = isSame ? [asIs] : [asIs, tried]
  let last: Round | null = null
  let count = 0
  let next = 0
  for (const round of given.rounds) {
    for (
      ;
      next < given.happenings.length && given.happenings[next]!.at < round.decidedAt;
      next += 1
    ) {
      for (const track of tracks) takeHappening(track, given.happenings[next]!)
    }
    count += 1
    if (!isSame) lead(asIs, tried, last, round)
    takeRound(asIs, round)
    last = round
  }
  for (; next < given.happenings.length; next += 1) {
    for (const track of tracks) takeHappening(track, given.happenings[next]!)
  }
  return { asIs, tried, rounds: count }
}

function trackFor({ locations, startAt }: Replay, check: Check): Track {
  const isOwn = (one: Replay['locations'][number]) =>
    check.locations ? check.locations.includes(one.id) : one.default
  const own = locations.filter(isOwn)
  const voters = [...own, ...locations.filter((one) => !isOwn(one))]
  return trackOf(check, voters, own.length, startAt)
}

/** One round for the engine that is tried: first what is missing before it, then itself, if it would
 *  have been asked at all. */
function lead(asIs: Track, tried: Track, last: Round | null, round: Round): void {
  if (last && !isCalm(tried)) fill(asIs, tried, last, round)
  const seen = asAsked(tried, asIs, round)
  if (seen && isDue(tried, asIs, round)) takeRound(tried, seen)
}

/** Rounds that were wanted between two that were: as both were, where they agree. */
function fill(asIs: Track, tried: Track, last: Round, round: Round): void {
  for (let made = 0; made < madeUpMax; made += 1) {
    const wanted = engine.wants(stateOf(tried), worldAt(tried, last.decidedAt)).round
    if (!wanted || round.startedAt - wanted.at <= slackMs) return
    // The settings as they are wanted one, too: nobody asked at all, so nothing was counted.
    const same = engine.wants(stateOf(asIs), worldAt(asIs, last.decidedAt)).round
    if (same && round.startedAt - same.at > slackMs) return
    const at = Math.max(wanted.at, stateOf(tried).engine.lastDecidedAt)
    if (!agree(last, round)) {
      noteStretch(tried, { from: at, to: round.startedAt, why: 'rounds' })
      return
    }
    const kind = wanted.kind === 'wider' ? 'verify' : wanted.kind
    const seen = asAsked(tried, asIs, moved(last, at, kind))
    if (!seen || seen.decidedAt >= round.startedAt) return
    takeRound(tried, seen)
  }
}

/** Each place that answered in both said the same. */
function agree(a: Round, b: Round): boolean {
  const later = new Map(b.observations.map((one) => [one.location, wordOf(one)]))
  let common = 0
  for (const one of a.observations) {
    const word = later.get(one.location)
    if (word === undefined) continue
    if (word !== wordOf(one)) return false
    common += 1
  }
  return common > 0
}

function wordOf(one: Observation): string {
  if (one.kind === 'slow') return 'pass'
  return one.kind === 'fail' && one.timeout ? 'timeout' : one.kind
}

function moved(round: Round, at: number, kind: Round['kind']): Round {
  const by = at - round.startedAt
  const { slot: _, ...rest } = round
  return {
    ...rest,
    kind,
    startedAt: at,
    decidedAt: round.decidedAt + by,
    observations: round.observations.map((one) => ({ ...one, at: one.at + by })),
  }
}

/** Only the places that would have been asked; null when none of them was. */
function asAsked(tried: Track, asIs: Track, round: Round): Round | null {
  if (tried.check.locations === asIs.check.locations) return round
  const wanted = new Set(engine.seats(stateOf(tried), worldAt(tried, round.startedAt)))
  const asked = round.asked.filter((id) => wanted.has(id))
  if (asked.length === 0) return null
  const observations = round.observations.filter((one) => wanted.has(one.location))
  const votes = observations.filter((one) => one.kind !== 'unknown')
  return { ...round, asked, observations, lengthMs: Math.max(0, ...votes.map((one) => one.ms)) }
}

/** Whether the engine that is tried would have asked then: on its own grid, or because it wants to. */
function isDue(tried: Track, asIs: Track, round: Round): boolean {
  const { intervalSeconds } = tried.check
  if (round.kind === 'slot') {
    if (intervalSeconds === asIs.check.intervalSeconds) return true
    const { lastStartedAt, judged } = stateOf(tried).engine
    const slotOf = (at: number) => Math.floor(at / (intervalSeconds * 1000))
    if (judged === 0 || slotOf(round.startedAt) > slotOf(lastStartedAt)) return true
  }
  const wanted = engine.wants(stateOf(tried), worldAt(tried, round.startedAt)).round
  return wanted !== null && wanted.at <= round.startedAt + slackMs
}
