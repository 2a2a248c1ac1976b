// `npm run scenarios`: the real program against every fault it exists for, on real sockets; says
// what was told, when, and whether that was right. `--share`: CI's part. Words: names that contain
// one of them only.
import { spawnSync } from 'node:child_process'
import { buildAll } from '../../server/build.ts'
import { endAll } from '../server/program.ts'
import { agentNames, agentOutages, playAgents } from './agents.ts'
import { bodies } from './body.ts'
import { contents } from './content.ts'
import { courses } from './course.ts'
import { names } from './dns.ts'
import { geo } from './geo.ts'
import { type Ground, openGround, whyNotIsolated } from './ground.ts'
import { heartbeats } from './heartbeat.ts'
import { lenderName, playLender } from './lender.ts'
import {
  amongPlacesName,
  deployName,
  type NodeScenario,
  openWell,
  playAmongPlaces,
  playDeploy,
  playNodes,
  silent,
  wrong,
} from './nodes.ts'
import { play } from './play.ts'
import { openWorld } from './program-world.ts'
import { redirects } from './redirects.ts'
import type { Result, Scenario } from './scenario.ts'
import { printResult, printScore } from './score.ts'
import { statuses } from './status.ts'
import { dropped, tcps } from './tcp.ts'
import { handshakes } from './tls.ts'
import { types, zones } from './types.ts'

/** Not all at the same moment: a scenario is one outage, not the fall of a whole data centre. */
const apartMs = 700

const words = process.argv.slice(2)
const inside = words.includes('--inside')
const isShare = words.includes('--share')
const wanted = words.filter((word) => !word.startsWith('--'))
const why = inside ? null : whyNotIsolated()

if (!inside && why === null) {
  // It dies with this process, and what it started dies with it.
  const wrapped = ['--pdeathsig', 'KILL', 'unshare', '--net', '--mount']
  const self = [process.execPath, import.meta.filename, '--inside', ...words]
  process.exit(spawnSync('setpriv', [...wrapped, ...self], { stdio: 'inherit' }).status ?? 1)
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
  ...heartbeats,
  ...types,
]
const isolated = [...names, ...dropped, ...zones]

const isWanted = (family: string, name: string) =>
  wanted.length === 0 || wanted.some((word) => `${family}: ${name}`.includes(word))

function chosen(all: Scenario[]): Scenario[] {
  return all.filter((one) => (!isShare || one.share) && isWanted(one.family, one.name))
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

/** The family of our own nodes: those that vote wrongly apart, the silent ones together. */
async function playFamily(ground: Ground): Promise<Result[]> {
  const isChosen = (one: NodeScenario) => (!isShare || one.share) && isWanted('nodes', one.name)
  const [apart, together] = [wrong, silent].map((all) => all.filter(isChosen)) as [
    NodeScenario[],
    NodeScenario[],
  ]
  const withDeploy = !isShare && isWanted('nodes', deployName)
  const withReal = !isShare && isWanted('nodes', amongPlacesName)
  if (apart.length + together.length === 0 && !withDeploy && !withReal) return []
  const well = await openWell(ground)
  try {
    const groups = [...apart.map((one) => [one]), ...(together.length > 0 ? [together] : [])]
    const played = groups.map((group) => playNodes(ground, well, group))
    if (withReal) played.push(playAmongPlaces(ground, well))
    if (withDeploy) played.push(playDeploy(ground, well).then((one) => [one]))
    const results = (await Promise.all(played)).flat()
    results.forEach(printResult)
    return results
  } finally {
    await Promise.all(well.map((place) => place.close()))
  }
}

/** Agents: their outages are part of the share. */
async function playOwn(ground: Ground): Promise<Result[]> {
  const all = isShare ? agentOutages : agentNames
  const some = all.filter((name) => isWanted('agents', name))
  if (some.length === 0) return []
  const results = await playAgents(ground, some)
  results.forEach(printResult)
  return results
}

/** Borrowed eyes, where all is played. */
async function playBorrowed(ground: Ground): Promise<Result[]> {
  if (isShare || !isWanted('lender', lenderName)) return []
  const results = await playLender(ground)
  results.forEach(printResult)
  return results
}

const notRun: string[] = []
const ground = await openGround(inside)
const begun = performance.now()
let isRight = false
try {
  await buildAll()
  if (why !== null) notRun.push(`dns, nodes, agents, lender, names and dropped packets: ${why}`)
  const all = chosen(inside ? [...anywhere, ...isolated] : anywhere)
  const groups = [all.filter(isPatient), all.filter((one) => !isPatient(one))]
  const crowd = Promise.all(groups.map((group) => playAll(ground, group)))
  // All of it at once would measure two cores, not the program; the share is small enough.
  if (!isShare) await crowd
  const nodes = inside ? playFamily(ground) : Promise.resolve([])
  const own = inside ? playOwn(ground) : Promise.resolve([])
  const lent = inside ? playBorrowed(ground) : Promise.resolve([])
  const played = [crowd.then((all) => all.flat()), nodes, own, lent]
  const results = (await Promise.all(played)).flat()
  isRight = printScore(results, notRun)
  console.log(`${Math.round((performance.now() - begun) / 1_000)} s`)
} finally {
  await endAll()
  ground.close()
}
process.exit(isRight ? 0 : 1)
