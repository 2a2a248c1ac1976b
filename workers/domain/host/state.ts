// What a shard remembers of an agent's host, and what a report or time alone makes of it: incidents of
// kind `host` per finding, and `silent` of the agent itself (verdict.md G).
import type { HostFacts, Incident, IncidentEvent, Level, ResolvedHow } from '../incident.ts'
import { levels } from '../incident.ts'
import { redact } from '../redact.ts'
import { toldVerdict } from '../told/turn.ts'
import { hostIncident, isTurning, withHostEvent } from './incident.ts'
import { cut, findingsMax } from './reading.ts'
import type { Finding, HostReport } from './report.ts'

/** PERSISTED CONTRACT: fields are only added, as optional ones. */
export interface HostState {
  v: 1
  agent: string
  workspace: string
  /** The last report taken of each spool, latest first. */
  spools: [spool: string, seq: number][]
  /** When a report came last, by our clock; null: never. */
  heardAt: number | null
  /** Waited for from here when that is later: our own door was closed. */
  from: number | null
  /** It said that it stops, and was not heard since. */
  goodbyeAt: number | null
  /** As it found them, at this time of its own clock. */
  findings: Finding[]
  foundAt: number | null
  /** Open incidents by the finding's key. */
  open: Record<string, Incident>
  silent: Incident | null
  /** Since when an open finding is no longer spoken of. */
  missing: Record<string, number>
  /** Turns of each finding within the last half hour. */
  turns: Record<string, number[]>
  /** Closed by hand at this level: told again when it is worse, or after it was in order. */
  closed?: Record<string, Level>
  /** Reports the agent had to drop. */
  lost: number
  /** Counts incidents, for their ids. */
  made: number
}

/** All that the judgement may look at. */
export interface HostWorld {
  now: number
  /** What the agent is called. */
  name: string
}

export interface HostStep {
  state: HostState
  /** Changed ones; the last event of each is the news. */
  incidents: Incident[]
}

/** An agent that reports each minute is silent after this. */
export const agentGraceSeconds = 180
/** An older report is history: it is kept, and decides nothing. */
export const freshMs = 180_000
/** A finding no longer spoken of is let go after this. */
export const missingMs = 600_000
/** More turns than this within the time hold an incident open (design rule 13). */
export const hostTurnsMax = 5
export const hostTurnsMs = 1_800_000
/** Open at once, of one agent. What is beyond is shown, and tells nobody. */
export const openMax = 50
const spoolsKept = 8

export function newHost(workspace: string, agent: string): HostState {
  const nothing = { heardAt: null, from: null, goodbyeAt: null, foundAt: null, silent: null }
  const empty = { spools: [], findings: [], open: {}, missing: {}, turns: {} }
  return { v: 1, agent, workspace, ...nothing, ...empty, lost: 0, made: 0 }
}

/** Whether a report was taken before. */
export function isRepeated({ spools }: HostState, { spool, seq }: HostReport): boolean {
  const known = spools.find(([name]) => name === spool)
  return known !== undefined && seq <= known[1]
}

/** Takes a report in. One that is repeated changes nothing. */
export function hostHeard(before: HostState, report: HostReport, world: HostWorld): HostStep {
  if (isRepeated(before, report)) return { state: before, incidents: [] }
  const { now } = world
  const others = before.spools.filter(([name]) => name !== report.spool)
  const state: HostState = {
    ...before,
    spools: [[report.spool, report.seq] as [string, number], ...others].slice(0, spoolsKept),
    heardAt: now,
    goodbyeAt: null,
    lost: before.lost + Math.max(0, report.lost),
    open: { ...before.open },
    missing: { ...before.missing },
    turns: { ...before.turns },
    closed: { ...before.closed },
  }
  const incidents: Incident[] = []
  if (state.silent) {
    incidents.push(over(state.silent, { now, until: now, how: 'recovered' }))
    state.silent = null
  }
  const isFresh = now - report.at <= freshMs && (before.foundAt ?? 0) <= report.at
  if (!isFresh) return { state, incidents }
  state.findings = report.findings.slice(0, findingsMax).map(plain)
  // A clock that ran ahead must not make the next reports old.
  state.foundAt = Math.min(report.at, now)
  for (const finding of state.findings) {
    const incident = judgeFinding(state, finding, world)
    if (incident) incidents.push(incident)
  }
  return { state, incidents: [...incidents, ...letGo(state, world)] }
}

/** The agent stops as planned: its silence is no news until it is heard again. */
export function hostLeft(before: HostState, { now }: HostWorld): HostStep {
  const state: HostState = { ...before, goodbyeAt: now }
  if (!state.silent) return { state, incidents: [] }
  const incidents = [over(state.silent, { now, until: now, how: 'recovered' })]
  return { state: { ...state, silent: null }, incidents }
}

/** When silence must be told; null: it is told, or nothing is awaited. */
export function silentAt({ heardAt, from, goodbyeAt, silent }: HostState): number | null {
  if (heardAt === null || goodbyeAt !== null || silent) return null
  return Math.max(heardAt, from ?? 0) + agentGraceSeconds * 1_000
}

/** What time alone brings: the agent is silent. */
export function hostPassed(before: HostState, world: HostWorld): HostStep {
  const at = silentAt(before)
  if (at === null || world.now < at) return { state: before, incidents: [] }
  const state = { ...before, made: before.made + 1 }
  const { agent, heardAt } = state
  const facts: HostFacts = {
    agent,
    name: world.name,
    lastAt: heardAt!,
    graceSeconds: agentGraceSeconds,
  }
  const silent = hostIncident(state, world, {
    kind: 'silent',
    level: 'warning',
    startedAt: heardAt!,
    verdict: toldVerdict('agent_silent', { host: facts, decidedAfterMs: world.now - heardAt! }),
  })
  return { state: { ...state, silent }, incidents: [silent] }
}

