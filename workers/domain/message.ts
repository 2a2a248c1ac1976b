// A message as it is frozen when it is owed: words and figures from which every channel makes
// its request, now or a day later. It names no channel and holds no secret.
import {
  headlineOf,
  type Places,
  pastSentence,
  phasesOf,
  verdictSentences,
  whenSentence,
} from './explain.ts'
import type { Incident, IncidentEvent, IncidentKind, Level, Verdict } from './incident.ts'
import type { Phase } from './measurement.ts'
import type { Observation } from './observation.ts'
import { say } from './words/index.ts'

export type MessageType =
  | 'incident.opened'
  | 'incident.updated'
  | 'incident.acknowledged'
  | 'incident.resolved'
  | 'test'
  /** About no incident: a channel that does not work, say. */
  | 'notice'

/** What one place saw, in figures. */
export interface Evidence {
  location: string
  network: string
  at: number
  observation: Observation['kind']
  reason: string | null
  phase: Phase | null
  status: number | null
  totalMs: number
  phasesMs: Partial<Record<Phase, number>>
  budgetMs: number | null
  /** Where an edge location really is, when it is known. */
  colo: string | null
}

/** PERSISTED CONTRACT: the `payload` of a delivery. */
export interface Message {
  v: 1
  type: MessageType
  /** What happened, finer than `type`: `raised`, `lowered`, `reminder`. */
  event: IncidentEvent['kind'] | 'reminder' | 'test' | 'notice'
  at: number
  level: Level
  /** Tag of the language the words are in. */
  language: string
  /** One sentence without a full stop: subject of a mail, first line of a text message. */
  headline: string
  /** Sentences that say how we know. */
  details: string[]
  incident: MessageIncident | null
  check: { id: string | null; name: string; target: string; tags: string[] }
  verdict: Verdict | null
  evidence: Evidence[]
  links: {
    incident: string | null
    check: string | null
    acknowledge: string | null
    channel?: string
  }
  /** Of a message that stands for several: all that it is about. */
  group?: MessageGroup
}
export interface MessageGroup {
  id: string
  count: number
  checks: { id: string | null; name: string; incident: string | null }[]
}
export interface MessageIncident {
  id: string
  workspace: string
  kind: IncidentKind
  sequence: number
  startedAt: number
  openedAt: number
  resolvedAt: number | null
  resolvedHow: string | null
  downtimeSeconds: number | null
  acknowledgedAt: number | null
  acknowledgedBy: string | null
  location: string | null
  groupId?: string | null
}

/** What a message is about, besides the incident. */
export interface MessageSubject {
  incident: Incident
  /** What it is called: the check's name, or the location's for an incident about one. */
  checkName: string
  /** URL or host:port, as the user wrote it. */
  checkTarget: string
  checkTags?: string[]
  /** Public address of this installation, no trailing slash. */
  baseUrl: string
  places?: Places
}

export const evidenceMax = 24

/** The message of one event. `isFirst`: its channel has heard nothing of this incident yet, so
 *  it is `incident.opened` for it, at whatever point it comes in. */
export function messageOf(
  subject: MessageSubject,
  event: Omit<IncidentEvent, 'kind'> & { kind: IncidentEvent['kind'] | 'reminder' },
  isFirst: boolean,
): Message {
  const { incident, baseUrl } = subject
  const verdict = event.verdict ?? incident.verdict
  const link = `${baseUrl}/incidents/${incident.id}`
  const isOpen = incident.resolvedAt === null
  return {
    v: 1,
    type: typeOf(event.kind, isFirst),
    event: event.kind,
    at: event.at,
    level: event.level,
    language: 'en',
    headline: headline(subject, event, verdict),
    details: details(subject, event, verdict),
    incident: incidentOf(incident, event),
    check: {
      id: incident.check,
      name: subject.checkName,
      target: subject.checkTarget,
      tags: subject.checkTags ?? [],
    },
    verdict,
    evidence: evidenceOf(incident),
    links: {
      incident: link,
      check: incident.check === null ? null : `${baseUrl}/checks/${incident.check}`,
      acknowledge: isOpen ? `${link}#acknowledge` : null,
    },
  }
}

/** A message sent by hand to see whether a channel works. */
export function testMessage(channelName: string, workspaceName: string, at: number): Message {
  const headline = say('test', { channel: channelName, workspace: workspaceName })
  return byHand(headline, say('testDetail', { at }), at)
}

/** The message with the code that proves an address. */
export function codeMessage(workspaceName: string, code: string, at: number): Message {
  return byHand(say('code', { code, workspace: workspaceName }), say('codeDetail', {}), at)
}

