// Plays one scenario on a running program: the target is well, it breaks, and for as long as was
// promised everything told about it is gathered and held against the promise.
import { until } from '../fakes/client.ts'
import { stateOf } from '../server/watching.ts'
import { judge } from './judgement.ts'
import { messagesOf, type World } from './program-world.ts'
import type { Result, Scenario, Site } from './scenario.ts'

/** A slot comes at the latest after this; some more for a machine that is busy with all of it. */
const intervalSeconds = 10
/** A second message, or a page too many, would come within this. */
const settleSeconds = 3
/** A late message is heard for this long: late is told from missed. */
const lateSeconds = 15
const passMsMax = 60_000

/** Plays it, on a check of its own. */
export async function play(scenario: Scenario, world: World): Promise<Result> {
  const site = await scenario.site(world.ground)
  const { family, name } = scenario
  try {
    const more = await site.before?.(world.program.url)
    const body = { name, intervalSeconds, ...site.check, ...more, ...scenario.settings }
    const { id } = await world.api.post<{ id: string }>('/api/checks', body)
    if (site.begin) await site.begin(world.program.url)
    else await passed(world, id)
    const judged = await broken(scenario, world, site, id)
    await world.api.drop(`/api/checks/${id}`)
    return { family, name, ...judged }
  } catch (fault) {
    const text = fault instanceof Error ? fault.message : String(fault)
    return { family, name, toldAfter: null, faults: [{ fault: 'missed', text }] }
  } finally {
    await site.close()
  }
}

/** Waits until every place of the check has passed it. */
export async function passed({ api }: World, check: string): Promise<void> {
  const places = (await api.get<{ data: { default: boolean }[] }>('/api/locations')).data
  const own = (await api.get<{ locations: string[] | null }>(`/api/checks/${check}`)).locations
  const wanted = own?.length ?? places.filter((one) => one.default).length
  const good = async () => {
    const { latest } = await stateOf(api, check)
    return Object.values(latest).filter((one) => one.kind === 'pass').length >= wanted
  }
  await until(`${wanted} places to pass ${check}`, passMsMax, good, 1_000)
}

async function broken(scenario: Scenario, world: World, site: Site, check: string) {
  const { tells, watchSeconds = 40, endsWithinSeconds } = scenario
  const brokenAt = Date.now()
  const told = () => messagesOf(world).filter((one) => one.check === check)
  const sleep = (seconds: number) => new Promise<void>((done) => setTimeout(done, seconds * 1_000))
  const met = (since: number) =>
    until('a probe to meet the fault', 30_000, async () => site.badAt(since), 100)
  if (scenario.course) await scenario.course({ site, check, api: world.api, sleep, met })
  else await site.break()
  let health: string | null = null
  if (tells) {
    const lastMs = (tells.withinSeconds + intervalSeconds + lateSeconds) * 1_000
    const isIt = async () => told().find((one) => one.level === tells.level)
    await until('the message', lastMs, isIt).catch(() => null)
    await sleep(settleSeconds)
  } else await sleep(watchSeconds)
  if (scenario.health) health = (await stateOf(world.api, check)).health
  let endedAfter: number | null = null
  if (endsWithinSeconds !== undefined) {
    await site.mend()
    const mendedAt = Date.now()
    const isEnd = async () => told().find((one) => one.event === 'resolved')
    const end = await until('the end', (endsWithinSeconds + 20) * 1_000, isEnd).catch(() => null)
    endedAfter = end ? (end.at - mendedAt) / 1_000 : null
  }
  const badAt = site.badAt(brokenAt)
  return judge(scenario, { brokenAt, badAt, messages: told(), health, endedAfter })
}
