// What would have been told under other settings: the past of a check, fetched and replayed.

import type { Check } from '../domain/check/check.ts'
import { askedOf } from '../domain/check/index.ts'
import type { Incident } from '../domain/incident.ts'
import { Problem } from '../domain/problem.ts'
import type { Packed } from '../domain/sample.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import { type Past, type TriedSettings, type WhatIf, whatIf } from '../domain/whatif/index.ts'
import type { Actor, HubPorts, PageAsk, PageOf } from '../hub-ports.ts'
import { placesFor } from './agent-places.ts'
import { getCheck } from './checks.ts'
import { listIncidents, listSuspicions } from './incidents.ts'
import { resultsOf } from './results.ts'

const dayMs = 86_400_000
export const whatIfDaysMax = 90
/** Days before, replayed to know what each place is used to; nothing in them is counted. */
const leadDays = 1
/** History is read in parts of so many days. */
const partDays = 30

/** Replays the last `days` of a check. */
export async function whatIfOf(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { days, settings }: { days: number; settings: TriedSettings },
): Promise<{ check: Check; found: WhatIf; from: number; to: number }> {
  const check = await getCheck(hub, actor, id)
  if (askedOf(check) === 'nobody') {
    throw new Problem('invalid', 'nothing is asked from places by a check of this type')
  }
  const places = await placesFor(hub, actor.workspace)
  const known = new Set(places.map((one) => one.id))
  const strange = settings.locations?.find((one) => !known.has(one))
  if (strange !== undefined) {
    throw new Problem('invalid', `there is no location "${strange}"`, 'settings.locations')
  }
  const to = hub.now()
  const from = to - days * dayMs
  const past = await pastOf(hub, actor, check, from, to)
  return { check, found: whatIf(past, settings), from, to }
}

async function pastOf(
  hub: HubPorts,
  actor: Actor,
  check: Check,
  from: number,
  to: number,
): Promise<Past> {
  const since = from - leadDays * dayMs
  const [hours, kept, incidents, suspicions, maintenance] = await Promise.all([
    hoursOf(hub, actor, check.id, since, to),
    hub.history.keptRounds(actor.workspace, check.id, since, to),
    allSince(since, (ask) => listIncidents(hub, actor, { check: check.id }, ask), openedAt),
    allSince(since, (ask) => listSuspicions(hub, actor, { check: check.id }, ask), startedAt),
    hub.config.maintenance(actor.workspace),
  ])
  // What the shard holds and Postgres does not have yet.
  const numbers = new Set(kept.map((one) => `${one.number} ${one.startedAt}`))
  const fresh = [...incidents, ...suspicions]
    .flatMap((one) => one.rounds)
    .filter((one) => {
      const key = `${one.number} ${one.startedAt}`
      if (one.startedAt < since || numbers.has(key)) return false
      numbers.add(key)
      return true
    })
  const locations = await placesFor(hub, actor.workspace)
  const rounds = [...kept, ...fresh]
  return { check, hours, kept: rounds, incidents, suspicions, maintenance, locations, from, to }
}

const openedAt = (one: Incident) => one.openedAt
const startedAt = (one: Suspicion) => one.startedAt

async function hoursOf(
  hub: HubPorts,
  actor: Actor,
  id: string,
  from: number,
  to: number,
): Promise<Packed[]> {
  const hours = new Map<string, Packed>()
  for (let at = from; at < to; at += partDays * dayMs) {
    const part = await resultsOf(hub, actor, id, at, Math.min(to, at + partDays * dayMs))
    if (part.partial) {
      throw new Problem('unavailable', 'The history cannot be read right now; try again later.')
    }
    for (const one of part.hours) hours.set(`${one.location} ${one.hour}`, one)
  }
  return [...hours.values()]
}

/** All of a list back to an instant. */
async function allSince<T>(
  since: number,
  list: (ask: PageAsk) => Promise<PageOf<T>>,
  at: (one: T) => number,
): Promise<T[]> {
  const all: T[] = []
  let cursor: string | null = null
  do {
    const page: PageOf<T> = await list({ cursor, limit: 200 })
    all.push(...page.data.filter((one) => at(one) >= since))
    const last = page.data.at(-1)
    cursor = last && at(last) >= since ? page.next : null
  } while (cursor !== null)
  return all
}
