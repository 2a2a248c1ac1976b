// Incidents, checks and channels to tell about in tests: a real outage seen from three places,
// with fields that are easily mixed up all different.
import type { Check } from '../../workers/domain/check/check.ts'
import type { Channel, Policy, WorkspaceConfig } from '../../workers/domain/config.ts'
import type { Incident, IncidentEvent, Level, Verdict } from '../../workers/domain/incident.ts'
import { groupOf } from '../../workers/domain/incident.ts'
import type { Fail, Observation } from '../../workers/domain/observation.ts'

export const workspace = 'acme00000001'
export const openedAt = Date.UTC(2026, 10, 24, 2, 58, 25, 400)
export const startedAt = openedAt - 15_400
export const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwZ2v0bS2TlRk='

export function checkOf(facts: Partial<Check> = {}): Check {
  return {
    v: 1,
    id: `chk_${workspace}_checkout`,
    workspace,
    version: 3,
    name: 'checkout-api',
    intervalSeconds: 60,
    timeoutMs: 10_000,
    slowAfterMs: null,
    confirmSeconds: 15,
    recoverSeconds: 30,
    regionalSeconds: 300,
    patienceSeconds: 24,
    locations: null,
    paused: false,
    policy: null,
    downLevel: 'critical',
    tags: ['shop'],
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-02T00:00:00.000Z',
    type: 'http',
    http: {
      url: 'https://checkout.example/health',
      method: 'GET',
      headers: [],
      body: null,
      basicAuth: null,
      bearerToken: null,
      followRedirects: true,
      expectStatus: '2xx',
      expectText: null,
    },
    ...facts,
  } as Check
}

export function channelOf(rest: string, facts: Partial<Channel> = {}): Channel {
  return {
    v: 1,
    id: `chn_${workspace}_${rest}`,
    workspace,
    version: 1,
    type: 'webhook',
    name: `hook ${rest}`,
    enabled: true,
    disabledWhy: null,
    levels: ['critical', 'warning'],
    settings: { url: `https://hooks.example/${rest}`, secret },
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    ...facts,
  }
}

export function policyWith(facts: Partial<Policy> = {}): Policy {
  return {
    v: 1,
    id: `pol_${workspace}_default`,
    workspace,
    version: 1,
    name: 'Default',
    isDefault: true,
    steps: [{ afterMinutes: 0, channels: 'all', levels: ['critical', 'warning', 'info'] }],
    remindEveryMinutes: null,
    ...facts,
  }
}

export function configOf(facts: Partial<WorkspaceConfig> = {}): WorkspaceConfig {
  return {
    v: 1,
    workspace,
    name: 'Acme',
    version: 7,
    plan: 'self-hosted',
    checks: [checkOf()],
    channels: [channelOf('ops')],
    policies: [policyWith()],
    pages: [],
    maintenance: [],
    ...facts,
  }
}

export function verdictOf(facts: Partial<Verdict> = {}): Verdict {
  return {
    v: 1,
    rule: 'majority',
    asked: ['weur', 'enam', 'oc'],
    fail: ['weur', 'enam', 'oc'],
    pass: [],
    abstained: [],
    networks: ['cloudflare'],
    networksFailing: ['cloudflare'],
    crossChecked: true,
    reason: 'connection_refused',
    phase: 'connect',
    failRounds: 5,
    askedMs: 15_000,
    decidedAfterMs: 15_400,
    ...facts,
  }
}

export function failAt(location: string, facts: Partial<Fail> = {}): Observation {
  return {
    kind: 'fail',
    location,
    network: 'cloudflare',
    at: openedAt - 200,
    ms: 3,
    reasons: ['connection_refused'],
    phase: 'connect',
    timeout: false,
    proof: 'controls',
    measurement: {
      v: 1,
      kind: 'failed',
      order: 'o1',
      startedAt: openedAt - 210,
      totalMs: 3,
      budgetMs: 10_000,
      phases: { name: 1, connect: 2 },
      reason: 'connection_refused',
      phase: 'connect',
      accepted: false,
      controls: [
        { url: 'https://one.example/', ok: true, ms: 12 },
        { url: 'https://two.example/', ok: true, ms: 15 },
        { url: 'https://three.example/', ok: false },
      ],
    },
    ...facts,
  }
}

export function incidentOf(facts: Partial<Incident> = {}): Incident {
  const verdict = facts.verdict ?? verdictOf()
  const kind = facts.kind ?? 'down'
  const level = facts.level ?? 'critical'
  const opened = eventOf('opened', { level, incidentKind: kind, verdict })
  return {
    v: 1,
    id: `inc_${workspace}_checkout-17`,
    workspace,
    check: `chk_${workspace}_checkout`,
    location: null,
    kind,
    group: groupOf[kind],
    level,
    startedAt,
    openedAt,
    resolvedAt: null,
    resolvedHow: null,
    downtimeSeconds: null,
    acknowledgedAt: null,
    acknowledgedLevel: null,
    acknowledgedBy: null,
    sequence: 1,
    verdict,
    events: [opened],
    rounds: [
      {
        v: 1,
        number: 41,
        kind: 'verify',
        startedAt: openedAt - 220,
        decidedAt: openedAt,
        lengthMs: 3,
        asked: ['weur', 'enam', 'oc'],
        observations: [failAt('weur'), failAt('enam'), failAt('oc')],
      },
    ],
    ...facts,
  }
}

export function eventOf(
  kind: IncidentEvent['kind'],
  facts: Partial<IncidentEvent> = {},
): IncidentEvent {
  const level: Level = 'critical'
  return { v: 1, sequence: 1, at: openedAt, kind, level, incidentKind: 'down', ...facts }
}

/** The incident after one more thing has happened to it, with that event. */
export function follow(
  incident: Incident,
  kind: IncidentEvent['kind'],
  seconds: number,
  facts: Partial<Incident> = {},
  said: Partial<IncidentEvent> = {},
): { incident: Incident; event: IncidentEvent } {
  const changed = { ...incident, ...facts, sequence: incident.sequence + 1 }
  const event = eventOf(kind, {
    sequence: changed.sequence,
    at: openedAt + seconds * 1000,
    level: changed.level,
    incidentKind: changed.kind,
    ...said,
  })
  return { incident: { ...changed, events: [...incident.events, event] }, event }
}
