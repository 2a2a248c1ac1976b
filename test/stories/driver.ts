// Plays a course of events against the pure engine in virtual time, asking it as a shard would:
// slots on the grid, wanted rounds, early decisions, patients, checks that share one book.

import type { Place } from '../../workers/domain/agent.ts'
import { certificateExpiry } from '../../workers/domain/certificate.ts'
import type { Check } from '../../workers/domain/check/check.ts'
import { certificateReaders } from '../../workers/domain/check/reading.ts'
import type { Repeat } from '../../workers/domain/config.ts'
import { groupFor } from '../../workers/domain/group.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Location } from '../../workers/domain/location.ts'
import { occurrences } from '../../workers/domain/maintenance.ts'
import { ancestorsOf, heldByParent, withBecause } from '../../workers/domain/parent.ts'
import type { Round, RoundKind } from '../../workers/domain/round.ts'
import { dueSlot, nextSlotAt } from '../../workers/domain/schedule.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import * as engine from '../../workers/domain/verdict/index.ts'
import type { CheckState, PatientEvent, Step, World } from '../../workers/domain/verdict/state.ts'
import { withColo } from '../../workers/probe/colo.ts'
import { checkOf, workspace } from '../fakes/telling.ts'
import { type Showing, shownTo } from './certificate.ts'
import { controlUrls, type Segment, targetOf } from './target.ts'
import { tellerOf } from './teller.ts'

export interface Cast {
  locations: Location[]
  /** Agents that a check may name. */
  agents?: Place[]
  /** The data centres of those that say one. */
  colos?: { [place: string]: string }
  own: number
  checks: number
  /** `[2, 1]`: check 2 depends on check 1. */
  parents?: [number, number][]
  settings: Partial<Check>
  segments: Segment[]
  /** None: no certificate is shown. */
  showings?: Showing[]
  seed: number
}

interface Actor {
  index: number
  check: Check
  state: CheckState
  round: Round | null
  /** Places that hold an order of it, as a shard knows them. */
  measuring: Map<string, string>
  /** Until when places measure, as it truly is; those it was asked from twice at once. */
  flights: Map<string, number>
  doubled: string[]
  pokeAt: number
  probes: number[]
  /** Those of borrowed places. */
  lent: number
  /** Asked at once, whatever its slot says. */
  now: boolean
}

export type Driver = ReturnType<typeof driverOf>

/** Hears each round that was judged, with the step it made; late answers join its list later. */
export type Record = (round: Round, before: CheckState, step: Step) => void

