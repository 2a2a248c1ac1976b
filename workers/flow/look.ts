// Looks: what places see of a target right now, whole, for a person who asked. A check's own places
// are heard in a round of its own, which counts; any other place is asked beside, and counts for
// nothing. Nothing of it is stored.
import type { Place } from '../domain/agent.ts'
import { type Check, decisive, evaluate, isAsked, orderTarget } from '../domain/check/index.ts'
import { type Look, lookOf } from '../domain/look.ts'
import type { Measurement } from '../domain/measurement.ts'
import type { Observation } from '../domain/observation.ts'
import { ownSecrets } from '../domain/secret-evidence.ts'
import type { LocationBook } from '../domain/verdict/book.ts'
import { newState, seats, toObservation } from '../domain/verdict/index.ts'
import type { ShardPorts } from '../ports.ts'
import { placesIn } from './agent-places.ts'
import { type Memory, type Watched, worldOf } from './memory.ts'
import { batchOf, traceOf } from './order.ts'
import { orderLeft, orderOver } from './running.ts'
import { opened } from './secrets.ts'

/** After a budget is spent a place still looks for the reason. */
const afterBudgetMs = 15_000
/** An order's way to its place. */
const roadMs = 1_000

/** Looks at a target from each of these places, for no check of record; in their order. `check`
 *  is whole, its secrets sealed. */
export async function look(
  ports: ShardPorts,
  book: LocationBook,
  check: Check,
  locations: string[],
  all: Place[] = ports.locations.list(),
): Promise<Look[]> {
  if (!isAsked(check)) return []
  const open = await opened(ports, check)
  const own = ownSecrets(open)
  const places = placesOf(all, locations)
  return Promise.all(places.map((place) => lookFrom(ports, book, open, place, own)))
}

/** The same for a check of record: in flight like any probe of it, and never a second one there. */
async function lookBeside(
  memory: Memory,
  ports: ShardPorts,
  watched: Watched,
  locations: string[],
): Promise<Look[]> {
  const open = await opened(ports, watched.check)
  const own = ownSecrets(open)
  const one = { watched }
  return Promise.all(
    placesOf(placesIn(memory, ports, watched.check.workspace), locations).map(async (place) => {
      if (watched.measuring.has(place.id)) {
        return lookOf(place, unheard(ports, place, 'still_measuring'), null, {
          own,
          counted: false,
        })
      }
      const order = `${watched.check.id}.look.${ports.random(4)}`
      orderLeft(one, place.id, order)
      const over = new AbortController()
      // Beyond the call's time nothing is measured there any more, whoever hangs.
      const lastMs = watched.check.timeoutMs + 2 * afterBudgetMs + roadMs
      void ports.clock.sleep(lastMs, over.signal).then(() => orderOver(one, place.id, order))
      const seen = await lookFrom(ports, memory.book, open, place, own)
      over.abort()
      orderOver(one, place.id, order)
      return seen
    }),
  )
}

function unheard(
  ports: ShardPorts,
  { id: location, network }: Place,
  reason: 'silent' | 'still_measuring',
): Observation {
  return { kind: 'unknown', reason, location, network, at: ports.clock.now(), ms: 0 }
}

async function lookFrom(
  ports: ShardPorts,
  book: LocationBook,
  check: Check,
  place: Place,
  own: string[],
): Promise<Look> {
  const order = {
    v: 1 as const,
    id: `${check.id}.look`,
    target: orderTarget(check),
    budgetMs: check.timeoutMs,
    fresh: true,
    controls: 'trouble' as const,
    slowLane: false,
    whole: true as const,
    traceparent: traceOf(ports, true),
  }
  const batch = batchOf(ports, place.id, [order], false)
  batch.deadlineMs += afterBudgetMs
  let measured: Measurement | null = null
  try {
    for await (const event of ports.locations.ask(place.id, batch)) {
      if (event.kind !== 'waiting') measured = decisive(check, event, ports.clock.now())
    }
  } catch (fault) {
    ports.log.error('look', fault, { location: place.id })
  }
  const now = ports.clock.now()
  const world = { now, check, voters: [place], own: 1, book }
  const observation = measured
    ? toObservation(
        evaluate(check, measured, now),
        measured,
        place,
        now,
        newState(check, now),
        world,
      )
    : unheard(ports, place, 'silent')
  return lookOf(place, observation, measured, { own, counted: false })
}

/** Asks a check at once, and answers what each place saw; `locations` null: those of its next
 *  round. `begin` wakes the shard. Null: no such check, or it is paused. */
export async function lookNow(
  memory: Memory,
  ports: ShardPorts,
  {
    workspace,
    check: id,
    locations,
  }: { workspace: string; check: string; locations: string[] | null },
  begin: () => void,
): Promise<Look[] | null> {
  const watched = memory.checks.get(id)
  if (watched?.check.workspace !== workspace || watched.check.paused) return null
  if (!isAsked(watched.check)) return []
  const own = seats(watched.state, worldOf(memory, ports, watched))
  const wanted = locations ?? own
  const counted = wanted.some((one) => own.includes(one))
    ? hearRound(ports, watched, begin)
    : Promise.resolve([])
  const others = wanted.filter((one) => !own.includes(one))
  const [round, apart] = await Promise.all([counted, lookBeside(memory, ports, watched, others)])
  const heard = [...apart, ...round]
  const rest = heard.filter((one) => !wanted.includes(one.location))
  const inOrder = wanted.flatMap((id) => heard.find((one) => one.location === id) ?? [])
  return locations ? inOrder : [...inOrder, ...rest]
}

/** What every place of the check's next round says, which begins now, or when the running one is
 *  over. */
async function hearRound(ports: ShardPorts, watched: Watched, begin: () => void): Promise<Look[]> {
  const heard: Look[] = []
  const over = new Promise<void>((resolve) => {
    watched.listeners.push({
      heard: (place, observation, measured, own) =>
        heard.push(lookOf(place, observation, measured, { own, counted: true })),
      over: resolve,
    })
  })
  watched.now = true
  begin()
  const controller = new AbortController()
  const late = ports.clock.sleep(2 * (watched.check.timeoutMs + afterBudgetMs), controller.signal)
  await Promise.race([over, late])
  controller.abort()
  return heard
}

function placesOf(all: Place[], locations: string[]): Place[] {
  return locations.flatMap((id) => all.find((one) => one.id === id) ?? [])
}
