// `npm run scenarios`: the real program against every fault it exists for, on real sockets; says
// what was told, when, and whether that was right. `--share`: CI's part. Words: names that contain
// one of them only.
import { spawnSync } from 'node:child_process'
import { endAll } from '../server/program.ts'
import { bodies } from './body.ts'
import { contents } from './content.ts'
import { courses } from './course.ts'
import { names } from './dns.ts'
import { geo } from './geo.ts'
import { type Ground, openGround, whyNotIsolated } from './ground.ts'
import { play } from './play.ts'
import { openWorld } from './program-world.ts'
import { redirects } from './redirects.ts'
import type { Result, Scenario } from './scenario.ts'
import { printResult, printScore } from './score.ts'
import { statuses } from './status.ts'
import { dropped, tcps } from './tcp.ts'
import { handshakes } from './tls.ts'

/** Not all at the same moment: a scenario is one outage, not the fall of a whole data centre. */
const apartMs = 700

const words = process.argv.slice(2)
const inside = words.includes('--inside')
const isShare = words.includes('--share')
const wanted = words.filter((word) => !word.startsWith('--'))
const why = inside ? null : whyNotIsolated()

if (!inside && why === null) {
  const self = [process.execPath, import.meta.filename, '--inside', ...words]
  process.exit(
    spawnSync('unshare', ['--net', '--mount', ...self], { stdio: 'inherit' }).status ?? 1,
  )
}

const anywhere = [
  ...statuses,
  ...bodies,
  ...redirects,
  ...contents,
  ...tcps,
  ...handshakes,
  ...geo,
  ...courses,
]
const isolated = [...names, ...dropped]

function chosen(all: Scenario[]): Scenario[] {
  const isWanted = ({ family, name }: Scenario) =>
    wanted.length === 0 || wanted.some((word) => `${family}: ${name}`.includes(word))
  return all.filter((one) => (!isShare || one.share) && isWanted(one))
}

/** Those that wait for time-outs hold connections for long: they have a program of their own. */
const isPatient = ({ tells }: Scenario) => (tells?.withinSeconds ?? 0) > 16

/** Scenarios side by side on one program; each begins a moment after the one before. */
async function playAll(ground: Ground, all: Scenario[]): Promise<Result[]> {
  if (all.length === 0) return []
  const world = await openWorld(ground, 'one@west,two@east,three@east')
  try {
    return await Promise.all(
      all.map(async (scenario, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * apartMs))
        const result = await play(scenario, world)
        printResult(result)
        return result
      }),
    )
  } finally {
    await world.close()
  }
}

const ground = await openGround(inside)
const begun = performance.now()
let isRight = false
try {
  const notRun = why === null ? [] : chosen(isolated).map(({ name }) => `${name}: ${why}`)
  const all = chosen(inside ? [...anywhere, ...isolated] : anywhere)
  const groups = [all.filter(isPatient), all.filter((one) => !isPatient(one))]
  const results = (await Promise.all(groups.map((group) => playAll(ground, group)))).flat()
  isRight = printScore(results, notRun)
  console.log(`${Math.round((performance.now() - begun) / 1_000)} s`)
} finally {
  await endAll()
  ground.close()
}
process.exit(isRight ? 0 : 1)
