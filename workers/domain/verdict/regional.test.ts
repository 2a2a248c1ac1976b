// A place that runs out of time is heard after each round was decided without it: what is told
// names it all the same, and why it fails.
import { describe, expect, it } from 'vitest'
import {
  locationsOf,
  roundOf,
  roundsStartAt,
  sightOf,
  worldOf,
} from '../../../test/fakes/rounds.ts'
import { judgeRound, lateEvidence, newState } from './index.ts'

const voters = locationsOf('a@one b@two c@three')
const slotMs = 10_000

describe('regional', () => {
  it('names a place whose failures are always heard late', () => {
    const world = worldOf(voters, { check: { intervalSeconds: 10, regionalSeconds: 30 } })
    let state = newState(world.check, roundsStartAt)
    for (let number = 1; number <= 12 && !state.open.health; number += 1) {
      const startedAt = roundsStartAt + number * slotMs
      const decidedAt = startedAt + 3_000
      const text = number === 1 ? 'a:pass b:pass c:pass' : 'a:pass b:pass c'
      const round = roundOf(text, voters, { number, startedAt, decidedAt })
      state = judgeRound(state, round, { ...world, now: decidedAt }).state
      if (number === 1) continue
      const lateAt = startedAt + slotMs - 1
      const late = sightOf(voters[2]!, 'late', lateAt, slotMs - 1)
      state = lateEvidence(state, number, late, { ...world, now: lateAt })
    }
    expect(state.open.health).toMatchObject({
      kind: 'regional',
      level: 'warning',
      verdict: { fail: ['c'], pass: ['a', 'b'], abstained: [], reason: 'headers_timeout' },
    })
  })
})
