// What a probe sees in a storm: the target as it truly is at that moment, through a place that may
// have faults of its own.
import type {
  Answered,
  Batch,
  ControlAnswer,
  Failed,
  Measurement,
  ProbeEvent,
  ProbeOrder,
} from '../../workers/domain/measurement.ts'
import type { FailReason } from '../../workers/domain/reason.ts'
import { withCertificate } from './certificate.ts'
import type { Chance } from './loop.ts'
import { registrationTold } from './registration.ts'
import type { PlaceSpell, Storm, TargetSpell } from './storm.ts'

export const controls = ['https://one.example', 'https://two.example', 'https://three.example'].map(
  (url) => ({ url, private: false }),
)

/** One line of a place's answer, after so many milliseconds. */
export interface Line {
  afterMs: number
  event: ProbeEvent
}
export interface Answer {
  lines: Line[]
  /** When the stream ends. */
  endsAfterMs: number
}

export const targetSpellAt = (storm: Storm, check: string, place: string, at: number) =>
  storm.targetSpells.find(
    (one) =>
      one.check === check &&
      one.from <= at &&
      at < one.to &&
      (one.places === null || one.places.includes(place)),
  )

export const placeSpellAt = (storm: Storm, place: string, at: number) =>
  storm.placeSpells.find((one) => one.from <= at && at < one.to && one.places.includes(place))

/** How a place answers a batch that reaches it at `at`. */
export function answerOf(storm: Storm, chance: Chance, batch: Batch, at: number): Answer {
  const fault = placeSpellAt(storm, batch.location, at)
  if (fault?.kind === 'silent') return { lines: [], endsAfterMs: 30 }
  if (fault?.kind === 'stuck') return { lines: [], endsAfterMs: batch.deadlineMs + 10_000 }
  const lines = batch.orders.flatMap((order) => linesOf(storm, chance, batch, order, at, fault))
  lines.sort((a, b) => a.afterMs - b.afterMs)
  const kept = fault?.kind === 'breaks' ? lines.slice(0, Math.floor(lines.length / 2)) : lines
  return { lines: kept, endsAfterMs: (kept.at(-1)?.afterMs ?? 20) + 1 }
}

function linesOf(
  storm: Storm,
  chance: Chance,
  batch: Batch,
  order: ProbeOrder,
  at: number,
  fault: PlaceSpell | undefined,
): Line[] {
  const place = storm.places.find((one) => one.id === batch.location)!
  const check = order.id.slice(0, order.id.lastIndexOf('.'))
  const lateMs = fault?.kind === 'late' ? chance.whole(500, 9_000) : 0
  const usualMs = Math.round(place.ms * (0.8 + 0.4 * chance.next()))
  const seen = measure(storm, order, check, place.id, at, usualMs, fault)
  const ms = seen.totalMs ?? 20
  const lines: Line[] = [{ afterMs: ms + lateMs, event: seen }]
  const reportMs = order.patient?.reportAfterMs
  if (reportMs !== undefined && reportMs < ms) {
    const waiting = { v: 1 as const, kind: 'waiting' as const, order: order.id, waitedMs: reportMs }
    lines.unshift({ afterMs: reportMs + lateMs, event: waiting })
  }
  return lines
}

function measure(
  storm: Storm,
  order: ProbeOrder,
  check: string,
  place: string,
  at: number,
  usualMs: number,
  fault: PlaceSpell | undefined,
): Measurement {
  const seen = seenBy(order, usualMs, at, fault)
  if (fault?.kind === 'errors') {
    return { v: 1, kind: 'notMeasured', order: order.id, reason: 'probe_error', totalMs: 20 }
  }
  if (fault?.kind === 'sick' || fault?.kind === 'cut') return seen.fails('connect_timeout')
  const spell = targetSpellAt(storm, check, place, at)
  const answer = spell ? troubled(spell, seen) : seen.answers(usualMs)
  if (answer.kind !== 'answered') return answer
  if (order.target.type === 'domain') return registrationTold(storm, order, answer)
  return withCertificate(storm, order, { check, place, at }, answer)
}

type Seen = ReturnType<typeof seenBy>

function troubled(spell: TargetSpell, seen: Seen): Measurement {
  switch (spell.kind) {
    case 'refuses':
      return seen.fails('connection_refused')
    case 'resets':
      return seen.fails('connection_reset')
    case 'drops':
      return seen.fails('connect_timeout')
    case 'hangs':
      return seen.fails('headers_timeout')
    case 'status':
      return seen.isTcp ? seen.fails('connection_refused') : seen.answers(seen.usualMs, 503)
    case 'limits':
      return seen.answers(seen.usualMs, 429)
    case 'forbids':
      return seen.answers(seen.usualMs, 403)
    case 'challenges':
      return { ...seen.answers(seen.usualMs, 403), challenge: true }
    case 'unroutable':
      return { ...seen.fails('unreachable'), family: 'ipv6' }
    case 'shrinks':
      return { ...seen.answers(seen.usualMs), bodyBytes: 0 }
    case 'slow':
    case 'late':
      return seen.answers(spell.ms)
    case 'redirects':
      return seen.redirected()
  }
}

const timeouts: ReadonlySet<FailReason> = new Set(['connect_timeout', 'headers_timeout'])

function seenBy(order: ProbeOrder, usualMs: number, at: number, fault: PlaceSpell | undefined) {
  const { budgetMs } = order
  const base = (ms: number) => ({
    v: 1 as const,
    order: order.id,
    startedAt: at,
    totalMs: ms,
    budgetMs,
    phases: { headers: ms },
  })
  const proof = () => ({ controls: controlAnswers(fault?.kind !== 'cut') })
  const fails = (reason: FailReason): Failed => {
    const isTimeout = timeouts.has(reason)
    const isConnect = reason !== 'headers_timeout' && reason !== 'connection_reset'
    return {
      ...base(isTimeout ? budgetMs : usualMs),
      ...proof(),
      kind: 'failed',
      reason,
      phase: isConnect ? 'connect' : 'headers',
      accepted: !isConnect,
    }
  }
  const answers = (ms: number, status = 200): Answered | Failed => {
    if (ms > budgetMs) return fails('headers_timeout')
    const body = status === 200 && order.target.type === 'http' ? { bodyBytes: 20_000 } : {}
    return { ...base(ms), kind: 'answered', status, ...body, ...(status >= 400 ? proof() : {}) }
  }
  const redirected = (): Answered => {
    const hop = { url: 'https://a.example/', status: 302, location: '/b', ms: 10 }
    const last = { url: 'https://a.example/b', status: 200, ms: 10 }
    return { ...base(usualMs), kind: 'answered', status: 200, hops: [hop, last] }
  }
  return { usualMs, isTcp: order.target.type === 'tcp', fails, answers, redirected }
}

/** What a place's own controls say. */
export function controlAnswers(ok: boolean): ControlAnswer[] {
  return controls.map(({ url }) => (ok ? { url, ok, ms: 20 } : { url, ok }))
}
