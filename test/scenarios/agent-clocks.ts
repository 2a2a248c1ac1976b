// Agents whose machines have a wrong clock: their word counts as before, and every time that is told or
// kept is the program's own.
import { until } from '../fakes/client.ts'
import { incidentsOf, stateOf } from '../server/watching.ts'
import { type OwnAgent, openAgent } from './agent.ts'
import { addChecks, judged, type NodeScenario, watched } from './nodes.ts'
import { passed, play } from './play.ts'
import { messagesOf, type World } from './program-world.ts'
import { page, type Result } from './scenario.ts'
import { named, web } from './sites.ts'
import { openClock, type WrongClock } from './wrong-clock.ts'

const family = 'agents'
const hour = 3_600
/** What the clock of a report and a measurement may be off by. */
const exactMs = 3_000
/** A report comes each minute, and at the next look. */
const reportMs = 80_000
/** A check is asked each ten seconds. */
const freshMs = 30_000

interface ClockScenario extends Pick<NodeScenario, 'name' | 'notice' | 'watchSeconds'> {
  /** From the beginning. */
  aheadSeconds: number
  /** Set meanwhile. */
  course?(clock: WrongClock, agent: OwnAgent): Promise<void>
}

const told = (says: RegExp) => ({ says, withinSeconds: 120, kind: 'host' }) as const

