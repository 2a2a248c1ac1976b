// When the next round is wanted: at once after the first failure, then at the pace of 4 s, whatever
// kind of failing it is.
import { describe, expect, it } from 'vitest'
import {
  locationsOf,
  roundOf,
  roundsStartAt,
  type Sight,
  worldOf,
} from '../../../test/fakes/rounds.ts'
import { judgeRound, newState, roundDecision, seats, wants } from './index.ts'
import { verifyPaceMs } from './numbers.ts'

const voters = locationsOf('a@one b@two c@three')
const saw = (sight: Sight) => voters.map(({ id }) => `${id}:${sight}`).join(' ')

describe('verification', () => {
  const rows: Sight[] = ['fail', 'late']
  it.each(rows)('is at once for the first round, then every 4 s, when all see %s', (sight) => {
    const world = worldOf(voters)
    let state = newState(world.check, roundsStartAt)
    let startedAt = roundsStartAt
    const gaps: number[] = []
    for (let number = 1; number <= 4; number += 1) {
      const round = roundOf(saw(number === 1 ? 'pass' : sight), voters, { number, startedAt })
      state = judgeRound(state, round, { ...world, now: round.decidedAt }).state
      const wanted = wants(state, { ...world, now: round.decidedAt }).round
      if (number > 1) gaps.push((wanted?.at ?? Number.NaN) - startedAt)
      startedAt = wanted?.at ?? startedAt + 10_000
    }
    expect(gaps).toEqual([100, verifyPaceMs, verifyPaceMs])
  })
})

describe('a place that still holds an order of the check', () => {
  const all = locationsOf('a@one b@two c@three d@four')
  const measuring = (...ids: string[]) => new Map(ids.map((id) => [id, 'order']))
  const worldWith = (own: number, ...ids: string[]) => {
    const world = worldOf(all, { own })
    return { world: { ...world, measuring: measuring(...ids) }, state: newState(world.check, 0) }
  }

  it('is not asked where a spare can take its seat', () => {
    const { world, state } = worldWith(3, 'b')
    expect(seats(state, world)).toEqual(['a', 'c', 'd'])
  })

  it('stays in the round, unasked, where no spare is left', () => {
    const { world, state } = worldWith(3, 'b', 'd')
    expect(seats(state, world)).toEqual(['a', 'b', 'c'])
    const alone = worldWith(4, 'b')
    expect(seats(alone.state, alone.world)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('holds no round up: it counts as unknown at once', () => {
    const { world, state } = worldWith(4, 'd')
    const asked = all.map(({ id }) => id)
    const round = { ...roundOf('a:pass b:pass c:pass', all, { number: 1 }), asked }
    expect(roundDecision(state, round, { ...world, now: round.decidedAt }).said).toBeNull()
    const without = { ...round, measuring: ['d'] }
    expect(roundDecision(state, without, { ...world, now: round.decidedAt }).said).toBe('pass')
  })

  it('is named with its reason in what a verdict rests on', () => {
    const { world, state } = worldWith(4, 'd')
    const settings = { ...world.check, confirmSeconds: 0 }
    let step = judgeRound(state, roundOf('a:pass b:pass c:pass d:pass', all, { number: 1 }), world)
    for (let number = 2; number <= 4 && !step.state.open.health; number += 1) {
      const at = { number, startedAt: roundsStartAt + number * 10_000 }
      const asked = all.map(({ id }) => id)
      const round = { ...roundOf('a:fail b:fail c:fail', all, at), asked, measuring: ['d'] }
      step = judgeRound(step.state, round, { ...world, check: settings, now: round.decidedAt })
    }
    const { verdict } = step.state.open.health!.events.at(-1)!
    expect(verdict?.abstained).toEqual([{ location: 'd', reason: 'still_measuring' }])
  })

  it('keeps every round back while there is nobody else, and only then', () => {
    const { world } = worldWith(4)
    let state = newState(world.check, 0)
    for (const [index, sight] of (['pass', 'fail'] as const).entries()) {
      const round = roundOf(all.map(({ id }) => `${id}:${sight}`).join(' '), all, {
        number: index + 1,
        startedAt: roundsStartAt + index * 60_000,
      })
      state = judgeRound(state, round, { ...world, now: round.decidedAt }).state
    }
    const at = (...ids: string[]) =>
      wants(state, { ...world, now: roundsStartAt + 61_000, measuring: measuring(...ids) }).round
    expect(at('a', 'b', 'c')).not.toBeNull()
    expect(at('a', 'b', 'c', 'd')).toBeNull()
  })
})
