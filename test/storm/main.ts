// Storms of alarms on the real program, which is killed in the middle of them:
// `node test/storm/main.ts --rounds 50 [--jobs 200] [--seed 1]`. Ends with 1 when a promise broke.
import { parseArgs } from 'node:util'
import { chanceOf } from '../sim/loop.ts'
import { playRound } from './round.ts'
import { openWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    jobs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
})

const rounds = Number(values.rounds)
const jobs = Number(values.jobs)
const chance = chanceOf(Number(values.seed))
const sum = { played: 0, messages: 0, doubles: 0, kills: 0, faults: 0, seconds: 0 }
/** A job that turns more than five times in half an hour is held open as flapping, and rightly so:
 *  jobs are good for so many storms. */
const roundsPerWorld = 2
let world = await openWorld(jobs, chance)
try {
  for (let round = 1; round <= rounds; round += 1) {
    if (round > 1 && round % roundsPerWorld === 1) {
      await world.close()
      world = await openWorld(jobs, chance)
    }
    // Each fifth, and the last: the database stands still for the whole storm.
    const isDatabaseAway = round % 5 === 0 || round === rounds
    const { faults, messages, doubles, kills, seconds } = await playRound(
      world,
      chance,
      isDatabaseAway,
    )
    const where = isDatabaseAway ? ', the database away' : ''
    console.log(
      `storm ${round}${where}: ${messages} messages, ${doubles} doubles under the same id, ${kills} kills, ${seconds} s`,
    )
    for (const fault of faults.slice(0, 20)) console.log(`  BROKEN ${fault}`)
    sum.played += 1
    sum.messages += messages
    sum.doubles += doubles
    sum.kills += kills
    sum.faults += faults.length
    sum.seconds += seconds
  }
} catch (fault) {
  sum.faults += 1
  console.log(`  BROKEN ${(fault as Error).message}`)
} finally {
  await world.close()
}
console.log(
  `${sum.played} of ${rounds} storms · ${jobs} incidents each · 5 receivers failing 3 in 10 · ${sum.messages} messages · ${sum.doubles} doubles, each under its id · ${sum.kills} kills · ${sum.faults} promises broken · ${sum.seconds} s`,
)
process.exit(sum.faults === 0 ? 0 : 1)
