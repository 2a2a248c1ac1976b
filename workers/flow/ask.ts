// Rounds under way: orders to locations, answers into observations, judged as soon as the majority
// is certain. What comes later is evidence; a place that stays silent is unknown.

import { decisive, evaluate } from '../domain/check/index.ts'
import { certificateReaders } from '../domain/check/reading.ts'
import type { Location } from '../domain/location.ts'
import type { Measurement, ProbeOrder } from '../domain/measurement.ts'
import { ordersPerBatchMax } from '../domain/measurement.ts'
import type { Observation } from '../domain/observation.ts'
import { hopsWithoutSecrets, ownSecrets, withoutSecrets } from '../domain/secret-evidence.ts'
import { lateEvidence, roundDecision, toObservation } from '../domain/verdict/index.ts'
import type { ShardPorts } from '../ports.ts'
import type { Beside } from '../shard-door.ts'
import { placesIn, witnessesFor } from './agent-places.ts'
import { judge, noteLate } from './judge.ts'
import { type Memory, type Watched, worldOf } from './memory.ts'
import { withPlaceNoted } from './noted.ts'
import { batchOf, orderOf } from './order.ts'
import {
  type Ask,
  begin,
  closed,
  isOld,
  left,
  noLonger,
  orderLeft,
  orderOver,
  type Running,
  toAsk,
} from './running.ts'
import { opened } from './secrets.ts'

/** Called when a check may want something next: a round was judged, or late evidence came. */
export type After = (watched: Watched) => void

const tailMs = 150
const lookAgainMs = 50
/** An order's way to its place. */
const roadMs = 1_000

/** Asks all rounds side by side, in batches per location; resolves when all are over. */
export async function askRounds(
  memory: Memory,
  ports: ShardPorts,
  asks: Ask[],
  after: After,
): Promise<void> {
  const running = asks.map((ask) => begin(ports, withWitnesses(memory, ports, ask)))
  const calls = new Map<
    string,
    { orders: ProbeOrder[]; rounds: Map<string, Running>; location: string; slow: boolean }
  >()
  await Promise.all(
    running.map(async (one, index) => {
      const ask = asks[index]!
      const check = await opened(ports, one.watched.check).catch((fault: unknown) => {
        ports.log.error('secret', fault, { check: one.watched.check.id })
        return null
      })
      if (!check || isOld(one)) return
      one.sent = check
      sayMeasuring(memory, ports, one)
      const readers = certificateReaders(check, one.watched.state, one.round)
      for (const location of toAsk(one)) {
        const order = orderOf(ports, one.watched, check, {
          number: one.round.number,
          kind: ask.kind,
          location,
          whole: one.listeners.length > 0,
          isReader: readers.includes(location),
        })
        const base = `${location}|${order.slowLane}`
        let part = 0
        let call = calls.get(`${base}|0`)
        while (call && call.orders.length >= ordersPerBatchMax) {
          part += 1
          call = calls.get(`${base}|${part}`)
        }
        if (!call) {
          call = { orders: [], rounds: new Map(), location, slow: order.slowLane }
          calls.set(`${base}|${part}`, call)
        }
        call.orders.push(order)
        call.rounds.set(order.id, one)
        orderLeft(one, location, order.id)
        one.streams += 1
      }
    }),
  )
  const streams = [...calls.values()].map((call) => askLocation(memory, ports, call, after))
  for (const one of running) {
    if (one.streams > 0) continue
    finish(memory, ports, one, after)
    for (const listener of one.listeners) listener.over()
  }
  await Promise.all(streams)
}

async function askLocation(
  memory: Memory,
  ports: ShardPorts,
  call: { orders: ProbeOrder[]; rounds: Map<string, Running>; location: string; slow: boolean },
  after: After,
): Promise<void> {
  const { location, orders, rounds } = call
  const place = placeOf(memory, ports, location, rounds)
  const batch = batchOf(ports, location, orders, call.slow)
  const over = new AbortController()
  // Beyond the call's time nothing is measured there any more, whoever hangs.
  void ports.clock.sleep(batch.deadlineMs + roadMs, over.signal).then(() => {
    for (const [order, one] of rounds) if (orderOver(one, location, order)) after(one.watched)
  })
  try {
    for await (const event of ports.locations.ask(location, batch)) {
      const one = rounds.get(event.order)
      if (!one || event.kind === 'waiting' || !place) continue
      rounds.delete(event.order)
      orderOver(one, location, event.order)
      hear(memory, ports, one, place, event, after)
    }
  } catch (fault) {
    ports.log.error('ask', fault, { location })
  }
  for (const [order, one] of rounds) {
    orderOver(one, location, order)
    if (place) silence(memory, ports, one, place)
    ended(memory, ports, one, after)
  }
  over.abort(noLonger)
}

/** Places are a workspace's own: an order goes to one only from its own checks. */
function placeOf(memory: Memory, ports: ShardPorts, id: string, rounds: Map<string, Running>) {
  const [one] = rounds.values()
  const places = one ? placesIn(memory, ports, one.watched.check.workspace) : []
  return places.find((place) => place.id === id)
}

/** A round asks those too whose word is evidence alone. */
function withWitnesses(memory: Memory, ports: ShardPorts, ask: Ask): Ask {
  const witnesses = witnessesFor(memory, ports, ask.watched.check)
  const more = witnesses.filter((id) => !ask.locations.includes(id))
  return more.length === 0 ? ask : { ...ask, locations: [...ask.locations, ...more] }
}