function byHand(headline: string, detail: string, at: number): Message {
  return {
    v: 1,
    type: 'test',
    event: 'test',
    at,
    level: 'info',
    language: 'en',
    headline,
    details: [detail],
    incident: null,
    check: { id: null, name: 'test', target: '', tags: [] },
    verdict: null,
    evidence: [],
    links: { incident: null, check: null, acknowledge: null },
  }
}

/** Reads a stored payload back. It was written by `messageOf` or `testMessage` of this version or
 *  an earlier one, and shapes only gain optional fields; anything else is null. */
export function readMessage(payload: unknown): Message | null {
  const isMessage =
    typeof payload === 'object' && payload !== null && 'headline' in payload && 'type' in payload
  return isMessage ? (payload as Message) : null
}

type Happening = Parameters<typeof messageOf>[1]

function typeOf(kind: Happening['kind'], isFirst: boolean): MessageType {
  if (kind === 'resolved') return 'incident.resolved'
  if (isFirst) return 'incident.opened'
  return kind === 'acknowledged' ? 'incident.acknowledged' : 'incident.updated'
}

function headline(subject: MessageSubject, event: Happening, verdict: Verdict): string {
  const { incident, checkName: name, places } = subject
  const kind = event.incidentKind
  const now = headlineOf(name, kind, verdict, places)
  switch (event.kind) {
    case 'opened':
      return now
    case 'raised':
      return say('worse', { headline: now })
    case 'lowered':
      return say('better', { headline: now })
    case 'reminder':
      return say('still', { headline: now, seconds: (event.at - incident.startedAt) / 1000 })
    case 'acknowledged':
      return say('acknowledged', { name, kind, by: event.by ?? null })
    case 'resolved': {
      const { host } = incident.verdict
      if (host && incident.resolvedHow !== 'by_hand') {
        const seconds = incident.downtimeSeconds || null
        return say('hostOver', { host, how: incident.resolvedHow ?? 'recovered', seconds })
      }
      const how = incident.resolvedHow ?? 'recovered'
      if (how !== 'recovered') return say('closed', { name, how, by: event.by ?? null })
      return say('resolved', { name, kind, seconds: incident.downtimeSeconds || null })
    }
    case 'updated':
    case 'recovering':
    case 'noted':
      return say('news', { headline: now, text: event.text ?? null })
  }
}

function details(subject: MessageSubject, event: Happening, verdict: Verdict): string[] {
  const when = whenSentence(subject.incident)
  if (event.kind === 'acknowledged') return [when]
  if (event.kind === 'resolved') return [when, ...pastSentence(subject.incident.verdict)]
  const { because } = subject.incident
  const held = because ? [say('heldBack', { name: because.name })] : []
  return [...verdictSentences(verdict, subject.places, event.incidentKind), ...held, when]
}

function incidentOf(incident: Incident, event: Happening): MessageIncident {
  return {
    id: incident.id,
    workspace: incident.workspace,
    kind: event.incidentKind,
    sequence: event.sequence,
    startedAt: incident.startedAt,
    openedAt: incident.openedAt,
    resolvedAt: incident.resolvedAt,
    resolvedHow: incident.resolvedHow,
    downtimeSeconds: incident.downtimeSeconds,
    acknowledgedAt: incident.acknowledgedAt,
    acknowledgedBy: incident.acknowledgedBy,
    location: incident.location,
    groupId: incident.groupId ?? null,
  }
}

/** The latest word of each place in the rounds that decided, places in the order of asking. */
function evidenceOf(incident: Incident): Evidence[] {
  const latest = new Map<string, Observation>()
  for (const round of incident.rounds) {
    for (const observation of round.observations) latest.set(observation.location, observation)
  }
  return [...latest.values()].slice(0, evidenceMax).map(figures)
}

function figures(observation: Observation): Evidence {
  const measurement = observation.measurement
  const seen = measurement?.kind === 'notMeasured' ? undefined : measurement
  return {
    location: observation.location,
    network: observation.network,
    at: observation.at,
    observation: observation.kind,
    reason: reasonOf(observation),
    phase: observation.kind === 'fail' ? observation.phase : null,
    status: seen?.status ?? null,
    totalMs: observation.ms,
    phasesMs: Object.fromEntries(phasesOf(seen?.phases ?? {})),
    budgetMs: seen?.budgetMs ?? null,
    colo: seen?.colo ?? null,
  }
}

function reasonOf(observation: Observation): string | null {
  switch (observation.kind) {
    case 'pass':
    case 'slow':
      return null
    case 'fail':
      return observation.reasons[0] ?? null
    case 'blocked':
    case 'unknown':
      return observation.reason
  }
}
