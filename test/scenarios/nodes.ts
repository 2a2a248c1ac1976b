// Faults of our own nodes: each place is a workerd in a network of its own. The targets are well, so
// nothing may be told about them; of the place itself, one notice to who runs it.
import { until } from '../fakes/client.ts'
import type { Ground } from './ground.ts'
import { openPlace, openRoad, type Place, type Road, type Spoiling } from './place.ts'
import { passed, play } from './play.ts'
import { messagesOf, openWorld, type World } from './program-world.ts'
import { page, type Result, type Site, warning } from './scenario.ts'
import { named, port, web } from './sites.ts'

const nodes = 'nodes'
const checksEach = 4
/** A notice too many, or a page, would come within this. */
const settleSeconds = 12

/** One place with a fault of its own, beside two that are well. */
export interface NodeScenario {
  /** `nodes` when left out. */
  family?: string
  name: string
  share?: true
  /** The notice about the place: what it says, and within which time. Null: none. */
  notice: { says: RegExp; withinSeconds: number; kind?: 'host' } | null
  watchSeconds: number
  spoiling?: Spoiling
  break?: (place: Place, ground: Ground) => Promise<void> | void
}

const alone = { says: /unwell/, withinSeconds: 60 }
const mute = { says: /unwell/, withinSeconds: 100 }

/** Those whose place goes on voting, wrongly: each has a program of its own. */
export const wrong: NodeScenario[] = [
  {
    name: 'its route to the targets is a black hole',
    share: true,
    notice: alone,
    watchSeconds: 75,
    break: (place, { host }) => place.blackhole(host),
  },
  {
    name: 'it reaches nothing, controls neither',
    notice: alone,
    watchSeconds: 75,
    break: (place, ground) => {
      place.blackhole(ground.host)
      place.blackhole(ground.controlHost)
    },
  },
  {
    name: 'its name server answers nothing',
    notice: alone,
    watchSeconds: 90,
    break: (place, { isolated }) => isolated?.names.deafTo(place.address),
  },
  {
    name: 'its wire loses a tenth of all packets',
    notice: null,
    watchSeconds: 90,
    break: (place, { isolated }) => isolated?.firewall.lose(place.address, 10),
  },
]

/** Those whose place falls silent, or nearly: side by side in one program. */
export const silent: NodeScenario[] = [
  {
    name: 'its clock is three hours ahead',
    notice: mute,
    watchSeconds: 100,
    spoiling: { kind: 'clock', aheadSeconds: 3 * 3_600 },
  },
  {
    name: 'its clock is half a minute ahead',
    notice: null,
    watchSeconds: 60,
    spoiling: { kind: 'clock', aheadSeconds: 30 },
  },
  {
    name: 'its machine is paused',
    notice: mute,
    watchSeconds: 110,
    break: (place) => place.pause(true),
  },
  {
    name: 'its machine is paused for 15 s',
    notice: null,
    watchSeconds: 90,
    break: async (place) => {
      place.pause(true)
      await sleep(15)
      place.pause(false)
    },
  },
  {
    name: 'its Worker answers 500',
    share: true,
    notice: mute,
    watchSeconds: 100,
    spoiling: { kind: 'answers 500' },
  },
  {
    name: 'its orders come with a wrong signature',
    notice: mute,
    watchSeconds: 100,
    spoiling: { kind: 'spoils the signature' },
  },
  {
    name: 'it never answers',
    notice: { ...mute, withinSeconds: 120 },
    watchSeconds: 125,
    spoiling: { kind: 'never answers' },
  },
  {
    name: 'its answers come 4 s late',
    notice: null,
    watchSeconds: 60,
    spoiling: { kind: 'is late' },
  },
]

const sleep = (seconds: number) => new Promise<void>((done) => setTimeout(done, seconds * 1_000))

/** Places that every program of the family shares. */
export async function openWell(ground: Ground): Promise<Place[]> {
  return Promise.all(['alfa', 'bravo', 'charlie'].map((name) => openPlace(ground, name)))
}

/** Plays scenarios on one program, each with a bad place, checks and a target of its own. */
export async function playNodes(
  ground: Ground,
  well: Place[],
  scenarios: NodeScenario[],
): Promise<Result[]> {
  const sick = await Promise.all(
    scenarios.map(async (scenario) => {
      const name = placeName(scenario)
      const place = await openPlace(ground, name)
      return { scenario, place, road: await openRoad(place) }
    }),
  )
  const spare = well.map(
    (one, index) => `${one.name}@net-${index}=${one.url}${index > 1 ? '?' : ''}`,
  )
  const bad = sick.map(({ place, road }) => `${place.name}@net-${place.name}=${road.url}?`)
  const world = await openWorld(ground, [...spare, ...bad].join(','))
  try {
    return await Promise.all(sick.map((one) => playNode(world, one)))
  } finally {
    await world.close()
    await Promise.all(sick.flatMap(({ place, road }) => [place.close(), road.close()]))
  }
}

/** A name for the place, of the scenario's own words: at most 12 letters. */
const placeName = ({ name }: NodeScenario) => `n${name.replace(/[^a-z0-9]/g, '').slice(-11)}`

interface Sick {
  scenario: NodeScenario
  place: Place
  road: Road
}