/** Sets the scene; `run` plays up to a moment (ms since the start of the story). */
export function driverOf(cast: Cast, start: number, record: Record = () => undefined) {
  let time = start
  let skewMs = 0
  let deafUntil = 0
  let strainedUntil = 0
  let book = engine.newBook()
  const target = targetOf(cast.segments, cast.seed)
  const queue: { at: number; order: number; act: () => void }[] = []
  const suspicions: Suspicion[] = []
  const incidents = new Map<string, Incident>()
  let order = 0

  const now = () => time + skewMs
  const later = (ms: number, act: () => void) => {
    queue.push({ at: time + Math.max(0, ms), order: order++, act })
    queue.sort((a, b) => a.at - b.at || a.order - b.order)
  }
  const actors: Actor[] = Array.from({ length: cast.checks }, (_, index) => {
    const parent = cast.parents?.find(([child]) => child === index + 1)?.[1]
    const check = checkOf({
      id: `chk_${workspace}_c${index + 1}`,
      ...cast.settings,
      ...(parent ? { parent: `chk_${workspace}_c${parent}` } : {}),
    })
    const state = engine.newState(check, now())
    const [measuring, flights] = [new Map<string, string>(), new Map<string, number>()]
    const none = { round: null, measuring, flights, doubled: [], probes: [], lent: 0 }
    return { index: index + 1, check, state, ...none, pokeAt: 0, now: false }
  })
  for (const { id } of cast.locations) {
    book = engine.noteControls(
      book,
      id,
      controlUrls.map((url) => ({ url, ok: true })),
      now(),
    )
  }

  const worldOf = (actor: Actor): World => ({
    now: now(),
    check: actor.check,
    voters: cast.locations,
    own: cast.own,
    book,
    measuring: actor.measuring,
  })
  const teller = tellerOf(() => actors.map((actor) => actor.check))
  const kinOf = (id: string) => actors.find((actor) => actor.check.id === id)
  const tell = (incident: Incident, isAfter = false) => {
    const child = kinOf(incident.check!)!
    const hold = heldByParent(child, incident, kinOf, now())
    const doubt = teller.tell(incident, { at: time, now: now(), isAfter, hold, of: child })
    if (isAfter && doubt === 'unasked' && !child.round) askNow(child)
    const open = child.state.open[incident.group]
    if (hold && open?.id === incident.id) {
      const held = withBecause(open, hold, now())
      child.state = { ...child.state, open: { ...child.state.open, [held.group]: held } }
    }
  }
  /** What a shard does for families of checks: see `flow/hold.ts`. */
  function tendKin(actor: Actor, step: Step): void {
    if (step.suspicions.some((one) => one.outcome === 'open')) {
      for (const { check } of ancestorsOf(actor, kinOf)) askNow(kinOf(check.id)!)
    }
    if (step.incidents.some((one) => one.resolvedAt !== null)) {
      for (const one of actors) if (ancestorsOf(one, kinOf).includes(actor)) askNow(one)
    }
    for (const { state } of actors) if (state.open.health) tell(state.open.health, true)
  }
  function askNow(actor: Actor): void {
    actor.now = true
    pokeIn(actor, 1)
  }

  function take(actor: Actor, step: Step): void {
    actor.state = step.state
    for (const one of step.incidents) {
      const incident = grouped(actor, one)
      incidents.set(incident.id, incident)
      tell(incident)
    }
    for (const suspicion of step.suspicions) {
      if (suspicion.outcome !== 'open') suspicions.push(suspicion)
    }
    tendKin(actor, step)
  }

  /** The group of a new incident: see `flow/group.ts`. */
  function grouped(actor: Actor, incident: Incident): Incident {
    if (incident.groupId !== undefined || incident.events.at(-1)?.kind !== 'opened') return incident
    const after = { ...incident, groupId: groupFor(incident, [...incidents.values()]) }
    actor.state = { ...actor.state, open: { ...actor.state.open, [after.group]: after } }
    return after
  }

  /** What a shard does for a check whenever something may be due. */
  function poke(actor: Actor): void {
    if (actor.round || actor.check.paused || time < deafUntil) return
    const world = worldOf(actor)
    const wanted = engine.wants(actor.state, world)
    for (const place of wanted.patients) startPatient(actor, place)
    const { intervalSeconds } = actor.check
    const { lastSlot } = actor.state
    const slot = dueSlot(lastSlot, now(), intervalSeconds, 0, actor.state.engine.lastStartedAt)
    const seats = engine.seats(actor.state, world)
    const isFree = engine.isAnyFree(world, seats)
    if (slot !== null && isFree) ask(actor, 'slot', seats, slot)
    else if (actor.now && isFree) ask(actor, 'slot', seats)
    else if (wanted.round && wanted.round.at <= now()) {
      ask(actor, wanted.round.kind, wanted.round.locations)
    } else {
      const next = isFree ? nextSlotAt(lastSlot, now(), intervalSeconds, 0) : now() + 1_000
      const times = [next, wanted.round?.at ?? next, wanted.wakeAt ?? next]
      pokeIn(actor, Math.max(1, Math.min(...times) - now()))
    }
  }

  function pokeIn(actor: Actor, ms: number): void {
    if (actor.pokeAt > time && actor.pokeAt <= time + ms) return
    actor.pokeAt = time + ms
    later(ms, () => {
      actor.pokeAt = 0
      take(actor, engine.timePassed(actor.state, worldOf(actor)))
      poke(actor)
    })
  }

  function ask(actor: Actor, kind: RoundKind, locations: string[], slot?: number): void {
    const number = actor.state.lastRound + 1
    const round: Round = {
      v: 1,
      number,
      kind,
      ...(slot === undefined ? {} : { slot }),
      startedAt: now(),
      decidedAt: now(),
      lengthMs: 0,
      asked: locations,
      observations: [],
    }
    const measuring = locations.filter((id) => actor.measuring.has(id))
    if (measuring.length > 0) round.measuring = measuring
    actor.round = round
    actor.now = false
    actor.state = { ...actor.state, lastRound: number, lastSlot: slot ?? actor.state.lastSlot }
    // Places answer in no fixed order.
    const free = locations.filter((id) => !measuring.includes(id))
    const places = free.toSorted((a, b) => hash(a, number) - hash(b, number))
    for (const [index, place] of places.entries()) {
      actor.probes.push(time)
      if (cast.locations.find((one) => one.id === place)?.borrowed) actor.lent += 1
      const { timeoutMs: budgetMs } = actor.check
      const probe = { place, check: actor.index, round: number, budgetMs, startedAt: time }
      const { afterMs, judgement, measurement } = target.play(probe)
      const read = readBy(actor, round, place)
      hold(actor, place, `${number}`, afterMs + index)
      later(afterMs + index, () => {
        const location = cast.locations.find((one) => one.id === place)!
        const world = worldOf(actor)
        if (measurement.controls) {
          book = engine.noteControls(book, place, measurement.controls, now())
        }
        if (location.borrowed) book = engine.noteLent(book, place, measurement, now())
        const colo = cast.colos?.[place]
        const told = withColo(measurement, colo ?? null) as typeof measurement
        if (colo) book = engine.noteColo(book, place, colo)
        const { state } = actor
        hear(
          actor,
          round,
          engine.toObservation({ ...judgement, ...read }, told, location, now(), state, world),
        )
      })
    }
    later(actor.check.timeoutMs + 3_001, () => consider(actor, round))
  }

  /** A place holds an order until it answers, or has waited for as long as a call lasts. */
  function hold(actor: Actor, place: string, order: string, afterMs: number): void {
    const callMs = actor.check.timeoutMs + 4_000
    if ((actor.flights.get(place) ?? 0) > time) actor.doubled.push(place)
    actor.flights.set(place, time + Math.min(afterMs, callMs))
    actor.measuring.set(place, order)
    const over = () => {
      if (actor.measuring.get(place) !== order) return
      actor.measuring.delete(place)
      poke(actor)
    }
    later(Math.min(afterMs, callMs), over)
  }

  /** What a place reads of the certificate in this round, if it is one of those that read. */
  function readBy({ check, state }: Actor, round: Round, place: string) {
    if (check.type !== 'http' || !cast.showings) return null
    if (!certificateReaders(check, state, round).includes(place)) return null
    const certificate = shownTo(cast.showings, place, time, target.chance)
    return certificate && certificateExpiry({ ...sightless, certificate }, check.http)
  }

  function hear(actor: Actor, round: Round, observation: Round['observations'][0]): void {
    if (time < deafUntil) return
    round.observations.push(observation)
    if (actor.round === round) {
      consider(actor, round)
      if (actor.round === round) {
        const { by } = engine.roundDecision(actor.state, round, worldOf(actor))
        later(by - now(), () => consider(actor, round))
      }
      return
    }
    const world = worldOf(actor)
    actor.state = engine.lateEvidence(actor.state, round.number, observation, world)
    noteInBook(actor, round)
    poke(actor)
  }

  function consider(actor: Actor, round: Round): void {
    if (actor.round !== round || time < deafUntil) return
    const world = worldOf(actor)
    if (engine.roundDecision(actor.state, round, world).said === null) return
    const votes = round.observations.filter((one) => one.kind !== 'unknown')
    actor.round = null
    const judged = {
      ...round,
      observations: [...round.observations],
      decidedAt: now(),
      lengthMs: Math.max(0, ...votes.map((one) => one.ms)),
    }
    const before = actor.state
    const step = engine.judgeRound(before, judged, world)
    take(actor, step)
    record({ ...judged, observations: round.observations }, before, step)
    noteInBook(actor, round)
    poke(actor)
  }

  function noteInBook(actor: Actor, round: Round): void {
    const noted = engine.noteRound(book, round, actor.check, now(), time < strainedUntil)
    const passed = engine.bookPassed(noted.book, now())
    book = passed.book
    for (const change of [...noted.changes, ...passed.changes]) teller.notice(change, time, now())
  }

  function startPatient(actor: Actor, place: string): void {
    if (actor.state.engine.patients[place]) return
    const heard = (event: PatientEvent) => {
      take(actor, engine.patientHeard(actor.state, event, worldOf(actor)))
    }
    heard({ kind: 'started', location: place, at: now() })
    const probe = {
      place,
      check: actor.index,
      round: actor.state.lastRound,
      budgetMs: 60_000,
      startedAt: time,
    }
    const { afterMs: ms, judgement } = target.play(probe)
    const waitedMs = actor.check.patienceSeconds * 1000
    const say = (afterMs: number, event: PatientEvent) =>
      later(afterMs, () => {
        if (time < deafUntil) return
        heard(event)
        poke(actor)
      })
    if (waitedMs < ms) say(waitedMs, { kind: 'waiting', location: place, waitedMs })
    if (judgement.kind === 'pass') say(ms, { kind: 'answered', location: place, ms, passes: true })
    else if (judgement.kind === 'fail') {
      say(ms, { kind: 'failed', location: place, ms, timeout: judgement.timeout })
    } else say(ms, { kind: 'lost', location: place })
  }

  /** The shard is away: what was under way is lost, the stored state is not. */
  function restart(ms: number): void {
    deafUntil = time + ms
    for (const actor of actors) {
      actor.round = null
      actor.measuring.clear()
      actor.flights.clear()
      actor.state = { ...actor.state, engine: { ...actor.state.engine, patients: {} } }
      later(ms, () => poke(actor))
    }
  }

  /** Once until a moment, or again and again from now on. */
  function maintain(until: number, repeat?: Repeat): void {
    const again = repeat ? { repeat } : {}
    const window = teller.maintain({ startsAt: now(), endsAt: until + skewMs, ...again })
    for (const { endsAt } of occurrences(window, now(), until + skewMs)) {
      later(endsAt - now(), () => {
        for (const { state } of actors) if (state.open.health) tell(state.open.health, true)
      })
    }
  }

  function run(until: number): void {
    for (;;) {
      const next = queue[0]
      if (!next || next.at > until) break
      queue.shift()
      time = next.at
      next.act()
    }
    time = until
  }

  for (const [index, actor] of actors.entries()) later(index, () => poke(actor))
  return {
    run,
    told: teller.told,
    suspicions,
    incidents,
    actors,
    restart,
    maintain,
    /** Our own machine has more to do than it can. */
    strain: (until: number) => {
      strainedUntil = until
    },
    stepClock: (ms: number) => {
      skewMs += ms
    },
    pause: (who?: number) => {
      for (const actor of actors) {
        if (who !== undefined && actor.index !== who) continue
        actor.check = { ...actor.check, paused: true }
        take(actor, engine.byHand(actor.state, { kind: 'paused', by: 'ann' }, worldOf(actor)))
      }
    },
    orphan: (who: number) => {
      const actor = actors[who - 1]!
      const { parent: _, ...alone } = actor.check
      actor.check = alone as Check
      later(1, () => {
        if (actor.state.open.health) tell(actor.state.open.health, true)
      })
    },
    edit: (settings: Partial<Check>) => {
      for (const actor of actors) actor.check = { ...actor.check, ...settings } as Check
    },
  }
}

/** A measurement of which only the certificate matters. */
const sightless = {
  v: 1 as const,
  kind: 'answered' as const,
  order: '',
  startedAt: 0,
  totalMs: 0,
  budgetMs: 0,
  phases: {},
}

function hash(text: string, salt: number): number {
  let value = salt * 2654435761
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193)
  return value >>> 0
}
