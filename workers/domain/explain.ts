// Why we concluded what we concluded, in sentences made from the figures: for the message, the
// evidence page and the ledger of false alarms avoided. Decides nothing.
import type { Incident, IncidentEvent, IncidentKind, Verdict } from './incident.ts'
import type { Phase, PhasesMs } from './measurement.ts'
import type { Fail, Observation } from './observation.ts'
import type { Round, Said } from './round.ts'
import type { Suspicion } from './suspicion.ts'
import { reasonWords, ruleKeys, say, words } from './words/index.ts'

/** How places are called, by location id. An id without an entry is its own name. */
export type Places = Readonly<Record<string, string>>

/** "checkout-api is down: connection refused, seen from 3 of 3 places". */
export function headlineOf(
  name: string,
  kind: IncidentKind,
  verdict: Verdict,
  places: Places = {},
): string {
  const cause = reasonWords(verdict)
  const fail = verdict.fail.length
  const asked = Math.max(verdict.asked.length, fail)
  const seen = { name, cause, fail, asked }
  const { beat, members, said, host, rule } = verdict
  if (host) return say('hostNews', { host })
  if (beat) return say('silent', { name, rule, beat })
  if (members) return say('groupDown', { name, members })
  if (said) return say('saidSo', { name, kind, said })
  switch (kind) {
    case 'down':
      return asked > 0 ? say('down', seen) : say('otherKind', { name, kind, cause })
    case 'slow': {
      const ms = verdict.patientAnswered ? verdict.patientMs : verdict.medianMs
      return say('slow', {
        name,
        ms: ms ?? null,
        slowAfterMs: verdict.slowAfterMs ?? null,
        phase: phaseOf(verdict.slowPhase),
      })
    }
    case 'regional':
      if (isOneNetwork(verdict)) {
        return say('oneNetwork', { ...seen, network: verdict.networksFailing[0]! })
      }
      return say('regional', {
        name,
        cause,
        fail: called(verdict.fail, places),
        pass: verdict.pass.length,
        asked,
      })
    case 'blocked':
      return say('blocked', seen)
    case 'unstable':
      return say('unstable', { name, cause })
    case 'node':
      return say('node', { name })
    case 'content': {
      const { bytes = null, usualBytes = null } = verdict
      return say('content', { name, bytes, usualBytes })
    }
    case 'certificate':
    case 'domain':
    case 'silent':
    case 'host':
      return say('otherKind', { name, kind, cause })
  }
}

/** Most places fail, all of them on one network, and another network passes (verdict.md E23). */
function isOneNetwork(verdict: Verdict): boolean {
  const { networks, networksFailing, fail, asked } = verdict
  return networksFailing.length === 1 && networks.length > 1 && fail.length * 2 > asked.length
}

/** What the verdict rests on, a sentence each: who saw it, where the time went, who abstained
 *  and why, how far the votes carry. */
export function verdictSentences(
  verdict: Verdict,
  places: Places = {},
  kind: IncidentKind = 'down',
): string[] {
  const fail = called(verdict.fail, places)
  const pass = called(verdict.pass, places)
  const asked = Math.max(verdict.asked.length, fail.length)
  const sentences: string[] = []
  const { beat, members, host, causes, rule } = verdict
  for (const cause of causes ?? []) sentences.push(say('cause', { cause }))
  if (host) sentences.push(say('hostDetail', { host }))
  if (beat) sentences.push(say('beatDetail', { rule, beat }))
  if (members) sentences.push(say('membersDetail', { members }))
  if (fail.length > 0) {
    const seen = { fail, pass, asked }
    sentences.push(kind === 'blocked' ? say('turnedAway', seen) : say('seenFrom', seen))
  }
  sentences.push(...timeSentences(verdict))
  for (const { location, reason } of verdict.abstained) {
    const why = reasonWords({ reason }) ?? reason
    sentences.push(say('abstained', { location: placeOf(location, places), why }))
  }
  sentences.push(...carrySentences(verdict, asked, places))
  return sentences
}

