// For how much of the time Postgres is awake where nobody looks and nothing happens: the cron's real
// flow over the real stores, and shards that upload, on a clock that is turned by hand. It sleeps five
// minutes after the last question.
import { startEndpoint } from '../../server/endpoint.ts'
import { quietWorld } from '../../test/fakes/quiet.ts'
import { configOf } from '../../test/fakes/telling.ts'
import { shardWorld } from '../../test/flow/shard.ts'
import { noteSample } from '../../workers/flow/samples.ts'
import { writeQuiet } from '../../workers/flow/write.ts'
import type { Counts } from './formula.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const hours = 6
/** Neon: docs/cost.md. */
const asleepAfterMs = 5 * minuteMs
const wakeEveryMs = 20_000

export type Quiet = Pick<Counts, 'awake' | 'newsMinutes'>

/** Counts hours without news, and what one piece of news costs. */
export async function quietHours(databaseUrl: string, shards: number): Promise<Quiet> {
  const endpoint = await startEndpoint(databaseUrl)
  try {
    const startAt = (Math.floor(Date.now() / hourMs) + 1) * hourMs
    const hub = quietWorld({ url: databaseUrl, fetchEndpoint: endpoint.url }, startAt)
    // The first hour is that of a start.
    await hub.minutes(60)
    const asked = await hub.minutes(hours * 60)
    const uploads = await Promise.all(
      Array.from({ length: shards }, (_, index) => uploadsOf(`shard-${index}`, startAt)),
    )
    const from = startAt + hourMs
    const awake = awakeMs([...asked, ...uploads.flat()], from, from + hours * hourMs)
    await hub.minutes(30)
    const saidAt = hub.now()
    await hub.hub.accounts.countUsers()
    const after = await hub.minutes(20)
    const newsMinutes = (after.at(-1)! + asleepAfterMs - saidAt) / minuteMs
    return { awake: awake / (hours * hourMs), newsMinutes }
  } finally {
    await endpoint.stop()
  }
}

/** When a shard that measures one check goes to Postgres. */
async function uploadsOf(name: string, startAt: number): Promise<number[]> {
  const world = shardWorld(configOf(), name)
  world.ports.settings.flushSeconds = 3_600
  world.pass(startAt - world.ports.clock.now())
  const uploads: number[] = []
  world.ports.archive.save = async () => void uploads.push(world.ports.clock.now())
  const watched = world.memory.checks.values().next().value!
  const end = startAt + (hours + 1) * hourMs
  for (let at = startAt; at < end; at += wakeEveryMs) {
    if (at % minuteMs === 0) {
      noteSample(world.memory, watched, {
        kind: 'pass',
        location: 'one',
        network: 'n',
        at,
        ms: 40,
      })
      writeQuiet(world.memory, world.ports)
    }
    await world.wake()
    world.pass(wakeEveryMs)
  }
  return uploads
}

function awakeMs(questions: number[], from: number, to: number): number {
  let [sum, until] = [0, from]
  for (const at of questions.toSorted((a, b) => a - b)) {
    const end = Math.min(to, at + asleepAfterMs)
    if (at >= to || end <= until) continue
    sum += end - Math.max(at, until)
    until = end
  }
  return sum
}
