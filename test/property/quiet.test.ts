// The fast path gives exactly what the whole engine gives: each course is played with it and
// without it, and no state and no message may differ.
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import type { CheckState } from '../../workers/domain/verdict/state.ts'
import { judgeRound } from '../../workers/domain/verdict/step.ts'
import { courses, playCourse } from './course.ts'
import { luck } from './luck.ts'

const path = vi.hoisted(() => ({ isOpen: true, taken: 0 }))
vi.mock('../../workers/domain/verdict/quiet.ts', async (original) => {
  const { isQuiet, quietPass } =
    await original<typeof import('../../workers/domain/verdict/quiet.ts')>()
  const counted: typeof quietPass = (state, round, world) => {
    const quiet = path.isOpen ? quietPass(state, round, world) : null
    if (quiet) path.taken += 1
    return quiet
  }
  return { isQuiet, quietPass: counted }
})

const settings = luck(300, 20_261_124)

function without<Value>(act: () => Value): Value {
  path.isOpen = false
  try {
    return act()
  } finally {
    path.isOpen = true
  }
}

/** Starts of suspicions that are too old to count are dropped by the whole engine only. */
const comparable = ({ engine, ...state }: CheckState) => {
  const { suspicionsAt: _, ...rest } = engine
  return { ...state, engine: rest }
}

it('a quiet round leaves the state that the whole engine leaves', () => {
  fc.assert(
    fc.property(courses, (course) => {
      for (const { before, round, world, happening, step } of playCourse(course)) {
        if (happening.kind !== 'round') continue
        const whole = without(() => judgeRound(before, round!, world))
        expect(comparable(step.state)).toEqual(comparable(whole.state))
        expect(step.incidents).toEqual(whole.incidents)
        expect(step.suspicions).toEqual(whole.suspicions)
      }
    }),
    settings,
  )
  expect(path.taken).toBeGreaterThan(200)
})

it('a course tells the same, whichever path its rounds took', () => {
  const toldBy = (played: ReturnType<typeof playCourse>) =>
    played.map(({ step }) => [step.incidents, step.suspicions, step.state.health])
  fc.assert(
    fc.property(courses, (course) => {
      expect(toldBy(playCourse(course))).toEqual(toldBy(without(() => playCourse(course))))
    }),
    settings,
  )
})
