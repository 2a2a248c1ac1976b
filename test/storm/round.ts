// One storm: many jobs say that they failed, and then that all is well, while the runtime is killed
// again and again; in some storms the database stands still all the while.
import { until } from '../fakes/client.ts'
import { familyOf, type Program } from '../server/program.ts'
import type { Chance } from '../sim/loop.ts'
import { judge, type Row, type Verdict } from './judge.ts'
import type { World } from './world.ts'

export interface Round extends Verdict {
  kills: number
  seconds: number
}

const settleMsMax = 300_000

/** Plays a storm. Throws when something does not come to an end. */
export async function playRound(
  world: World,
  chance: Chance,
  isDatabaseAway: boolean,
): Promise<Round> {
  const begun = performance.now()
  const since = Date.now()
  world.receivers.storm()
  if (isDatabaseAway) stopDatabase(world.program, 'SIGSTOP')
  const failing = await stormy(world, chance, () => sayAll(world, '/fail'))
  await arrived(world, since, 'incident.opened')
  const recovering = await stormy(world, chance, () => sayAll(world, ''))
  await arrived(world, since, 'incident.resolved')
  if (isDatabaseAway) stopDatabase(world.program, 'SIGCONT')
  world.receivers.calm()
  const rows = await recorded(world, since)
  const incidents = [...new Set(rows.flatMap((row) => row.incident ?? []))]
  const verdict = judge(world.receivers, incidents, rows)
  const few = incidents.length - world.tokens.length
  if (few !== 0) verdict.faults.push(`${incidents.length} incidents of ${world.tokens.length} jobs`)
  return {
    ...verdict,
    kills: failing + recovering,
    seconds: Math.round((performance.now() - begun) / 1000),
  }
}

/** Does something while workerd is killed at random moments; how often it was. */
async function stormy(world: World, chance: Chance, act: () => Promise<void>): Promise<number> {
  let isOver = false
  let kills = 0
  const killer = async () => {
    while (!isOver && kills < 4) {
      await new Promise((resolve) => setTimeout(resolve, chance.whole(100, 2_500)))
      const running = familyOf(world.program.pid).find((one) => one.name === 'workerd')
      if (!running || isOver) continue
      process.kill(running.pid, 'SIGKILL')
      kills += 1
    }
  }
  const killing = killer()
  await act()
  // Once more, when all has been decided and much is still owed.
  await killing
  isOver = true
  return kills
}

/** Every job says its word until it is heard. */
async function sayAll({ program, tokens }: World, word: string): Promise<void> {
  const waiting = [...tokens]
  const one = async () => {
    for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
      await until(`${word} of a job heard`, 60_000, () => say(program, token!, word), 50)
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
}

async function say(program: Program, token: string, word: string): Promise<boolean> {
  try {
    const answer = await fetch(`${program.url}/ping/${token}${word}`, {
      method: 'POST',
      signal: AbortSignal.timeout(5_000),
    })
    return answer.ok
  } catch {
    return false
  }
}

/** Waits until every receiver took a message of this type about as many incidents as jobs. */
async function arrived(world: World, since: number, type: string): Promise<void> {
  const { receivers, tokens } = world
  const counts = () =>
    receivers.arrivals.map((list) => {
      const taken = list.filter((one) => one.at >= since && one.type === type && one.isTaken)
      return new Set(taken.flatMap((one) => one.incidents)).size
    })
  await until(`${type} at every receiver`, settleMsMax, async () =>
    counts().every((count) => count >= tokens.length),
  ).catch((fault: Error) => {
    throw new Error(`${fault.message}: ${counts().join(', ')} of ${tokens.length}`)
  })
}

/** The deliveries of this storm in Postgres, once all of them are there and none is pending. */
async function recorded(world: World, since: number): Promise<Row[]> {
  return until(
    'all on record',
    settleMsMax,
    async () => {
      const rows = await world.rows(since)
      const isWhole = rows.length >= world.tokens.length * world.receivers.urls.length * 2
      return isWhole && rows.every((row) => row.state !== 'pending') ? rows : null
    },
    1_000,
  )
}

function stopDatabase(program: Program, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const { name, pid } of familyOf(program.pid)) {
    if (name === 'postgres') process.kill(pid, signal)
  }
}
