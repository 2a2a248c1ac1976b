// The fast path: which states and rounds take it, and what it leaves untouched. That it gives
// what the whole engine gives is a law: test/property/quiet.test.ts.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundOf, roundsStartAt, worldOf } from '../../../test/fakes/rounds.ts'
import type { Incident } from '../incident.ts'
import type { Suspicion } from '../suspicion.ts'
import { newPlace } from './memory.ts'
import { isQuiet, quietPass } from './quiet.ts'
import type { CheckState } from './state.ts'
import { judgeRound, newState } from './step.ts'

const voters = locationsOf('weur enam oc')
const well = 'weur:pass enam:pass oc:pass'
const worldAt = (now: number) => worldOf(voters, { now })

/** The state after `count` rounds a minute apart in which all passed. */
function upAfter(count: number): CheckState {
  let state = newState(worldAt(0).check, roundsStartAt)
  for (let number = 1; number <= count; number += 1) {
    const round = roundOf(well, voters, {
      number,
      slot: number,
      startedAt: roundsStartAt + number * 60_000,
    })
    state = judgeRound(state, round, worldAt(round.decidedAt)).state
  }
  return state
}
const nextAt = roundsStartAt + 180_000
const roundNext = (text: string, number = 3) =>
  roundOf(text, voters, { number, slot: number, startedAt: nextAt })
const quiet = (state: CheckState, text = well, number = 3) =>
  quietPass(state, roundNext(text, number), worldAt(nextAt + 100))

const run = { since: nextAt, decidedAt: nextAt, rounds: 1, askedMs: 80 }
const absent = (since: number) => ({ ...newPlace(), absentSince: since, passedAt: roundsStartAt })

describe('a state is quiet', () => {
  it('when the check is up and nothing is under way', () => {
    expect(isQuiet(upAfter(2))).toBe(true)
  })

  const engineOf = (facts: Partial<CheckState['engine']>) => (state: CheckState) => ({
    ...state,
    engine: { ...state.engine, ...facts },
  })
  const rows: [string, (state: CheckState) => CheckState][] = [
    ['while health is unknown', (state) => ({ ...state, health: 'unknown' })],
    ['while health is slow', (state) => ({ ...state, health: 'slow' })],
    ['while verifying', (state) => ({ ...state, activity: 'verifying' })],
    ['with a suspicion', (state) => ({ ...state, suspicion: {} as Suspicion })],
    ['with an incident', (state) => ({ ...state, open: { health: {} as Incident } })],
    ['with a streak', engineOf({ streak: run })],
    ['when torn', engineOf({ torn: run })],
    ['when blocked', engineOf({ blocked: run })],
    ['when nobody votes', engineOf({ unknownSince: nextAt })],
    ['when slow since', engineOf({ slowSince: nextAt })],
  ]
  it.each(rows)('but not %s', (_, change) => {
    expect(isQuiet(change(upAfter(2)))).toBe(false)
    expect(quiet(change(upAfter(2)))).toBeNull()
  })

  it('with an incident of another group: a certificate is no outage', () => {
    expect(isQuiet({ ...upAfter(2), open: { certificate: {} as Incident } })).toBe(true)
  })
})

describe('a round is quiet', () => {
  it('when all that were asked pass', () => {
    const before = upAfter(2)
    const after = quiet(before)!
    expect(after).toMatchObject({ lastRound: 3, lastSlot: 3, health: 'up', since: before.since })
    expect(after.engine).toMatchObject({ judged: 3, lastSaid: 'pass', lastStartedAt: nextAt })
    expect(after.latest.weur).toEqual({ at: nextAt + 100, kind: 'pass', ms: 80 })
    expect(after.engine.places.oc).toMatchObject({ passedAt: nextAt, answers: 3 })
  })

  it.each([
    'weur:pass enam:pass oc:slow',
    'weur:pass enam:pass oc:fail',
    'weur:pass enam:pass oc:limited',
    'weur:pass enam:pass oc:silent',
    'weur:pass enam:pass oc',
    'weur:pass enam:pass oc:pass sam:pass',
  ])('but not when it reads %s', (text) => {
    expect(quiet(upAfter(2), text)).toBeNull()
  })

  it('but not when it was judged before', () => {
    expect(quiet(upAfter(2), well, 2)).toBeNull()
  })

  it.each([
    ['is failing', { ...newPlace(), failing: { since: 0, ms: 0, at: 0, rounds: 1 } }],
    ['was silent a moment ago', absent(nextAt - 59_999)],
  ])('but not when a place that was not asked %s', (_, place) => {
    const state = upAfter(2)
    state.engine.places.sam = place
    expect(quiet(state)).toBeNull()
  })

  it('even when a place that was not asked has been out for long', () => {
    const state = upAfter(2)
    state.engine.places.sam = absent(nextAt - 60_000)
    expect(quiet(state)).not.toBeNull()
  })
})

describe('the state before', () => {
  it('is left as it was, and what did not change is shared', () => {
    const before = upAfter(2)
    const copy = structuredClone(before)
    const after = quiet(before)!
    expect(before).toEqual(copy)
    expect(after.open).toBe(before.open)
    expect(after.engine.suspicionsAt).toBe(before.engine.suspicionsAt)
  })
})
