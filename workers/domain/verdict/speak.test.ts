// Ballots: what a round says by its votes, and when that is certain. Rows read as what each place
// saw; a place without a word was asked and not heard.
import { describe, expect, it } from 'vitest'
import {
  locationsOf,
  roundOf,
  roundsStartAt,
  sightOf,
  worldOf,
} from '../../../test/fakes/rounds.ts'
import type { Said } from '../round.ts'
import { countBallot, decideBy, decided, roundDecision, speak } from './speak.ts'
import { newState } from './step.ts'

const one = locationsOf('weur')
const two = locationsOf('weur enam')
const three = locationsOf('weur enam oc')
const four = locationsOf('weur enam oc sam')
const mixed = locationsOf('weur@cf enam@cf oc@ovh')
const pairs = locationsOf('weur@cf enam@cf oc@ovh sam@ovh')
const lone = locationsOf('weur@cf enam@cf oc@cf sam@ovh afr@aws')

describe('what a round says', () => {
  const rows: [string, typeof one, Said][] = [
    ['weur:pass', one, 'pass'],
    ['weur:fail', one, 'fail'],
    ['weur:silent', one, 'unknown'],
    ['weur', one, 'unknown'],
    ['weur:fail enam:pass', two, 'split'],
    ['weur:fail enam:fail', two, 'fail'],
    ['weur:fail enam:silent', two, 'split'],
    ['weur:pass enam:silent', two, 'unknown'],
    ['weur:pass enam:pass oc:fail', three, 'pass'],
    ['weur:fail enam:fail oc:pass', three, 'fail'],
    ['weur:fail enam:fail oc', three, 'fail'],
    ['weur:fail enam:pass oc', three, 'split'],
    ['weur:slow enam:slow oc:fail', three, 'pass'],
    ['weur:late enam:late oc:pass', three, 'fail'],
    ['weur:limited enam:limited oc:fail', three, 'split'],
    ['weur:limited enam:limited oc:limited', three, 'unknown'],
    ['weur:limited enam:pass oc:pass', three, 'pass'],
    ['weur:unwell enam:fail oc:pass', three, 'split'],
    ['weur:fail enam:fail oc:pass sam:pass', four, 'split'],
    ['weur:pass enam:pass oc:silent sam:silent', four, 'unknown'],
    ['weur:fail enam:fail oc:fail sam:pass', four, 'fail'],
    // A majority of places on a minority of networks is none, and the reverse.
    ['weur:fail enam:fail oc:pass', mixed, 'split'],
    ['weur:fail enam:fail oc:silent', mixed, 'fail'],
    ['weur:fail enam:pass oc:fail', mixed, 'split'],
    ['weur:fail enam:fail oc:fail sam:pass', pairs, 'split'],
    ['weur:fail enam:fail oc:fail sam:fail', pairs, 'fail'],
    ['weur:pass enam:pass oc:pass sam:fail afr:fail', lone, 'pass'],
    // A challenge is no vote, for some and for all: what is behind it was not seen.
    ['weur:refused enam:refused oc:refused', three, 'unknown'],
    ['weur:refused enam:refused oc:pass', three, 'unknown'],
    ['weur:refused enam:fail oc:fail', three, 'fail'],
    // A place that never reached it is no ground for a majority.
    ['weur:fail enam:fail oc:fenced sam:fenced', four, 'fail'],
    ['weur:pass enam:fenced', two, 'pass'],
  ]
  it.each(rows)('%s', (text, voters, said) => {
    expect(speak(roundOf(text, voters), voters)).toBe(said)
  })

  it('does not count a witness, who is asked but no voter', () => {
    const round = roundOf('weur:fail enam:fail witness:pass', two)
    expect(countBallot(round, two)).toMatchObject({ said: 'fail', pass: [] })
  })

  it('counts the last word of a place that was heard twice', () => {
    const round = roundOf('weur:fail enam:pass', two)
    round.observations.push(sightOf(two[0]!, 'pass', roundsStartAt))
    expect(countBallot(round, two)).toMatchObject({ said: 'pass', fail: [] })
  })
})

