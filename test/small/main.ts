// `npm run small`: every course of the small spaces against the reference. `--rounds N` for longer
// ones. Prints how many courses were played; ends with exit code 1 when one came out otherwise.
import { parseArgs } from 'node:util'
import { exhaust } from './space.ts'
import { spaces } from './spaces.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } })
let failed = false
let all = 0
for (const space of spaces(Number(values.rounds))) {
  const begun = performance.now()
  const { courses, steps, ends, faults } = exhaust(space)
  all += courses
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  const came = Object.entries(ends).map(([what, count]) => `${what} ${count}`)
  console.log(
    `${space.name}: ${courses} courses, ${steps} rounds, ${seconds} s (${came.join(', ')})`,
  )
  for (const fault of faults) console.log(`  OTHERWISE ${fault}`)
  failed ||= faults.length > 0
}
console.log(`${all} courses${failed ? '' : ', all as the rules say'}`)
process.exit(failed ? 1 : 0)
