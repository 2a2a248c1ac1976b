// Limits of phases by chance: whatever an answer's phases, it answers, so it is slow at worst.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Course, courses, playCourse } from './course.ts'
import { luck } from './luck.ts'

const settings = luck(150, 20_261_125)

/** The same course, but everything that is asked answers. */
const answering = (course: Course): Course => ({
  ...course,
  happenings: course.happenings.filter((one) => one.kind === 'round').map(allPass),
})
const allPass = <One extends object>(one: One) => ({ ...one, sees: Array(5).fill('pass') })

it('no limit of a phase makes anything but slow', () => {
  let slow = 0
  fc.assert(
    fc.property(courses, (course) => {
      for (const { step } of playCourse(answering(course) as Course)) {
        expect(['unknown', 'up', 'slow']).toContain(step.state.health)
        expect(step.suspicions).toEqual([])
        for (const { kind } of step.incidents) expect(kind).toBe('slow')
        if (step.state.health === 'slow') slow += 1
      }
    }),
    settings,
  )
  expect(slow).toBeGreaterThan(50)
})