describe('a ballot', () => {
  it('takes a place that is out from the ground of the majority', () => {
    const round = roundOf('weur:fail enam:fail oc:silent sam:silent', four)
    expect(countBallot(round, four).said).toBe('split')
    const ballot = countBallot(round, four, { out: new Set(['oc', 'sam']) })
    expect(ballot.said).toBe('fail')
    expect(ballot.asked.map(({ id }) => id)).toEqual(['weur', 'enam'])
  })

  it('counts a place that is out once it votes', () => {
    const round = roundOf('weur:fail enam:pass', two)
    expect(countBallot(round, two, { out: new Set(['enam']) }).said).toBe('split')
  })

  it('leaves timeouts out of the hard votes', () => {
    const round = roundOf('weur:late enam:late oc:fail', three)
    expect(countBallot(round, three).said).toBe('fail')
    const hard = countBallot(round, three, { softVotes: false })
    expect(hard.fail.map(({ location }) => location)).toEqual(['oc'])
    expect(hard.said).toBe('split')
  })

  it.each([
    ['weur:fail enam:fail oc:pass', mixed, true],
    ['weur:fail enam:fail oc:fail', mixed, false],
    ['weur:fail enam:pass oc:pass', mixed, false],
    // Most networks fail, but not most places.
    ['weur:pass enam:pass oc:pass sam:fail afr:fail', lone, true],
    ['weur:fail enam:pass oc:fail sam:pass', pairs, false],
  ])('is torn between networks or not: %s', (text, voters, torn) => {
    expect(countBallot(roundOf(text, voters), voters).torn).toBe(torn)
  })

  it('sorts who passed, failed, was turned away, abstained and is missing', () => {
    const voters = locationsOf('weur enam oc sam afr')
    const ballot = countBallot(
      roundOf('weur:slow enam:fail oc:limited sam:silent afr', voters),
      voters,
    )
    expect(ballot).toMatchObject({
      pass: ['weur'],
      fail: [{ location: 'enam' }],
      blocked: [{ location: 'oc' }],
      unknown: [{ location: 'sam' }],
      missing: ['afr'],
    })
  })
})

describe('when a round is decided', () => {
  const heardAt = roundsStartAt + 100
  const rows: [string, typeof one, number, Said | null][] = [
    ['weur:fail enam:fail oc', three, 0, 'fail'],
    ['weur:fail enam oc', three, 60_000, null],
    ['weur:pass enam:pass oc', three, 2_999, null],
    ['weur:pass enam:pass oc', three, 3_000, 'pass'],
    ['weur:pass enam:pass oc:pass', three, 0, 'pass'],
    ['weur:pass enam:fail oc', three, 60_000, null],
    // Only a network is missing: three seconds, then without it.
    ['weur:fail enam:fail oc', mixed, 2_999, null],
    ['weur:fail enam:fail oc', mixed, 3_000, 'fail'],
    ['weur:silent enam:silent', two, 0, 'unknown'],
  ]
  it.each(rows)('%s, after %#', (text, voters, afterMs, said) => {
    const round = roundOf(text, voters, { decidedAt: heardAt })
    expect(decided(round, voters, { now: heardAt + afterMs })).toBe(said)
  })

  it('is named beforehand once a majority is certain', () => {
    const at = (text: string) => decideBy(roundOf(text, three, { decidedAt: heardAt }), three)
    expect(at('weur:pass enam:pass oc')).toBe(heardAt + 3_000)
    expect(at('weur:pass enam oc')).toBeNull()
  })

  it('comes three seconds after the budget whoever hangs', () => {
    const world = worldOf(three, { now: roundsStartAt + 12_999 })
    const round = roundOf('weur:fail enam:pass oc', three)
    const state = newState(world.check, roundsStartAt)
    expect(roundDecision(state, round, world)).toEqual({ said: null, by: roundsStartAt + 13_000 })
    const later = { ...world, now: roundsStartAt + 13_000 }
    expect(roundDecision(state, round, later).said).toBe('split')
  })

  it('comes at once when the clock was set back in mid-round', () => {
    const world = worldOf(three, { now: roundsStartAt - 3_600_000 })
    const round = roundOf('weur:fail enam:pass oc', three)
    const state = newState(world.check, roundsStartAt)
    expect(roundDecision(state, round, world).said).toBe('split')
  })
})
