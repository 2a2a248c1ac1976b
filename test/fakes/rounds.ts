// Rounds, observations and worlds for tests of the verdict: written as `weur:fail enam:pass`, so
// that a table row reads as what each place saw.
import type { Check } from '../../workers/domain/check/check.ts'
import type { Location } from '../../workers/domain/location.ts'
import type { Observation } from '../../workers/domain/observation.ts'
import type { Round } from '../../workers/domain/round.ts'
import { newBook } from '../../workers/domain/verdict/book.ts'
import type { World } from '../../workers/domain/verdict/state.ts'
import { checkOf } from './telling.ts'

export const roundsStartAt = Date.UTC(2026, 10, 24, 2, 0, 0)

/** `weur@cloudflare oc@ovh` as locations, in order of preference. */
export function locationsOf(text: string): Location[] {
  return words(text).map((word) => {
    const [id = '', network = 'cloudflare'] = word.split('@')
    return { id, network, label: id }
  })
}

/** What a place is said to have seen, in one word. */
export const sights = {
  pass: { kind: 'pass' },
  slow: { kind: 'slow' },
  fail: { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false, proof: 'controls' },
  late: {
    kind: 'fail',
    reasons: ['headers_timeout'],
    phase: 'headers',
    timeout: true,
    proof: 'controls',
  },
  limited: { kind: 'blocked', reason: 'rate_limited' },
  refused: { kind: 'blocked', reason: 'blocked_by_waf' },
  silent: { kind: 'unknown', reason: 'silent' },
  fenced: { kind: 'unknown', reason: 'never_reached', wouldBe: 'fail' },
  unwell: { kind: 'unknown', reason: 'unwell', wouldBe: 'fail' },
  unwellPass: { kind: 'unknown', reason: 'unwell', wouldBe: 'pass' },
  unwellLimited: { kind: 'unknown', reason: 'unwell' },
  twinLimited: { kind: 'unknown', reason: 'same_colo' },
} as const
export type Sight = keyof typeof sights

/** One place's observation in a round that was decided at `at`. */
export function sightOf(voter: Location, sight: Sight, at: number, ms = 80): Observation {
  return { location: voter.id, network: voter.network, at, ms, ...sights[sight] } as Observation
}

/** A round of `weur:pass enam:fail oc`: a place without a word was asked and not heard. */
export function roundOf(text: string, voters: Location[], facts: Partial<Round> = {}): Round {
  const startedAt = facts.startedAt ?? roundsStartAt
  const decidedAt = facts.decidedAt ?? startedAt + 100
  const pairs = words(text).map((word) => word.split(':') as [string, Sight | undefined])
  return {
    v: 1,
    number: 1,
    kind: 'slot',
    lengthMs: 80,
    asked: pairs.map(([id]) => id),
    observations: pairs.flatMap(([id, sight]) => {
      const voter = voters.find((one) => one.id === id) ?? { id, network: 'other', label: id }
      return sight ? [sightOf(voter, sight, decidedAt)] : []
    }),
    ...facts,
    startedAt,
    decidedAt,
  }
}

/** A world in which all `voters` are the check's own and nothing is wrong with them. */
export function worldOf(
  voters: Location[],
  facts: Partial<Omit<World, 'check'>> & { check?: Partial<Check> } = {},
): World {
  const { check, ...rest } = facts
  return {
    now: roundsStartAt,
    voters,
    own: voters.length,
    book: newBook(),
    ...rest,
    check: checkOf(check),
  }
}

const words = (text: string) => text.split(/\s+/).filter(Boolean)