/** Our own door was closed until now: what it said meanwhile could not be heard. */
export function hostUnheard(state: HostState, to: number): HostState {
  return state.heardAt === null || state.silent ? state : { ...state, from: to }
}

/** Everything that is open. */
export function openOfHost({ open, silent }: HostState): Incident[] {
  return [...Object.values(open), ...(silent ? [silent] : [])]
}

/** Ends everything that is open: the agent is revoked, or gone. */
export function hostGone(state: HostState, { now }: HostWorld): Incident[] {
  return openOfHost(state).map((one) => over(one, { now, until: now, how: 'deleted' }))
}

function plain({ key, level, since, text }: Finding): Finding {
  return { key: cut(key).slice(0, 200), level, since, text: cut(redact(text)) }
}

/** The incident that a finding opens, turns or ends; null: no news. */
function judgeFinding(state: HostState, finding: Finding, world: HostWorld): Incident | null {
  const { key, level } = finding
  delete state.missing[key]
  const open = state.open[key]
  // Could not be looked at: nothing changes.
  if (level === 'unknown') return null
  if (level === 'ok') delete state.closed?.[key]
  if (level === 'ok') return open ? wellAgain(state, finding, open, world) : null
  if (!open) return isNews(state, key, level) ? opened(state, finding, world) : null
  if (!isTurning(open, level)) return null
  const isWorse = levels.indexOf(level) > levels.indexOf(open.level)
  // One that turns all the time is held at its worst.
  if (!isWorse && turnsOf(state, key, world.now).length > hostTurnsMax) return null
  noteTurn(state, key, world.now)
  const kind = isWorse ? 'raised' : 'lowered'
  const verdict = verdictOf(state, finding, world)
  const after = withHostEvent({ ...open, level, verdict }, kind, world.now, { verdict })
  state.open[key] = after
  return after
}

/** Not closed by hand at this level or a worse one, and not one too many. */
function isNews(state: HostState, key: string, level: Level): boolean {
  const closed = state.closed?.[key]
  if (closed && levels.indexOf(level) <= levels.indexOf(closed)) return false
  return Object.keys(state.open).length < openMax
}

/** The state after somebody acknowledged or closed one of its incidents. */
export function hostHandled(before: HostState, incident: Incident): HostState {
  const { id, level, resolvedAt } = incident
  if (before.silent?.id === id) {
    if (resolvedAt === null) return { ...before, silent: incident }
    // Closed by hand: it is not awaited until it is heard again.
    return { ...before, silent: null, goodbyeAt: resolvedAt }
  }
  const key = Object.keys(before.open).find((one) => before.open[one]!.id === id)
  if (key === undefined) return before
  const open = { ...before.open, [key]: incident }
  if (resolvedAt === null) return { ...before, open }
  delete open[key]
  return { ...before, open, closed: { ...before.closed, [key]: level } }
}

function opened(state: HostState, finding: Finding, world: HostWorld): Incident {
  const { key, level } = finding
  noteTurn(state, key, world.now)
  state.made += 1
  const incident = hostIncident(state, world, {
    kind: 'host',
    level: level as Level,
    startedAt: Math.min(finding.since, world.now),
    verdict: verdictOf(state, finding, world),
  })
  state.open[key] = incident
  return incident
}

/** It is in order again: the incident ends, unless the finding turns all the time. */
function wellAgain(
  state: HostState,
  { key, since }: Finding,
  open: Incident,
  { now }: HostWorld,
): Incident | null {
  const turns = turnsOf(state, key, now)
  if (turns.length > hostTurnsMax) {
    state.turns[key] = turns
    return null
  }
  noteTurn(state, key, now)
  delete state.open[key]
  return over(open, {
    now,
    until: Math.min(now, Math.max(since, open.startedAt)),
    how: 'recovered',
  })
}

/** Findings that are not spoken of any more: a disk that was taken out, a check that was removed. */
function letGo(state: HostState, { now }: HostWorld): Incident[] {
  const spoken = new Set(state.findings.map((one) => one.key))
  const ended: Incident[] = []
  for (const [key, open] of Object.entries(state.open)) {
    if (spoken.has(key)) continue
    const since = state.missing[key] ?? now
    state.missing[key] = since
    if (now - since < missingMs) continue
    delete state.open[key]
    delete state.missing[key]
    ended.push(over(open, { now, until: since, how: 'deleted' }))
  }
  return ended
}

function verdictOf({ agent }: HostState, finding: Finding, { name, now }: HostWorld) {
  const { key, text, since } = finding
  const host: HostFacts = { agent, name, finding: { key, text, since } }
  return toldVerdict('finding', { host, decidedAfterMs: Math.max(0, now - since) })
}

const turnsOf = ({ turns }: HostState, key: string, now: number) =>
  (turns[key] ?? []).filter((at) => now - at < hostTurnsMs)

function noteTurn(state: HostState, key: string, now: number): void {
  state.turns[key] = [...turnsOf(state, key, now), now].slice(-2 * hostTurnsMax)
}

function over(
  open: Incident,
  { now, until, how }: { now: number; until: number; how: ResolvedHow },
): Incident {
  const facts: Partial<IncidentEvent> = { since: until }
  const downtimeSeconds = Math.max(0, Math.round((until - open.startedAt) / 100) / 10)
  const ended = { ...open, resolvedAt: now, resolvedHow: how, downtimeSeconds }
  return withHostEvent(ended, 'resolved', now, facts)
}