async function playNode(world: World, { scenario, place, road }: Sick): Promise<Result> {
  const { ground } = world
  const host = `${place.name}.example.test`
  const site = await named(host, 'here')(ground)
  const checks = await addChecks(world, site, scenario.name, ['alfa', 'bravo', place.name])
  await Promise.all(checks.map((id) => passed(world, id)))
  const brokenAt = Date.now()
  if (scenario.spoiling) road.spoil(scenario.spoiling)
  await scenario.break?.(place, ground)
  await watched(world, place.name, scenario)
  await site.close()
  return judged(scenario, world, { place: place.name, checks, brokenAt })
}

/** Watches for as long as was said; where a notice is due, a little beyond the notice. */
export async function watched(
  world: World,
  place: string,
  { notice, watchSeconds }: Pick<NodeScenario, 'notice' | 'watchSeconds'>,
) {
  const isTold = async () => messagesOf(world).some((one) => one.location === place)
  if (!notice) return sleep(watchSeconds)
  await until('the notice', watchSeconds * 1_000, isTold, 500).catch(() => null)
  return sleep(settleSeconds)
}

/** So many checks of one target, a path each. */
export function addChecks(
  { api }: World,
  site: Site,
  name: string,
  locations: string[] | null,
): Promise<string[]> {
  const add = async (index: number) => {
    const url = `${String(site.check.url)}${index}`
    const body = { type: 'http', name: `${name} ${index}`, url, intervalSeconds: 10, locations }
    return (await api.post<{ id: string }>('/api/checks', body)).id
  }
  return Promise.all(Array.from({ length: checksEach }, (_, index) => add(index)))
}

export function judged(
  { name, notice, family = nodes }: Pick<NodeScenario, 'name' | 'notice' | 'family'>,
  world: World,
  { place, checks, brokenAt }: { place: string; checks: string[]; brokenAt: number },
): Result {
  const faults: Result['faults'] = []
  const all = messagesOf(world)
  for (const one of all.filter(({ check }) => check !== null && checks.includes(check))) {
    const fault = one.level === 'critical' ? 'false page' : 'false warning'
    faults.push({ fault, text: one.text })
  }
  const notices = all.filter((one) => one.location === place && one.event === 'opened')
  const [first] = notices
  const toldAfter = first && notice ? (first.at - brokenAt) / 1_000 : null
  if (!notice && first) faults.push({ fault: 'false warning', text: first.text })
  if (notice && !first) faults.push({ fault: 'missed', text: 'no notice about the place' })
  if (notices.length > 1) faults.push({ fault: 'false warning', text: `${notices.length} notices` })
  if (notice && first && toldAfter !== null) {
    if (toldAfter > notice.withinSeconds) faults.push({ fault: 'late', text: `${toldAfter} s` })
    if (first.kind !== (notice.kind ?? 'node') || !notice.says.test(first.text))
      faults.push({ fault: 'cause', text: `${first.kind}: ${first.text}` })
  }
  return { family, name, toldAfter, faults }
}

export const deployName = 'two of three Workers are broken by our own deploy'

/** Two of three Workers broken by our own deploy: nobody can know, so only the operator is told. */
export async function playDeploy(ground: Ground, well: Place[]): Promise<Result> {
  const roads = await Promise.all(well.map((place) => openRoad(place)))
  const locations = well.map((one, index) => `${one.name}@net-${index}=${roads[index]!.url}`)
  const world = await openWorld(ground, locations.join(','))
  const site = await named('deploy.example.test', 'here')(ground)
  try {
    const checks = await addChecks(world, site, 'deploy', null)
    await Promise.all(checks.map((id) => passed(world, id)))
    const brokenAt = Date.now()
    for (const road of roads.slice(1)) road.spoil({ kind: 'answers 500' })
    const scenario = { name: deployName, notice: mute, watchSeconds: 100 }
    const place = well[1]!.name
    await watched(world, place, scenario)
    return judged(scenario, world, { place, checks, brokenAt })
  } finally {
    await world.close()
    await Promise.all([site.close(), ...roads.map((one) => one.close())])
  }
}

export const amongPlacesName = 'what is real is still told'

/** Beside broken places, what is real is still told: a port that one place cannot reach, and then an
 *  outage while another place is silent. */
export async function playAmongPlaces(ground: Ground, well: Place[]): Promise<Result[]> {
  const [alfa, bravo, charlie] = well as [Place, Place, Place]
  const road = await openRoad(charlie)
  const addresses = [alfa.url, bravo.url, road.url]
  const locations = well.map((one, index) => `${one.name}@net-${index}=${addresses[index]}`)
  const world = await openWorld(ground, locations.join(','))
  try {
    const unreachable = await play(
      {
        family: nodes,
        name: `${amongPlacesName}: a port that one place cannot reach`,
        site: port({ kind: 'drops from', sources: [bravo.address] }),
        settings: { regionalSeconds: 30 },
        tells: warning('regional', 'connect_timeout', /fails from bravo/, 75),
      },
      world,
    )
    const outage = await play(
      {
        family: nodes,
        name: `${amongPlacesName}: an outage while one place is silent`,
        site: web({ kind: 'status', status: 503 }),
        course: async ({ site }) => {
          road.spoil({ kind: 'answers 500' })
          await site.break()
        },
        tells: page('status', /2 of 3 places/),
      },
      world,
    )
    return [unreachable, outage]
  } finally {
    await world.close()
    await road.close()
  }
}
