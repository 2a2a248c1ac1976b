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
import { judgeRound, newState, wants } from './index.ts'
import { verifyPaceMs } from './numbers.ts'

const voters = locationsOf('a@one b@two c@three')
const saw = (sight: Sight) => voters.map(({ id }) => `${id}:${sight}`).join(' ')

describe('verification', () => {
  const rows: Sight[] = ['fail', 'late', 'refused']
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
