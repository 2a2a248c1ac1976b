// What a user may set about the phases of an answer: each may have a limit of its own, over which
// the answer is slow, for every type whose probes see phases apart.
import type { Measurement, Phase, PhasesMs } from '../measurement.ts'
import type { PhaseOver } from '../observation.ts'
import { milliseconds, words } from '../words/index.ts'
import type { Check } from './check.ts'
import { type FormField, wholeBetween } from './check-fields.ts'

/** Milliseconds over which an answer is slow by this phase; null: no limit. Absent in checks stored
 *  before. */
export interface PhaseSettings {
  nameSlowAfterMs?: number | null
  connectSlowAfterMs?: number | null
  tlsSlowAfterMs?: number | null
  headersSlowAfterMs?: number | null
  bodySlowAfterMs?: number | null
}

type FieldOf<P extends Phase> = `${P}SlowAfterMs`
const fieldOf = <P extends Phase>(phase: P): FieldOf<P> => `${phase}SlowAfterMs`

const limit = wholeBetween(10, 60_000, 'milliseconds').nullable()

/** The fields of these phases as the API takes them. */
export function phaseFields<P extends Phase>(phases: readonly P[]) {
  const entries = phases.map((phase) => [fieldOf(phase), limit])
  return Object.fromEntries(entries) as Record<FieldOf<P>, typeof limit>
}

/** No limits. */
export function phaseDefaults<P extends Phase>(phases: readonly P[]) {
  const entries = phases.map((phase) => [fieldOf(phase), null])
  return Object.fromEntries(entries) as Record<FieldOf<P>, null>
}

const asked: Record<Phase, [string, string]> = {
  name: ['Limit of resolving', 'Slow when the host name is resolved later than this.'],
  connect: ['Limit of connecting', 'Slow when the connection is accepted later than this.'],
  tls: ['Limit of the handshake', 'Slow when TLS takes longer than this.'],
  headers: ['Limit of the first byte', 'Slow when it comes later than this after the request.'],
  body: ['Limit of the body', 'Slow when it takes longer than this from first byte to last.'],
}

/** Their form; of phases that the network's own locations do not see apart, that is said. */
export function phaseForm(phases: readonly Phase[], unseen: readonly Phase[]): FormField[] {
  return phases.map((phase) => {
    const [label, help] = asked[phase]
    const isUnseen = unseen.includes(phase)
    const note = isUnseen
      ? ' Says nothing at the edge, where it is not seen apart.'
      : ' Empty: no limit of its own.'
    const unit = 'ms'
    return { name: fieldOf(phase), label, help: help + note, kind: 'number', unit, advanced: true }
  })
}

/** The limits that are set, by phase. */
export function phaseLimits(check: Check): [Phase, number][] {
  const settings = (check as unknown as Record<string, PhaseSettings>)[check.type] ?? {}
  const all: Phase[] = ['name', 'connect', 'tls', 'headers', 'body']
  return all.flatMap((phase): [Phase, number][] => {
    const ms = settings[fieldOf(phase)]
    return ms ? [[phase, ms]] : []
  })
}

/** The limits as a sentence; empty: there are none. */
export function phaseWords(settings: PhaseSettings): string {
  const type = 'http' as const
  const limits = phaseLimits({ type, [type]: settings } as unknown as Check)
  if (limits.length === 0) return ''
  const named = limits.map(([phase, ms]) => `${words().phases[phase]} over ${milliseconds(ms)}`)
  return ` It is slow, too, with ${named.join(', or ')}.`
}

/** Those phases of an answer that have a limit; undefined: none has, or none was seen. */
export function limitedPhases(check: Check, measured: Measurement): PhasesMs | undefined {
  if (measured.kind !== 'answered') return undefined
  const seen = phaseLimits(check).flatMap(([phase]) => {
    const ms = measured.phases[phase]
    return ms === undefined ? [] : [[phase, Math.round(ms)] as const]
  })
  return seen.length > 0 ? Object.fromEntries(seen) : undefined
}

/** The phase that is furthest over its limit times `factor`; null: none is. */
export function phaseOver(
  check: Check,
  phases: PhasesMs | undefined,
  factor = 1,
): PhaseOver | null {
  let worst: PhaseOver | null = null
  if (!phases) return null
  for (const [phase, limitMs] of phaseLimits(check)) {
    const ms = phases[phase] ?? 0
    if (ms <= limitMs * factor) continue
    if (!worst || ms / limitMs > worst.ms / worst.limitMs) worst = { phase, ms, limitMs }
  }
  return worst
}
