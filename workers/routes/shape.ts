// How nouns look in the API's answers: instants as RFC 3339, words beside figures, secrets masked.
import { z } from '@hono/zod-openapi'
import { daysLeft } from '../domain/certificate.ts'
import { type Check, settingsOf, targetText, typeNames } from '../domain/check/index.ts'
import type { Channel } from '../domain/config.ts'
import type { Delivery } from '../domain/delivery.ts'
import { explainIncident, explainSuspicion, headlineOf } from '../domain/explain.ts'
import type { Incident } from '../domain/incident.ts'
import type { Round } from '../domain/round.ts'
import type { Suspicion } from '../domain/suspicion.ts'
import type { Expiry } from '../domain/verdict/state.ts'
import type { CheckView } from '../shard-door.ts'
import { instant } from './api.ts'

/** JSON leaves out what is undefined, and the loose shapes let further fields through: what was
 *  built from the noun itself has its shape's fields. */
export function shaped<T>(value: object): T {
  return value as T
}

export const checkShape = z
  .looseObject({
    id: z.string(),
    type: z.enum(typeNames),
    name: z.string(),
    target: z.string(),
    intervalSeconds: z.number(),
    timeoutMs: z.number(),
    slowAfterMs: z.number().nullable(),
    confirmSeconds: z.number(),
    recoverSeconds: z.number(),
    regionalSeconds: z.number(),
    patienceSeconds: z.number(),
    locations: z.array(z.string()).nullable(),
    paused: z.boolean(),
    pausedBy: z
      .literal('plan')
      .optional()
      .openapi({ description: 'It is paused because the plan runs no more checks' }),
    version: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi('Check')

/** A check in the API's spelling: its type's settings stand beside the common ones. */
export function showCheck(check: Check): z.output<typeof checkShape> {
  const {
    v: _v,
    workspace: _workspace,
    [check.type]: _own,
    ...common
  } = { ...check } as Record<string, unknown>
  return shaped({ ...common, ...settingsOf(check), target: targetText(check) })
}

export const channelShape = z
  .looseObject({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    enabled: z.boolean(),
    disabledWhy: z.string().nullable(),
    verifiedAt: z.string().nullable().optional(),
    levels: z.array(z.string()),
    version: z.number(),
  })
  .openapi('Channel')

export function showChannel(channel: Channel): z.output<typeof channelShape> {
  const { v: _v, workspace: _workspace, settings, ...rest } = channel
  return shaped({ ...settings, ...rest })
}

export const incidentShape = z
  .looseObject({
    id: z.string(),
    check: z.string().nullable(),
    location: z.string().nullable(),
    kind: z.string(),
    level: z.string(),
    headline: z.string(),
    startedAt: z.string(),
    openedAt: z.string(),
    resolvedAt: z.string().nullable(),
    downtimeSeconds: z.number().nullable(),
    acknowledgedAt: z.string().nullable(),
    verdict: z.looseObject({ rule: z.string() }),
  })
  .openapi('Incident')

/** An incident with its headline; rounds and events are asked for one by one. */
export function showIncident(
  incident: Incident,
  checkName: string | null,
): z.output<typeof incidentShape> {
  const {
    v: _v,
    workspace: _w,
    events: _e,
    rounds: _r,
    startedAt,
    openedAt,
    resolvedAt,
    acknowledgedAt,
    ...rest
  } = incident
  return shaped({
    ...rest,
    checkName,
    headline: headlineOf(
      checkName ?? incident.location ?? incident.id,
      incident.kind,
      incident.verdict,
    ),
    startedAt: new Date(startedAt).toISOString(),
    openedAt: new Date(openedAt).toISOString(),
    resolvedAt: instant(resolvedAt),
    acknowledgedAt: instant(acknowledgedAt),
  })
}

/** An incident whole: timeline, explanation, rounds with every measurement. */
export function showEvidence(
  incident: Incident,
  checkName: string | null,
  rounds: Round[],
): z.output<typeof incidentShape> {
  return shaped({
    ...showIncident(incident, checkName),
    explanation: explainIncident(incident),
    events: showEvents(incident),
    rounds,
  })
}

/** What happened to an incident, oldest first. */
export function showEvents({ events }: Incident) {
  return events.map(({ at, ...event }) => ({ ...event, at: new Date(at).toISOString() }))
}

export const suspicionShape = z
  .looseObject({
    id: z.string(),
    check: z.string(),
    outcome: z.enum(['open', 'avoided', 'incident']),
    why: z.string().nullable(),
    incident: z.string().nullable(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    places: z.array(z.string()),
  })
  .openapi('Suspicion')

export function showSuspicion(
  suspicion: Suspicion,
  rounds?: Round[],
): z.output<typeof suspicionShape> {
  const { v: _v, workspace: _w, rounds: _r, startedAt, endedAt, ...rest } = suspicion
  return shaped({
    ...rest,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: instant(endedAt),
    explanation: explainSuspicion(suspicion),
    ...(rounds ? { rounds } : {}),
  })
}

export const deliveryShape = z
  .looseObject({
    id: z.string(),
    channel: z.string(),
    incident: z.string().nullable(),
    event: z.string(),
    level: z.string(),
    state: z.enum(['pending', 'sent', 'dead', 'dropped']),
    why: z.string().nullable(),
    createdAt: z.string(),
    settledAt: z.string().nullable(),
    attempts: z.array(
      z.looseObject({ at: z.string(), status: z.number().nullable(), ms: z.number() }),
    ),
  })
  .openapi('Delivery')

export function showDelivery(delivery: Delivery): z.output<typeof deliveryShape> {
  const {
    v: _v,
    workspace: _w,
    createdAt,
    dueAt,
    settledAt,
    leasedUntil: _l,
    attempts,
    ...rest
  } = delivery
  return shaped({
    ...rest,
    createdAt: new Date(createdAt).toISOString(),
    dueAt: new Date(dueAt).toISOString(),
    settledAt: instant(settledAt),
    attempts: attempts.map(({ at, ...one }) => ({ ...one, at: new Date(at).toISOString() })),
  })
}

/** A domain's registration, as it was read last. */
const registrationShape = z
  .looseObject({
    domain: z.string(),
    expiresAt: z.string().nullable(),
    daysLeft: z.number().nullable(),
    registrar: z.string().nullable(),
    states: z.array(z.string()),
    fault: z.string().nullable(),
    readAt: z.string(),
    location: z.string(),
  })
  .openapi('Registration')

/** Days are whole ones to `now`; negative: it is over. */
function showRegistration(read: Expiry, now: number): z.output<typeof registrationShape> {
  const { of, endsAt, by, states, fault, readAt, location } = read
  return {
    domain: of,
    expiresAt: instant(endsAt),
    daysLeft: endsAt === null ? null : Math.floor((endsAt - now) / 86_400_000),
    registrar: by ?? null,
    states: states ?? [],
    fault: fault ?? null,
    readAt: new Date(readAt).toISOString(),
    location,
  }
}

export const stateShape = z
  .looseObject({
    check: z.string(),
    health: z.string(),
    activity: z.string(),
    since: z.string().nullable(),
    asked: z
      .object({ intervalSeconds: z.number(), locations: z.array(z.string()).nullable() })
      .optional()
      .openapi({ description: 'How it runs: as it is set, within what the plan allows' }),
    latest: z.record(z.string(), z.looseObject({ kind: z.string(), ms: z.number() })),
    certificate: z
      .looseObject({
        subject: z.string(),
        issuer: z.string(),
        names: z.array(z.string()),
        validFrom: z.string(),
        validTo: z.string(),
        daysLeft: z.number(),
        protocol: z.string(),
        readAt: z.string(),
        location: z.string(),
      })
      .nullable(),
    registration: registrationShape.nullable(),
  })
  .openapi('CheckState')

/** What is known of a check right now. */
export function showState(view: CheckView, now: number): z.output<typeof stateShape> {
  const { certificate: read, registration } = view
  const certificate = read && {
    ...read.facts,
    daysLeft: daysLeft(read.facts, now),
    readAt: instant(read.readAt),
    location: read.location,
  }
  return shaped({
    ...view,
    since: instant(view.since),
    certificate,
    registration: registration ? showRegistration(registration, now) : null,
  })
}