function timeSentences(verdict: Verdict): string[] {
  const sentences: string[] = []
  const { phase, waitedMs, budgetMs, patientMs, medianMs, slowAfterMs } = verdict
  if (waitedMs !== undefined && verdict.reason?.endsWith('_timeout')) {
    const known = phaseOf(phase)
    sentences.push(say('waited', { phase: known, waitedMs, budgetMs: budgetMs ?? null }))
  }
  if (patientMs !== undefined) {
    sentences.push(say('patient', { patientMs, answered: verdict.patientAnswered === true }))
  }
  const { of, by, endsAt, states } = verdict
  if (of !== undefined) {
    sentences.push(
      say('expiry', { of, by: by ?? null, endsAt: endsAt ?? null, states: states ?? [] }),
    )
  }
  if (medianMs !== undefined && slowAfterMs !== undefined) {
    sentences.push(say('median', { ms: medianMs, slowAfterMs, phase: phaseOf(verdict.slowPhase) }))
  }
  const { bytes, usualBytes, asked } = verdict
  if (bytes !== undefined && usualBytes !== undefined) {
    sentences.push(say('sizes', { bytes, usualBytes, places: asked.length }))
  }
  return sentences
}

/** How far the votes carry: streak, networks, a single location, missing controls. */
function carrySentences(verdict: Verdict, asked: number, places: Places): string[] {
  const sentences: string[] = []
  const { failRounds, askedMs, networks, networksFailing } = verdict
  if (asked === 0) return sentences
  if (failRounds !== undefined) {
    sentences.push(say('agreed', { failRounds, askedMs: askedMs ?? 0 }))
  }
  if (asked === 1) {
    const only = verdict.fail[0] ?? verdict.asked[0]
    if (only) sentences.push(say('oneLocation', { location: placeOf(only, places) }))
  } else if (networks.length === 1) {
    sentences.push(say('oneNetworkOnly', { places: asked, network: networks[0]! }))
  } else if (networksFailing.length > 0) {
    const voting = networks.length
    sentences.push(say('networksAgree', { failing: networksFailing, voting }))
  }
  if (!verdict.crossChecked && verdict.fail.length > 0) sentences.push(say('notCrossChecked', {}))
  return sentences
}

/** What it was, in one sentence, once it is over. */
export function pastSentence(verdict: Verdict): string[] {
  const fail = verdict.fail.length
  if (fail === 0) return []
  const asked = Math.max(verdict.asked.length, fail)
  return [say('wasSeen', { cause: reasonWords(verdict), fail, asked })]
}

/** The incident from beginning to end, a paragraph each, for the evidence page. */
export function explainIncident(incident: Incident, places: Places = {}): string[] {
  const { verdict } = incident
  const paragraphs = [verdictSentences(verdict, places, incident.kind).join(' ')]
  const rule = ruleKeys.find((key) => key === verdict.rule)
  if (rule) paragraphs.push(say('rule', { rule }))
  paragraphs.push(whenSentence(incident), ...incident.events.map(timelineSentence))
  return paragraphs.filter((paragraph) => paragraph !== '')
}

/** "Since …, certain 15.4 s later." or, when it is over, from when to when. */
export function whenSentence(incident: Incident): string {
  const { startedAt, resolvedAt, downtimeSeconds: seconds, verdict } = incident
  return resolvedAt === null
    ? say('since', { startedAt, decidedAfterMs: verdict.decidedAfterMs ?? null })
    : say('sinceUntil', { startedAt, resolvedAt, seconds })
}

function timelineSentence(event: IncidentEvent): string {
  const { at, kind, level, text, held, because } = event
  const by = event.by ?? null
  if (because) return say('because', { at, name: because.name })
  if (held) return say('held', { at, held })
  return kind === 'noted'
    ? say('note', { at, by, text: text ?? '' })
    : say('timeline', { at, kind, level, by })
}

