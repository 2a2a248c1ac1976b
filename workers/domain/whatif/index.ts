// What would have been told under other settings, from what was measured. Only settings of the
// verdict can be tried: what an answer must say was judged when it came, and is not kept.

import type { Check } from '../check/check.ts'
import type { Maintenance } from '../config.ts'
import type { Incident, IncidentKind, Level } from '../incident.ts'
import { levels } from '../incident.ts'
import type { Location } from '../location.ts'
import { mutedUntil } from '../maintenance.ts'
import type { Round } from '../round.ts'
import type { Packed } from '../sample.ts'
import type { Suspicion } from '../suspicion.ts'
import { roundsOf } from './course.ts'
import { happeningsOf } from './happening.ts'
import { replay } from './replay.ts'
import type { Stretch, Track } from './track.ts'

export { type NotKnownWhy, notKnownWhys, type Stretch } from './track.ts'

/** What can be tried. */
export type TriedSettings = Partial<
  Pick<
    Check,
    | 'intervalSeconds'
    | 'slowAfterMs'
    | 'confirmSeconds'
    | 'recoverSeconds'
    | 'regionalSeconds'
    | 'patienceSeconds'
    | 'locations'
  >
>

/** All that is known of a check's past. Incidents and suspicions of before `from` may be among it:
 *  they lead in, and are not counted. */
export interface Past {
  check: Check
  hours: Packed[]
  kept: Round[]
  incidents: Incident[]
  suspicions: Suspicion[]
  maintenance: Maintenance[]
  locations: (Location & { default: boolean })[]
  from: number
  to: number
}

/** An incident, as it was or would have been. */
export interface Outcome {
  kind: IncidentKind
  /** The worst level it had. */
  level: Level
  startedAt: number
  openedAt: number
  resolvedAt: number | null
  /** Not all of it lies in maintenance. */
  told: boolean
  /** Nothing that it rests on is unknown. */
  known: boolean
}

export interface WhatIf {
  /** As it was told then. */
  were: Outcome[]
  /** Replayed under the settings as they are, and under those that are tried. */
  asIs: Outcome[]
  would: Outcome[]
  /** Suspicions that woke nobody. */
  avoided: { were: number; would: number }
  /** Stretches in which the settings tried would have needed what nobody measured. */
  notKnown: Stretch[]
  /** Rounds that were replayed, and the first of them. */
  rounds: number
  firstAt: number | null
}

/** Replays the past under `settings`. What cannot be replayed at all is refused before. */
export function whatIf(past: Past, settings: TriedSettings): WhatIf {
  const { check, from, to } = past
  const isChanged = Object.entries(settings).some(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(check[key as keyof TriedSettings]),
  )
  const tried = isChanged ? ({ ...check, ...replayable(check, settings) } as Check) : check
  let firstAt: number | null = null
  const rounds = function* (): Generator<Round> {
    for (const round of roundsOf({ ...past, ...check, networks: networksOf(past) })) {
      firstAt ??= round.startedAt
      yield round
    }
  }
  const startAt = Math.min(from, ...past.hours.map((one) => one.hour))
  const happenings = happeningsOf(past.incidents.filter(isReplayed), past.suspicions)
  const locations = locationsOf(past)
  const found = replay({ rounds: rounds(), happenings, check, tried, locations, startAt })
  const isWithin = (at: number) => at >= from && at < to
  const notKnown = [
    ...beyond(past, settings),
    ...found.tried.notKnown.filter((one) => one.to >= from),
  ]
  const outcomes = (all: Iterable<Incident>, stretches: Stretch[]) =>
    [...all]
      .filter((one) => isReplayed(one) && isWithin(one.openedAt))
      .map((one) => outcomeOf(one, past, stretches))
      .toSorted((a, b) => a.openedAt - b.openedAt)
  return {
    were: outcomes(past.incidents, []),
    asIs: outcomes(found.asIs.incidents.values(), []),
    would: outcomes(found.tried.incidents.values(), notKnown),
    avoided: {
      were: past.suspicions.filter((one) => one.outcome === 'avoided' && isWithin(one.startedAt))
        .length,
      would: avoidedIn(found.tried, isWithin),
    },
    notKnown,
    rounds: found.rounds,
    firstAt,
  }
}

/** A shorter interval, and places that were never asked, are replayed as far as there are rounds. */
function replayable({ intervalSeconds: now }: Check, settings: TriedSettings): TriedSettings {
  const { intervalSeconds } = settings
  return intervalSeconds !== undefined && intervalSeconds < now
    ? { ...settings, intervalSeconds: now }
    : settings
}

/** What the whole time says nothing of. */
function beyond({ check, hours, from, to }: Past, settings: TriedSettings): Stretch[] {
  const found: Stretch[] = []
  if ((settings.intervalSeconds ?? check.intervalSeconds) < check.intervalSeconds) {
    found.push({ from, to, why: 'interval' })
  }
  const asked = new Set(hours.map((one) => one.location))
  if (settings.locations?.some((id) => !asked.has(id))) found.push({ from, to, why: 'places' })
  return found
}

/** Sizes of bodies are not packed: a `content` incident cannot be replayed. */
const isReplayed = (one: Incident) => one.group === 'health' && one.kind !== 'content'

function avoidedIn({ suspicions }: Track, isWithin: (at: number) => boolean): number {
  const all = [...suspicions.values()]
  return all.filter((one) => one.outcome === 'avoided' && isWithin(one.startedAt)).length
}

function outcomeOf(
  incident: Incident,
  { maintenance, to, check: watched }: Past,
  notKnown: Stretch[],
): Outcome {
  const { kind, startedAt, openedAt, resolvedAt, check, events } = incident
  const worst = Math.max(
    levels.indexOf(incident.level),
    ...events.map((one) => levels.indexOf(one.level)),
  )
  const mutedTo = mutedUntil({ maintenance, checks: [watched] }, check, openedAt)
  const end = resolvedAt ?? to
  const isTouched = notKnown.some((one) => one.from <= openedAt && one.to >= startedAt)
  return {
    kind: kindOf(incident) ?? kind,
    level: levels[worst]!,
    startedAt,
    openedAt,
    resolvedAt,
    told: mutedTo === null || mutedTo < end,
    known: !isTouched,
  }
}

/** `down` when it ever was: what it is called by those it woke. */
function kindOf({ events }: Incident): IncidentKind | undefined {
  return events.find((one) => one.incidentKind === 'down')?.incidentKind
}

function networksOf({ locations, kept }: Past): Record<string, string> {
  const networks: Record<string, string> = {}
  for (const { observations } of kept) {
    for (const { location, network } of observations) networks[location] = network
  }
  for (const { id, network } of locations) networks[id] = network
  return networks
}

/** The places there are, and those that are gone and have answered once: they voted then. */
function locationsOf(past: Past): Past['locations'] {
  const known = new Set(past.locations.map((one) => one.id))
  const networks = networksOf(past)
  const gone = new Set(past.hours.map((one) => one.location).filter((id) => !known.has(id)))
  const old = [...gone].map((id) => ({
    id,
    label: id,
    network: networks[id] ?? id,
    default: false,
  }))
  return [...past.locations, ...old]
}
