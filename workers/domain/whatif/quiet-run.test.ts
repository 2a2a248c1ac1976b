// A run of quiet rounds ends in the state that one round after another ends in.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { locationsOf, roundOf, roundsStartAt, worldOf } from '../../../test/fakes/rounds.ts'
import type { Round } from '../round.ts'
import type { CheckState } from '../verdict/state.ts'
import { judgeRound, newState } from '../verdict/step.ts'
import { addQuietRound, beginQuietRun, endQuietRun } from './quiet-run.ts'

const voters = locationsOf('weur enam@hetzner oc@ovh')
const worldAt = (now: number) => worldOf(voters, { now, own: 3 })

function roundAt(number: number, startedAt: number, ms: number[]): Round {
  const round = roundOf('weur:pass enam:pass oc:pass', voters, {
    number,
    startedAt,
    decidedAt: startedAt + 900,
  })
  for (const [index, one] of round.observations.entries()) one.ms = ms[index]!
  return round
}

it('is the same as one after another', () => {
  const answers = fc.array(fc.integer({ min: 1, max: 1_900 }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(fc.array(answers, { minLength: 25, maxLength: 60 }), (all) => {
      let state: CheckState = newState(worldAt(roundsStartAt).check, roundsStartAt)
      let quick = state
      let taken = 0
      for (const [index, ms] of all.entries()) {
        const round = roundAt(index + 1, roundsStartAt + index * 60_000, ms)
        const world = worldAt(round.decidedAt)
        state = judgeRound(state, asJudged(round, state), world).state
        const run = beginQuietRun(quick)
        if (run && addQuietRound(run, round, world)) {
          taken += 1
          quick = endQuietRun(run)
        } else quick = judgeRound(quick, asJudged(round, quick), world).state
      }
      expect(quick).toEqual(state)
      return taken >= 0
    }),
  )

  /** A round whose slow answers are called so, as the vote does. */
  function asJudged(round: Round, state: CheckState): Round {
    return {
      ...round,
      observations: round.observations.map((one) => {
        const place = state.engine.places[one.location]
        const usual =
          place && place.answers >= 20 ? Math.max(1_000, Math.round(3 * place.usualMs)) : 2_000
        return one.kind === 'pass' && one.ms > usual ? { ...one, kind: 'slow' as const } : one
      }),
    }
  }
})

it('takes many rounds at once', () => {
  let state = newState(worldAt(roundsStartAt).check, roundsStartAt)
  const rounds = Array.from({ length: 60 }, (_, index) =>
    roundAt(index + 1, roundsStartAt + index * 60_000, [80, 90, 100 + (index % 7)]),
  )
  for (const round of rounds) state = judgeRound(state, round, worldAt(round.decidedAt)).state
  let quick = newState(worldAt(roundsStartAt).check, roundsStartAt)
  for (const round of rounds.slice(0, 25)) {
    quick = judgeRound(quick, round, worldAt(round.decidedAt)).state
  }
  const run = beginQuietRun(quick)!
  for (const round of rounds.slice(25)) {
    expect(addQuietRound(run, round, worldAt(round.decidedAt))).toBe(true)
  }
  expect(endQuietRun(run)).toEqual(state)
})
