// A tick of 512 checks × 3 locations, all passing, against the same with 5 % dead: is any healthy
// check asked late, or misjudged, because others hang? Lateness is read at the target.

import type { Incident } from '../test/fakes/stage.ts'
import { openStage } from '../test/fakes/stage.ts'
import { printFigures, quantile } from './print.ts'
import { startPlainTarget } from './target.ts'

const checksCount = 512
const intervalSeconds = 30
const watchSeconds = 130

interface Tick {
  latenessMs: number[]
  misjudged: number
  probes: number
}

/** Prints lateness of healthy checks in both cases. True when none is late by more than 2 s and
 *  none misjudged. */
export async function benchTick(): Promise<boolean> {
  const healthy = await tick(0)
  const ill = await tick(Math.round(checksCount * 0.05))
  const rows = (name: string, one: Tick) => [
    { name: `${name}, probes seen`, value: one.probes },
    { name: `${name}, lateness p50`, value: quantile(one.latenessMs, 0.5), unit: 'ms' },
    { name: `${name}, lateness p99`, value: quantile(one.latenessMs, 0.99), unit: 'ms' },
    { name: `${name}, lateness max`, value: Math.max(...one.latenessMs), unit: 'ms' },
    { name: `${name}, healthy misjudged`, value: String(one.misjudged) },
  ]
  printFigures(`A tick of ${checksCount} checks × 3 locations, every ${intervalSeconds} s`, [
    ...rows('all pass', healthy),
    ...rows('5 % dead', ill),
  ])
  return [healthy, ill].every((one) => one.misjudged === 0 && Math.max(...one.latenessMs) <= 2_000)
}

async function tick(dead: number): Promise<Tick> {
  const target = await startPlainTarget()
  const stage = await openStage()
  try {
    const urls = Array.from(
      { length: checksCount },
      (_, index) => `${target.url}/${index < dead ? 'dead' : 'ok'}/${index}`,
    )
    await stage.addMany(urls, { intervalSeconds })
    await new Promise((resolve) => setTimeout(resolve, (intervalSeconds + 15) * 1000))
    await target.take()
    await new Promise((resolve) => setTimeout(resolve, watchSeconds * 1000))
    const arrivals = (await target.take()).filter(([path]) => path.startsWith('/ok/'))
    const incidents = await stage.api.get<{ data: Incident[] }>('/api/incidents?limit=200')
    const names = incidents.data.filter((one) => (one.checkName ?? '').includes('/ok/'))
    return { latenessMs: latenessOf(arrivals), misjudged: names.length, probes: arrivals.length }
  } finally {
    await stage.close()
    target.close()
  }
}

/** All checks of one interval share a slot: the earliest arrival of a slot is the wake, and each
 *  check's first arrival in that slot is late by the difference. */
function latenessOf(arrivals: [string, number][]): number[] {
  const sorted = [...arrivals].sort((a, b) => a[1] - b[1])
  const lateness: number[] = []
  let wake = Number.NEGATIVE_INFINITY
  let seen = new Set<string>()
  for (const [path, at] of sorted) {
    if (at - wake > (intervalSeconds * 1000) / 2) {
      wake = at
      seen = new Set()
    }
    if (!seen.has(path)) lateness.push(at - wake)
    seen.add(path)
  }
  return lateness
}
