// Agents on machines of their own, each with a network and a label of its own: one loses its route, its
// name server, its process, its clock, and nobody is woken for the targets, which are well. What is real
// is told.
import { bundleAgent } from '../../agent/build.ts'
import { type OwnAgent, openAgent } from './agent.ts'
import { clockOutageName, clockScenarios, playClock, playClockOutage } from './agent-clocks.ts'
import type { Ground } from './ground.ts'
import { addChecks, judged, type NodeScenario, watched } from './nodes.ts'
import { passed, play } from './play.ts'
import { openWorld, type World } from './program-world.ts'
import { page, type Result } from './scenario.ts'
import { named, web } from './sites.ts'

const family = 'agents'

interface AgentScenario extends Pick<NodeScenario, 'name' | 'notice' | 'watchSeconds'> {
  break(agent: OwnAgent, ground: Ground): void
}

export const agentScenarios: AgentScenario[] = [
  {
    name: 'its route to the targets is a black hole',
    notice: { says: /unwell/, withinSeconds: 60 },
    watchSeconds: 75,
    break: (agent, { host }) => agent.blackhole(host),
  },
  {
    name: 'its name server answers nothing',
    notice: { says: /unwell/, withinSeconds: 75 },
    watchSeconds: 90,
    break: ({ address }, { isolated }) => isolated?.names.deafTo(address),
  },
  {
    name: 'its machine is paused',
    notice: { says: /unwell/, withinSeconds: 100 },
    watchSeconds: 110,
    break: (agent) => agent.pause(),
  },
]
const agentOutageName = 'an outage that all of them see'

export const agentOutages = [agentOutageName, clockOutageName]
export const agentNames = [
  ...[...agentScenarios, ...clockScenarios].map((one) => one.name),
  ...agentOutages,
]

/** Plays those of these names on one program: two agents that are well, and a bad one for each. */
export async function playAgents(ground: Ground, wanted: string[]): Promise<Result[]> {
  const isWanted = ({ name }: { name: string }) => wanted.includes(name)
  await bundleAgent()
  const world = await openWorld(ground, 'one', { ESONAR_HOST: '0.0.0.0' })
  const agents: OwnAgent[] = []
  const open = async (name: string) => {
    const agent = await openAgent(world, name)
    agents.push(agent)
    return agent
  }
  try {
    const well = [await open('office'), await open('home')]
    const company = { well, opened: (one: OwnAgent) => void agents.push(one) }
    const played = agentScenarios.filter(isWanted).map(async (scenario, index) => {
      const bad = await open(`bad${index}`)
      return playOne(world, scenario, bad, [...well, bad])
    })
    const clocks = clockScenarios.filter(isWanted)
    played.push(...clocks.map((one, index) => playClock(world, one, `clock${index}`, company)))
    if (wanted.includes(clockOutageName)) played.push(playClockOutage(world, company))
    if (wanted.includes(agentOutageName))
      played.push(open('cloud').then((third) => outage(world, [...well, third])))
    return await Promise.all(played)
  } finally {
    for (const agent of agents) agent.kill()
    await world.close()
  }
}

async function playOne(
  world: World,
  scenario: AgentScenario,
  bad: OwnAgent,
  all: OwnAgent[],
): Promise<Result> {
  const { ground } = world
  const site = await named(`${bad.name}.example.test`, 'here')(ground)
  const places = all.map((one) => one.id)
  const checks = await addChecks(world, site, scenario.name, places)
  await Promise.all(checks.map((id) => passed(world, id)))
  const brokenAt = Date.now()
  scenario.break(bad, ground)
  await watched(world, bad.id, scenario)
  await site.close()
  return judged({ ...scenario, family }, world, { place: bad.id, checks, brokenAt })
}

function outage(world: World, all: OwnAgent[]): Promise<Result> {
  const scenario = {
    family,
    name: agentOutageName,
    site: web({ kind: 'status', status: 503 }),
    settings: { locations: all.map((one) => one.id) },
    tells: page('status', /3 of 3 places/),
    endsWithinSeconds: 45,
  }
  return play(scenario, world)
}