/** A suspicion and what it came to: the words of the ledger. */
export function explainSuspicion(suspicion: Suspicion, places: Places = {}): string[] {
  const { startedAt: at, endedAt, outcome, why, incidentKind: kind } = suspicion
  const paragraphs = [say('suspected', { places: called(suspicion.places, places), at })]
  if (outcome === 'open') paragraphs.push(say('stillOpen', {}))
  else if (outcome === 'incident') paragraphs.push(say('becameIncident', { kind }))
  else {
    const seconds = endedAt === null ? null : Math.max(0, endedAt - at) / 1000
    paragraphs.push(say('avoided', { why: why ?? 'blip', seconds }))
  }
  return [...paragraphs, ...suspicion.rounds.flatMap((round) => explainRound(round, places))]
}

/** One round: what it said, then what each place saw. `said` when the caller knows it. */
export function explainRound(
  round: Round,
  places: Places = {},
  said: Said | null = null,
): string[] {
  const { number, kind, startedAt: at, decidedAt } = round
  const decidedMs = Math.max(0, decidedAt - at)
  return [
    say('round', { number, kind, at, decidedMs, said }),
    ...round.observations.map((observation) => explainObservation(observation, places)),
  ]
}

/** What one place saw, in one or more sentences. */
export function explainObservation(observation: Observation, places: Places = {}): string {
  const { network, ms } = observation
  const location = placeOf(observation.location, places)
  switch (observation.kind) {
    case 'pass':
    case 'slow': {
      const slow = observation.kind === 'slow'
      const over = observation.kind === 'slow' ? (observation.over ?? null) : null
      return say('observedPass', { location, network, ms, slow, over })
    }
    case 'blocked': {
      const cause = reasonWords({ reason: observation.reason }) ?? observation.reason
      return say('observedBlocked', { location, network, cause, ms })
    }
    case 'unknown': {
      const why = reasonWords({ reason: observation.reason }) ?? observation.reason
      return say('observedUnknown', { location, why, wouldBe: observation.wouldBe ?? null })
    }
    case 'fail':
      return [failSentence(observation, location), ...measured(observation)].join(' ')
  }
}

function failSentence(observation: Fail, location: string): string {
  const { network, ms, reasons, phase, measurement, unmet } = observation
  const status = measurement?.kind === 'notMeasured' ? undefined : measurement?.status
  const facts = { reason: reasons[0], phase, waitedMs: ms, status, unmet }
  const cause = reasonWords(facts) ?? 'failed'
  return say('observedFail', { location, network, cause, ms, proof: proofOf(observation) })
}

function proofOf(observation: Fail): string {
  const controls = observation.measurement?.controls
  if (observation.proof === 'controls' && controls && controls.length > 0) {
    const ok = controls.filter((control) => control.ok).length
    return say('controls', { ok, asked: controls.length }).replace(/\.$/, '')
  }
  return words().proofs[observation.proof]
}

function measured({ measurement }: Fail): string[] {
  if (!measurement || measurement.kind === 'notMeasured') return []
  const sentences: string[] = []
  const phases = phasesOf(measurement.phases)
  if (phases.length > 1) {
    sentences.push(say('phases', { phases, budgetMs: measurement.budgetMs }))
  }
  if (measurement.answers?.length) {
    sentences.push(say('resolvers', { answers: measurement.answers }))
  }
  const hops = measurement.hops ?? []
  const redirects = hops.filter((hop) => hop.location !== undefined)
  if (redirects.length > 0) {
    const chain = redirects.map((hop) => `${hop.status} ${hop.url}`)
    sentences.push(say('redirects', { hops: redirects.length, chain }))
  }
  return sentences
}

const phaseOrder = ['name', 'connect', 'tls', 'headers', 'body'] as const satisfies Phase[]

/** The phases that were seen, in their order in time. */
export function phasesOf(phases: PhasesMs): [Phase, number][] {
  return phaseOrder.flatMap((phase) => {
    const ms = phases[phase]
    return ms === undefined ? [] : [[phase, ms] as [Phase, number]]
  })
}

function phaseOf(phase: string | undefined): Phase | null {
  return phaseOrder.find((one) => one === phase) ?? null
}

/** What a place is called. */
export function placeOf(location: string, places: Places): string {
  return places[location] ?? location
}

const called = (locations: string[], places: Places) =>
  locations.map((location) => placeOf(location, places))