export const clockScenarios: ClockScenario[] = [
  {
    name: 'its clock is two hours ahead',
    aheadSeconds: 2 * hour,
    notice: told(/clock is (2 h|1 h 59 min) ahead of the master's/),
    watchSeconds: 120,
  },
  {
    name: 'its clock is two hours behind',
    aheadSeconds: -2 * hour,
    notice: told(/clock is (2 h|1 h 59 min) behind the master's/),
    watchSeconds: 120,
  },
  {
    name: 'its clock is set two hours ahead, and back',
    aheadSeconds: 0,
    notice: null,
    watchSeconds: 85,
    course: async (clock, agent) => {
      clock.set(2 * hour)
      await isOff(agent, 2 * hour)
      await sleep(25)
      clock.set(0)
      await isOff(agent, 0)
    },
  },
]
export const clockOutageName = 'an outage that all see, two of them with a wrong clock'

const sleep = (seconds: number) => new Promise<void>((done) => setTimeout(done, seconds * 1_000))

/** The agents that a scenario is played on: it says which it opened, so that they are ended. */
export interface Company {
  well: OwnAgent[]
  opened(agent: OwnAgent): void
}

async function openWrong(world: World, name: string, aheadSeconds: number, company: Company) {
  const clock = openClock(world.ground.folder, name, aheadSeconds)
  const agent = await openAgent(world, name, clock)
  company.opened(agent)
  await isOff(agent, aheadSeconds)
  return { clock, agent }
}

/** Until the agent itself has measured it: else the clock of this scenario was not wrong at all. */
function isOff({ name, skewMs }: OwnAgent, aheadSeconds: number): Promise<unknown> {
  return until(`${name} to be ${aheadSeconds} s ahead`, 20_000, async () => {
    const ms = skewMs()
    return ms !== null && Math.abs(ms + aheadSeconds * 1_000) < exactMs
  })
}

/** Plays one on a bad agent of its own, beside those that are well. */
export function playClock(
  world: World,
  scenario: ClockScenario,
  name: string,
  company: Company,
): Promise<Result> {
  return playOn(world, scenario, name, company).catch((fault: unknown) =>
    unplayed(scenario.name, fault),
  )
}

/** One that cannot go on is no reason to end the others. */
function unplayed(name: string, fault: unknown): Result {
  return { family, name, toldAfter: null, faults: [{ fault: 'missed', text: String(fault) }] }
}

async function playOn(
  world: World,
  scenario: ClockScenario,
  name: string,
  company: Company,
): Promise<Result> {
  const openedAt = Date.now()
  const { clock, agent } = await openWrong(world, name, scenario.aheadSeconds, company)
  const site = await named(`${name}.example.test`, 'here')(world.ground)
  const places = [...company.well, agent].map((one) => one.id)
  const checks = await addChecks(world, site, scenario.name, places)
  await Promise.all(checks.map((id) => passed(world, id)))
  await scenario.course?.(clock, agent)
  const setAt = Date.now()
  await watched(world, agent.id, scenario)
  if (scenario.notice) await untilReported(setAt)
  const faults = [
    ...(await watchFaults(world, agent, checks)),
    ...(await hostFaults(world, agent, openedAt)),
  ]
  await site.close()
  const facts = { place: agent.id, checks, brokenAt: openedAt }
  const result = judged({ ...scenario, family }, world, facts)
  return { ...result, faults: [...result.faults, ...faults] }
}

const untilReported = (since: number) => sleep(Math.max(0, since + reportMs - Date.now()) / 1_000)

/** It is asked, and what it answers counts. */
async function watchFaults(world: World, { id }: OwnAgent, checks: string[]) {
  const faults: Result['faults'] = []
  for (const check of checks) {
    const { latest } = await stateOf(world.api, check)
    const own = latest[id]
    if (own?.kind === 'pass' && Date.now() - own.at < freshMs) continue
    faults.push({ fault: 'missed', text: `not watched by it any more: ${JSON.stringify(own)}` })
  }
  return faults
}

interface Found {
  key: string
  since: string
  foundAt: string
}

/** Its host is reported of, at times that are true. */
async function hostFaults({ api }: World, { id }: OwnAgent, openedAt: number) {
  const { data } = await api.get<{ data: Found[] }>(`/api/findings?agent=${id}`)
  const now = Date.now()
  const isTrue = ({ since, foundAt }: Found) =>
    now - Date.parse(foundAt) < reportMs && isWithin(Date.parse(since), openedAt, now)
  const faults: Result['faults'] = data
    .filter((one) => !isTrue(one))
    .map((one) => ({ fault: 'cause', text: `at a wrong time: ${JSON.stringify(one)}` }))
  if (data.length === 0) faults.push({ fault: 'missed', text: 'no report of its host' })
  return faults
}

const isWithin = (at: number, from: number, to: number) => at > from - exactMs && at < to + exactMs

/** An outage that three see, one of them two hours ahead and one two hours behind. */
export function playClockOutage(world: World, company: Company): Promise<Result> {
  return outage(world, company).catch((fault: unknown) => unplayed(clockOutageName, fault))
}

async function outage(world: World, company: Company): Promise<Result> {
  const ahead = await openWrong(world, 'early', 2 * hour, company)
  const behind = await openWrong(world, 'late', -2 * hour, company)
  const voters = [company.well[0]!, ahead.agent, behind.agent]
  let times: Promise<Result['faults']> | null = null
  const scenario = {
    family,
    name: clockOutageName,
    site: web({ kind: 'status', status: 503 }),
    settings: { locations: voters.map((one) => one.id) },
    tells: page('status', /3 of 3 places/),
    endsWithinSeconds: 45,
    course: async ({ site, check }: { site: { break(): unknown }; check: string }) => {
      const brokenAt = Date.now()
      await site.break()
      times = timeFaults(world, check, brokenAt)
    },
  }
  const result = await play(scenario, world)
  return { ...result, faults: [...result.faults, ...((await times) ?? [])] }
}

interface Evidence {
  rounds: {
    startedAt: string
    decidedAt: string
    observations: { at: string; measurement?: { startedAt?: number } }[]
  }[]
}

/** When it began, and when each place saw what it saw, by the clock of who broke it. */
async function timeFaults(
  world: World,
  check: string,
  brokenAt: number,
): Promise<Result['faults']> {
  const isPage = async () =>
    messagesOf(world).find((one) => one.check === check && one.level === 'critical')
  const first = await until('the page', 60_000, isPage).catch(() => null)
  // That it was missed is said by the judgement.
  if (!first) return []
  const [incident] = await incidentsOf(world.api, check)
  const { rounds } = await until('its evidence', 30_000, async () => {
    const kept = await world.api
      .get<Evidence>(`/api/incidents/${incident?.id}/evidence`)
      .catch(() => null)
    return kept && kept.rounds.length > 0 && kept
  })
  const rows = rounds.flatMap((one) => one.observations)
  const measured = rows.flatMap((one) => one.measurement?.startedAt ?? [])
  const told = rounds.flatMap((one) => [one.startedAt, one.decidedAt])
  const kept = [...told, ...rows.map((one) => one.at)].map((at) => Date.parse(at))
  const faults: Result['faults'] = []
  if (measured.length < 3) faults.push({ fault: 'missed', text: 'measurements in its evidence' })
  if (!isWithin(first.startedAt, brokenAt, brokenAt + freshMs))
    faults.push({ fault: 'cause', text: `it began ${away(first.startedAt, brokenAt)}` })
  const now = Date.now()
  // A round that passed before the break may stand there, too.
  for (const at of [...measured, ...kept]) {
    if (isWithin(at, brokenAt - freshMs, now)) continue
    faults.push({ fault: 'cause', text: `a time in its evidence is ${away(at, brokenAt)}` })
  }
  return faults
}

const away = (at: number, from: number) => `${Math.round((at - from) / 1_000)} s from the break`