/** Takes in one answer; judges the round when its majority is certain. */
function hear(
  memory: Memory,
  ports: ShardPorts,
  one: Running,
  place: Location,
  answer: Measurement,
  after: After,
): void {
  const { watched } = one
  if (isOld(one)) {
    ended(memory, ports, one, after)
    return
  }
  const measured = decisive(watched.check, answer, ports.clock.now())
  const own = () => (one.sent ? ownSecrets(one.sent) : [])
  watched.beside.set(place.id, besideOf(measured, own))
  memory.book = withPlaceNoted(memory.book, place, measured, ports.clock.now())
  const world = worldOf(memory, ports, watched)
  const judgement = evaluate(watched.check, measured, world.now)
  const observation = toObservation(judgement, measured, place, world.now, watched.state, world)
  for (const listener of one.listeners) listener.heard(place, observation, measured, own())
  add(memory, ports, one, withoutSecrets(observation, own))
  ended(memory, ports, one, after)
}

/** What is remembered of an answer until the next one. */
function besideOf(measured: Measurement, own: () => string[]): Beside {
  if (measured.kind === 'notMeasured') return {}
  const phases = { ...measured.apart, ...measured.phases }
  const hops = measured.kind === 'answered' ? (measured.hops ?? []) : []
  return hops.length > 1 ? { phases, hops: hopsWithoutSecrets(hops, own) } : { phases }
}

/** Whoever listens hears of those that are not asked, too. */
function sayMeasuring(
  memory: Memory,
  ports: ShardPorts,
  { watched, round, listeners }: Running,
): void {
  if (!round.measuring || listeners.length === 0) return
  const at = ports.clock.now()
  for (const place of placesIn(memory, ports, watched.check.workspace)) {
    if (!round.measuring.includes(place.id)) continue
    const { id: location, network } = place
    const reason = 'still_measuring' as const
    const seen: Observation = { kind: 'unknown', reason, location, network, at, ms: 0 }
    for (const listener of listeners) listener.heard(place, seen, null, [])
  }
}

function silence(memory: Memory, ports: ShardPorts, one: Running, place: Location): void {
  const at = ports.clock.now()
  const { id: location, network } = place
  const silent: Observation = { kind: 'unknown', reason: 'silent', location, network, at, ms: 0 }
  for (const listener of one.listeners) listener.heard(place, silent, null, [])
  add(memory, ports, one, silent)
}

function add(memory: Memory, ports: ShardPorts, one: Running, observation: Observation): void {
  const { round, watched } = one
  if (one.judged) {
    watched.state = lateEvidence(
      watched.state,
      round.number,
      observation,
      worldOf(memory, ports, watched),
    )
    watched.dirty = true
    noteLate(memory, ports, watched, {
      ...round,
      observations: [...round.observations, observation],
    })
  }
  round.observations.push(observation)
  if (one.judged) return
  round.decidedAt = observation.at
  if (observation.kind !== 'unknown') round.lengthMs = Math.max(round.lengthMs, observation.ms)
}

function ended(memory: Memory, ports: ShardPorts, one: Running, after: After): void {
  left(one)
  if (isOld(one)) closed(one)
  if (one.judged) {
    after(one.watched)
    return
  }
  if (one.streams <= 0) {
    finish(memory, ports, one, after)
    return
  }
  if (one.certainAt !== null) return
  const world = worldOf(memory, ports, one.watched)
  const { said, by } = roundDecision(one.watched.state, one.round, world)
  // Certain: those who are about to answer are heard too, so that the evidence is whole.
  if (said !== null) one.certainAt = world.now
  const lookAt = said === null ? by : world.now + tailMs
  if (lookAt === one.lookAt) return
  one.lookAt = lookAt
  lookLater(memory, ports, one, after)
}

/** Decides what time decides, at its time. A later plan takes the place of an earlier one. */
function lookLater(memory: Memory, ports: ShardPorts, one: Running, after: After): void {
  one.plan?.abort(noLonger)
  one.plan = null
  if (one.lookAt === Number.POSITIVE_INFINITY) return
  const plan = new AbortController()
  one.plan = plan
  void ports.clock.sleep(one.lookAt - ports.clock.now(), plan.signal).then(() => {
    if (one.plan === plan && !one.judged) look(memory, ports, one, after)
  })
}

function look(memory: Memory, ports: ShardPorts, one: Running, after: After): void {
  if (one.certainAt !== null) {
    finish(memory, ports, one, after)
    return
  }
  const { said, by } = roundDecision(
    one.watched.state,
    one.round,
    worldOf(memory, ports, one.watched),
  )
  if (said !== null) {
    finish(memory, ports, one, after)
    return
  }
  one.lookAt = Math.max(by, ports.clock.now() + lookAgainMs)
  lookLater(memory, ports, one, after)
}

function finish(memory: Memory, ports: ShardPorts, one: Running, after: After): void {
  if (one.judged) return
  closed(one)
  if (isOld(one)) return
  one.watched.busy = false
  one.round.decidedAt = Math.max(one.round.startedAt, ports.clock.now())
  if (memory.checks.get(one.watched.check.id) !== one.watched) return
  try {
    judge(memory, ports, one.watched, { ...one.round, observations: [...one.round.observations] })
  } catch (fault) {
    ports.log.error('judge', fault, { check: one.watched.check.id, round: one.round.number })
  }
  after(one.watched)
}
