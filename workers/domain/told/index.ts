// The verdict's other door: for checks that nobody asks. Jobs and people say something, time passes,
// members change; each gives a step, like a round does.
export { beatHeard, beatPassed, beatUnheard, beatWakeAt } from './beat.ts'
export { groupHealth, type Member, regrouped } from './group.ts'
export { type Saying, saidSo } from './said.ts'
export { beatView } from './view.ts'
