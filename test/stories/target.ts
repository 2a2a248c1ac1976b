// How targets and places behave in a story: what a probe that starts at a moment comes to, and
// after how long. The whole course is known beforehand, so a probe can be cut off by what comes.
import type { CheckOf } from '../../workers/domain/check/check.ts'
import { domain } from '../../workers/domain/check/domain.ts'
import type { Answered, ControlAnswer, Measurement } from '../../workers/domain/measurement.ts'
import type { Judgement } from '../../workers/domain/observation.ts'
import type { UnknownReason } from '../../workers/domain/reason.ts'
import type { Registration } from '../../workers/domain/registration.ts'

export type Behaviour =
  | { kind: 'answers'; ms: number; bytes?: number; tlsMs?: number }
  | { kind: 'status'; status: number; ms: number }
  | { kind: 'refuses' | 'resets' | 'drops' | 'hangs' | 'limits' | 'challenges' }
  | { kind: 'silent' | 'stuck' | 'breaks' | 'spent' | 'cut off' | 'late' }
  | { kind: 'loses'; share: number }
  | { kind: 'every'; nth: number }
  | { kind: 'alternates' }
  | { kind: 'registered'; endsAt: number }
  | { kind: 'held' | 'unread' }

/** From `from` on, these places see these checks behave so. */
export interface Segment {
  from: number
  places: string[] | 'all'
  checks: [number, number] | 'all'
  behaviour: Behaviour
}

export interface Probe {
  place: string
  check: number
  round: number
  budgetMs: number
  startedAt: number
}

/** What a probe comes to, or null: never an answer, only the place's silence. */
export interface Outcome {
  afterMs: number
  judgement: Judgement
  measurement: Measurement
}

const quickMs = 30
export const usualMs = 80

/** Plays the targets of one story. Chance comes from a seed, and is the same in each run. */
export function targetOf(segments: Segment[], seed: number) {
  const chance = chanceOf(seed)
  const requests = new Map<number, number>()

  const at = (probe: Probe, time: number): Behaviour =>
    segments.findLast(
      ({ from, places, checks }) =>
        from <= time &&
        (places === 'all' || places.includes(probe.place)) &&
        (checks === 'all' || (checks[0] <= probe.check && probe.check <= checks[1])),
    )?.behaviour ?? { kind: 'answers', ms: usualMs }

  /** A reset cuts off what waits. */
  const cutBy = (probe: Probe, ms: number): number | null => {
    const cuts = segments
      .map(({ from }) => from)
      .filter((from) => from > probe.startedAt && from < probe.startedAt + ms)
      .filter((from) => at(probe, from).kind === 'resets')
    return cuts.length > 0 ? Math.min(...cuts) - probe.startedAt : null
  }

  const answer = (probe: Probe, ms: number, status = 200, bytes?: number): Outcome => {
    const cutMs = cutBy(probe, Math.min(ms, probe.budgetMs))
    if (cutMs !== null) return failed(probe, cutMs, 'connection_reset', false)
    if (ms > probe.budgetMs) return failed(probe, probe.budgetMs, 'headers_timeout', true)
    const judgement: Judgement =
      status < 400
        ? { kind: 'pass' }
        : { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false }
    const measurement = answered(probe, ms, status)
    if (bytes === undefined || measurement.kind !== 'answered') {
      return { afterMs: ms, judgement, measurement }
    }
    return { afterMs: ms, judgement, measurement: { ...measurement, bodyBytes: bytes } }
  }

  const play = (probe: Probe): Outcome => {
    const { budgetMs } = probe
    const behaviour = at(probe, probe.startedAt)
    switch (behaviour.kind) {
      case 'answers':
        return withTls(answer(probe, behaviour.ms, 200, behaviour.bytes), behaviour.tlsMs)
      case 'status':
        return answer(probe, behaviour.ms, behaviour.status)
      case 'hangs':
        return answer(probe, Number.POSITIVE_INFINITY)
      case 'refuses':
        return failed(probe, quickMs, 'connection_refused', false)
      case 'resets':
        return failed(probe, quickMs, 'connection_reset', false)
      case 'drops':
        return failed(probe, budgetMs, 'connect_timeout', false)
      case 'limits':
        return blocked(probe, 'rate_limited', 429)
      case 'challenges':
        return blocked(probe, 'blocked_by_waf', 403)
      case 'silent':
        return notMeasured(probe, quickMs, 'silent')
      case 'stuck':
        return notMeasured(probe, budgetMs + 14_000, 'silent')
      case 'registered':
        return registered(probe, { expiresAt: new Date(behaviour.endsAt).toISOString() })
      case 'held':
        return registered(probe, { states: ['client hold'] })
      case 'unread':
        return notMeasured(probe, quickMs, 'registry_unavailable')
      case 'breaks':
        return notMeasured(probe, quickMs, 'probe_error')
      case 'spent':
        return notMeasured(probe, quickMs, 'lender_spent')
      case 'late':
        return notMeasured(probe, usualMs, 'stalled')
      case 'cut off':
        return failed(probe, budgetMs, 'connect_timeout', false, false)
      case 'loses':
        if (chance() >= behaviour.share) return answer(probe, usualMs)
        return failed(probe, quickMs, 'connection_reset', false)
      case 'every': {
        const count = (requests.get(probe.check) ?? 0) + 1
        requests.set(probe.check, count)
        if (count % behaviour.nth !== 0) return answer(probe, usualMs)
        return answer(probe, usualMs, 503)
      }
      case 'alternates':
        return answer(probe, usualMs, probe.round % 2 === 0 ? 503 : 200)
    }
  }
  return { play, chance }
}

