// What it costs to replay a check's past: 90 days, every 30 s, from three places, with blips and an
// outage each day. One run of what the API does, without the database.
import { performance } from 'node:perf_hooks'
import { checkOf } from '../test/fakes/telling.ts'
import type { Round } from '../workers/domain/round.ts'
import type { Packed } from '../workers/domain/sample.ts'
import { whatIf } from '../workers/domain/whatif/index.ts'

const days = 90
const intervalSeconds = 30
const places = ['weur', 'enam', 'oc']
const dayMs = 86_400_000
const hourMs = 3_600_000
/** Of CPU, the collector's threads too. */
const promiseMs = 1_000

/** Prints the time, and whether it is within the promise. */
export async function benchWhatIf(): Promise<boolean> {
  const to = Date.UTC(2026, 10, 24)
  const from = to - days * dayMs
  const check = checkOf({ intervalSeconds })
  const hours = places.flatMap((location, index) => packed(location, index, from, to))
  const past = {
    check,
    hours,
    kept: Array.from({ length: days }, (_, day) =>
      troubleAt(from + day * dayMs + 20_000, day),
    ).flat(),
    incidents: [],
    suspicions: [],
    maintenance: [],
    locations: places.map((id) => ({ id, network: id, label: id, default: true })),
    from,
    to,
  }
  const begun = performance.now()
  const before = process.cpuUsage()
  const found = whatIf(past, { confirmSeconds: 0, slowAfterMs: 2_000 })
  const ms = performance.now() - begun
  const { user, system } = process.cpuUsage(before)
  const cpuMs = (user + system) / 1000
  const samples = hours.reduce((sum, one) => sum + one.offsets.length, 0)
  console.log(`what-if: ${days} days, ${samples} samples, ${found.rounds} rounds, two engines`)
  console.log(
    `  ${cpuMs.toFixed(0)} ms of CPU in ${ms.toFixed(0)} ms; told ${found.would.length} instead of ${found.asIs.length}`,
  )
  return cpuMs <= promiseMs
}

function packed(location: string, index: number, from: number, to: number): Packed[] {
  const hours: Packed[] = []
  const count = 3_600 / intervalSeconds
  for (let hour = from; hour < to; hour += hourMs) {
    const offsets = Array.from({ length: count }, (_, at) => at * intervalSeconds)
    const latencies = offsets.map((at) => 60 + index * 20 + ((at * 7 + hour / hourMs) % 40))
    const outcomes = offsets.map(() => 0)
    hours.push({ v: 1, workspace: 'w', check: 'c', location, hour, offsets, latencies, outcomes })
  }
  return hours
}

/** A blip of 4 s; every third day an outage of two minutes. */
function troubleAt(startedAt: number, day: number): Round[] {
  const fails = day % 3 === 0 ? 30 : 2
  return Array.from({ length: fails + 10 }, (_, index) =>
    roundAt(startedAt + index * 4_000, index < fails, index === 0),
  )
}

function roundAt(startedAt: number, isFail: boolean, isFirst: boolean): Round {
  const at = startedAt + 80
  const observations: Round['observations'] = places.map((location) =>
    isFail
      ? {
          location,
          network: location,
          at,
          ms: 80,
          kind: 'fail',
          reasons: ['status'],
          phase: 'headers',
          timeout: false,
          proof: 'controls',
        }
      : { location, network: location, at, ms: 80, kind: 'pass' },
  )
  return {
    v: 1,
    number: 1,
    kind: isFirst ? 'slot' : 'verify',
    startedAt,
    decidedAt: at,
    lengthMs: 80,
    asked: places,
    observations,
  }
}
