// Incident decided → its message arrives, on the real program, with 1, 100 and 1,000 deliveries due at
// once and receivers that take half a second to answer.
import { chanceOf } from '../test/sim/loop.ts'
import { openWorld, type World } from '../test/storm/world.ts'
import { printFigures, quantile } from './print.ts'

const answerMs = 500
const channels = 5
const sizes = [1, 100, 1_000]

/** Falls of so many jobs at once, until every receiver has every alarm; milliseconds of each. */
async function waits(world: World, count: number): Promise<number[]> {
  const jobs = Math.max(1, Math.round(count / channels))
  const wanted = Math.min(count, jobs * channels)
  const before = world.receivers.arrivals.map((list) => list.length)
  const say = (token: string, word: string) =>
    fetch(`${world.program.url}/ping/${token}${word}`, { method: 'POST' })
  const tokens = world.tokens.slice(0, jobs)
  await Promise.all(tokens.map((token) => say(token, '/fail')))
  const fresh = () =>
    world.receivers.arrivals.flatMap((list, index) =>
      list.slice(before[index]).filter((one) => one.type === 'incident.opened'),
    )
  const end = Date.now() + 120_000
  while (fresh().flatMap((one) => one.incidents).length < wanted) {
    if (Date.now() > end) throw new Error(`${fresh().length} of ${wanted} messages came`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const took = fresh().flatMap((one) => {
    const { incident } = (JSON.parse(one.body) as { data: { incident: { openedAt: string } } }).data
    return one.incidents.map(() => one.at - Date.parse(incident.openedAt))
  })
  for (const token of tokens) await say(token, '')
  await new Promise((resolve) => setTimeout(resolve, (count * answerMs) / 6 + 3_000))
  return took
}

/** Prints p50 and p99 for each number of deliveries. */
export async function benchTelling(): Promise<boolean> {
  const world = await openWorld(Math.max(...sizes) / channels, chanceOf(1), {
    failing: 0,
    answerMs,
    audiences: Array(channels).fill('machine'),
  })
  try {
    const rows = []
    for (const size of sizes) {
      const took = await waits(world, size)
      const name = `${size} due${size === 1 ? ', of 5 receivers' : ''}`
      rows.push(
        { name: `${name}: p50`, value: quantile(took, 0.5), unit: 'ms' },
        { name: `${name}: p99`, value: quantile(took, 0.99), unit: 'ms' },
      )
    }
    printFigures(`Decided → message arrives, receivers answer after ${answerMs} ms`, rows)
    return true
  } finally {
    await world.close()
  }
}