/** Small, seeded, good enough to lose probes by (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const controlUrls = ['https://one.example', 'https://two.example', 'https://three.example']
const controls = (ok: boolean): ControlAnswer[] =>
  controlUrls.map((url) => (ok ? { url, ok, ms: 20 } : { url, ok }))

const seen = (probe: Probe, ms: number) => ({
  v: 1 as const,
  order: `${probe.check}-${probe.round}-${probe.place}`,
  startedAt: probe.startedAt,
  totalMs: ms,
  budgetMs: probe.budgetMs,
  phases: { headers: ms },
})

/** The handshake as a phase of its own, as a socket shows it. */
function withTls(outcome: Outcome, tls: number | undefined): Outcome {
  const { measurement } = outcome
  if (tls === undefined || measurement.kind !== 'answered') return outcome
  const phases = { tls, headers: measurement.totalMs - tls }
  return { ...outcome, measurement: { ...measurement, phases } }
}

function answered(probe: Probe, ms: number, status: number): Measurement {
  const measurement = { ...seen(probe, ms), kind: 'answered' as const, status }
  return status < 400 ? measurement : { ...measurement, controls: controls(true) }
}

function failed(
  probe: Probe,
  ms: number,
  reason: 'connection_refused' | 'connection_reset' | 'connect_timeout' | 'headers_timeout',
  timeout: boolean,
  controlsAnswer = true,
): Outcome {
  const phase = timeout ? ('headers' as const) : ('connect' as const)
  return {
    afterMs: ms,
    judgement: { kind: 'fail', reasons: [reason], phase, timeout },
    measurement: {
      ...seen(probe, ms),
      kind: 'failed',
      reason,
      phase,
      accepted: timeout || reason === 'connection_reset',
      controls: controls(controlsAnswer),
    },
  }
}

function blocked(probe: Probe, reason: 'rate_limited' | 'blocked_by_waf', status: number): Outcome {
  const measurement = answered(probe, usualMs, status)
  return { afterMs: usualMs, judgement: { kind: 'blocked', reason }, measurement }
}

function notMeasured(probe: Probe, ms: number, reason: UnknownReason): Outcome {
  return {
    afterMs: ms,
    judgement: { kind: 'unknown', reason },
    measurement: { v: 1, kind: 'notMeasured', order: `${probe.check}-${probe.round}`, reason },
  }
}

/** What a registry says, judged as the type's own file does. */
function registered(probe: Probe, facts: Partial<Registration>): Outcome {
  const registration: Registration = {
    name: 'shop.example',
    isFound: true,
    expiresAt: null,
    registrar: 'Registrar Ltd',
    states: [],
    server: 'rdap.example',
    ...facts,
  }
  const seen = answered(probe, usualMs, 200) as Answered
  const measurement = { ...seen, registration }
  const check = { domain: { domain: 'shop.example', ...domain.defaults } } as CheckOf<'domain'>
  const judgement = domain.evaluate!(check, measurement, probe.startedAt)
  return { afterMs: usualMs, judgement, measurement }
}
