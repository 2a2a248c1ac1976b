// One processor, slow or quick, with a shard of two hundred checks on it: answers come in turn, and
// timers run late behind them.
import type { Batch, ProbeEvent } from '../../workers/domain/measurement.ts'
import { wake } from '../../workers/flow/tick.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { type ShardWorld, shardWorld, startAt } from './shard.ts'

const places = ['one', 'two', 'three'].map((id) => ({ id, network: id, label: id, default: true }))
const ids = Array.from({ length: 200 }, (_, index) => `chk_ws_${index}`)
/** Of processor time, when the machine is quick: one tenth of it is needed. */
const orderMs = 4.5
const wakeMs = 5

/** A shard's world with the checks, each every 30 s. */
export function busyWorld(): ShardWorld {
  const checks = ids.map((id) => ({ ...checkOf(), id, paused: false, intervalSeconds: 30 }))
  return shardWorld(configOf({ checks }))
}

/** Puts the world on a machine, which runs for as long as it is told. */
export function slowMachine(world: ShardWorld) {
  let now = startAt
  let freeAt = startAt
  let factor = 1
  let stalls: string | null = null
  let alarmAt: number | null = null
  const events: { at: number; go(): void }[] = []
  const out = { now: 0, most: 0 }
  const spend = (ms: number) => {
    freeAt = Math.max(now, freeAt) + ms * factor
    return freeAt
  }
  const at = (time: number, go: () => void) => void events.push({ at: time, go })
  const lateMs = () => Math.max(0, freeAt - now) / 4
  const { ports, memory } = world
  ports.clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve())
        at(now + ms, () => {
          if (signal?.aborted) return
          if (lateMs() < 1) resolve()
          else at(now + lateMs(), resolve)
        })
      }),
  }
  ports.alarm = {
    set: (time) => {
      alarmAt = time
    },
    get: () => alarmAt,
  }
  ports.settings.waves = 10
  ports.locations = {
    list: () => places,
    ask: (location, batch) => answers(location, batch),
    controls: async () => [],
  }
  async function* answers(location: string, batch: Batch): AsyncIterable<ProbeEvent> {
    const left = batch.orders.map(({ id, budgetMs }) => {
      out.now += 1
      const begun = now
      const doneAt = spend(orderMs)
      return new Promise<ProbeEvent>((resolve) =>
        at(doneAt, () => {
          out.now -= 1
          resolve(
            location === stalls
              ? { v: 1, kind: 'notMeasured', order: id, reason: 'stalled', totalMs: doneAt - begun }
              : answerTo(id, doneAt - begun, budgetMs),
          )
        }),
      )
    })
    out.most = Math.max(out.most, out.now)
    for (const one of left) yield await one
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    out,
    now: () => now,
    factor: (next: number) => {
      factor = next
    },
    /** A place whose own timers are late from now on. */
    stalls: (location: string | null) => {
      stalls = location
    },
    /** The clock is set forward; what waits for a time waits as long as before. */
    step: (ms: number) => {
      now += ms
      freeAt += ms
      for (const one of events) one.at += ms
      if (alarmAt !== null) alarmAt += ms
    },
    async runFor(ms: number, look: () => void = () => {}) {
      const end = now + ms
      for (;;) {
        events.sort((a, b) => a.at - b.at)
        const first = events[0]?.at ?? Number.POSITIVE_INFINITY
        const wakesAt = Math.max(alarmAt ?? Number.POSITIVE_INFINITY, now)
        const next = Math.min(first, wakesAt)
        if (next > end) break
        now = Math.max(now, next)
        if (first <= wakesAt) events.shift()!.go()
        else {
          alarmAt = null
          spend(wakeMs)
          wake(memory, ports, () => {})
        }
        await settle()
        look()
      }
      now = end
    },
  }
}

function answerTo(order: string, totalMs: number, budgetMs: number): ProbeEvent {
  const base = { v: 1, order, startedAt: 0, budgetMs, phases: {} } as const
  if (totalMs <= budgetMs) return { ...base, totalMs, kind: 'answered', status: 200 }
  const phase = 'headers' as const
  const reason = 'headers_timeout' as const
  return { ...base, totalMs: budgetMs, kind: 'failed', reason, phase, accepted: true }
}
