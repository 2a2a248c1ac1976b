// Two workspaces that look alike, for the store's contract: whatever is asked of one must never
// answer with a row of the other.
import type { Check } from '../../workers/domain/check/check.ts'
import type { Channel, Page, Policy } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import { freshDelivery } from '../../workers/domain/fresh-delivery.ts'
import { makeId } from '../../workers/domain/id.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Round } from '../../workers/domain/round.ts'
import type { Packed } from '../../workers/domain/sample.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import type { Audit } from '../../workers/hub-ports.ts'
import { channelOf, checkOf, failAt, incidentOf, openedAt, policyWith } from '../fakes/telling.ts'
import type { Place } from './store-place.ts'

export const acme = 'acme00000001'
export const bolt = 'bolt00000002'
export const hour = Date.UTC(2026, 10, 24, 2)

export const audit: Audit = {
  actor: 'u1',
  actorName: 'Ana',
  verb: 'write',
  noun: 'check',
  subject: 'x',
  before: null,
  after: { name: 'One' },
}

/** People and their workspaces, as the first accounts make them. */
export async function settle(place: Place, plan = 'solo'): Promise<void> {
  await place.query(`insert into "user" (id, name, email) values
    ('u1', 'Ana', 'ana@example.com'), ('u2', 'Ben', 'ben@example.com')`)
  await place.accounts.createWorkspace('u1', acme, 'Acme', plan)
  await place.accounts.createWorkspace('u2', bolt, 'Bolt', plan)
}

export function checkIn(ws: string, rest: string, facts: Partial<Check> = {}): Check {
  return checkOf({ id: makeId('check', ws, rest), workspace: ws, version: 1, ...facts })
}

export function channelIn(ws: string, rest: string, facts: Partial<Channel> = {}): Channel {
  return channelOf(rest, { id: makeId('channel', ws, rest), workspace: ws, ...facts })
}

export function policyIn(ws: string, rest: string, facts: Partial<Policy> = {}): Policy {
  const id = makeId('policy', ws, rest)
  return policyWith({ id, workspace: ws, isDefault: false, ...facts })
}

export function pageIn(ws: string, rest: string, facts: Partial<Page> = {}): Page {
  return {
    v: 1,
    id: makeId('page', ws, rest),
    workspace: ws,
    version: 1,
    slug: rest,
    title: 'Status',
    checks: null,
    isPublic: true,
    ...facts,
  }
}

export function incidentIn(ws: string, rest: string, facts: Partial<Incident> = {}): Incident {
  const check = makeId('check', ws, 'one')
  return incidentOf({ id: makeId('incident', ws, rest), workspace: ws, check, ...facts })
}

export function roundOf(number: number, places: string[], facts: Partial<Round> = {}): Round {
  return {
    v: 1,
    number,
    kind: 'verify',
    startedAt: hour + number * 5_000,
    decidedAt: hour + number * 5_000 + 40,
    lengthMs: 40,
    asked: places,
    observations: places.map((location) => failAt(location)),
    ...facts,
  }
}

export function suspicionIn(ws: string, rest: string, facts: Partial<Suspicion> = {}): Suspicion {
  return {
    v: 1,
    id: makeId('suspicion', ws, rest),
    workspace: ws,
    check: makeId('check', ws, 'one'),
    startedAt: hour + 60_000,
    endedAt: null,
    outcome: 'open',
    why: null,
    incident: null,
    incidentKind: null,
    places: ['weur'],
    rounds: [roundOf(1, ['weur'])],
    ...facts,
  }
}

export function deliveryIn(ws: string, rest: string, facts: Partial<Delivery> = {}): Delivery {
  return freshDelivery({
    id: makeId('delivery', ws, rest),
    workspace: ws,
    channel: makeId('channel', ws, 'ops'),
    channelType: 'webhook',
    incident: makeId('incident', ws, 'i1'),
    check: makeId('check', ws, 'one'),
    sequence: 1,
    event: 'opened',
    level: 'critical',
    createdAt: openedAt,
    payload: { v: 1 },
    ...facts,
  })
}

/** The first `n` answers of an hour, the same ones each time. */
export function packedIn(ws: string, n: number, facts: Partial<Packed> = {}): Packed {
  const places = Array.from({ length: n }, (_, index) => index)
  return {
    v: 1,
    workspace: ws,
    check: makeId('check', ws, 'one'),
    location: 'weur',
    hour,
    offsets: places.map((index) => index * 60),
    latencies: places.map((index) => 100 + index * 10),
    outcomes: places.map((index) => (index % 7 === 6 ? 2 : index % 5 === 4 ? 1 : 0)),
    ...facts,
  }
}
