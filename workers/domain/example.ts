// A course of events that never was, played through the verdict as it is: what the public site
// shows of a picture, an alarm and a ledger. Only what the places saw is made up, here; what became
// of it is decided by the same code that wakes people.
import { checkInput, resolveCheck } from './check/index.ts'
import { explainIncident, headlineOf } from './explain.ts'
import type { Incident } from './incident.ts'
import { type Ledger, ledgerOf, type Windows } from './ledger.ts'
import type { Observation } from './observation.ts'
import { type Picture, pictureOfIncident } from './picture.ts'
import type { Round, RoundKind } from './round.ts'
import type { Suspicion } from './suspicion.ts'
import { replay } from './whatif/replay.ts'

export interface Example {
  /** The one incident, its picture, and the alarm in sentences. */
  incident: Incident
  picture: Picture
  headline: string
  sentences: string[]
  /** What woke nobody that month, and the incident. */
  ledger: Ledger
  /** Names by id. */
  checks: Record<string, string>
  places: Record<string, string>
}

/** Places, and how long a refusal takes to come back to each. */
const seats = [
  { id: 'weur', network: 'cloudflare', label: 'Europe', default: true, ms: 41 },
  { id: 'enam', network: 'cloudflare', label: 'America', default: true, ms: 95 },
  { id: 'apac-ne', network: 'cloudflare', label: 'Asia', default: true, ms: 144 },
  { id: 'office', network: 'isp', label: 'your own agent', default: true, ms: 18 },
]

/** Milliseconds after the first round, its kind, and what the places saw in their order: a number
 *  is an answer after so many ms, `-` a refused connection, `?` no vote. */
type Line = [afterMs: number, kind: RoundKind, seen: string]

const outage: Line[] = [
  [0, 'slot', '41 96 143 18'],
  [60_000, 'slot', '- 94 147 18'],
  [60_900, 'verify', '- - ? -'],
  [64_900, 'verify', '- - - -'],
  [68_900, 'verify', '- - - -'],
  [72_900, 'verify', '- - - -'],
  [76_900, 'verify', '- - - -'],
  [106_900, 'recover', '- - - -'],
  [136_900, 'recover', '44 98 151 19'],
  [140_900, 'recover', '42 95 144 18'],
  [144_900, 'recover', '41 97 149 18'],
  [148_900, 'recover', '41 95 145 18'],
]
const restart: Line[] = [
  [0, 'slot', '- - - -'],
  [900, 'verify', '52 104 158 20'],
  [4_900, 'verify', '40 96 143 18'],
  [8_900, 'verify', '40 96 143 18'],
]
const oneRoute: Line[] = [
  [0, 'slot', '61 - 150 22'],
  [900, 'verify', '60 - 148 22'],
  [4_900, 'verify', '63 - 151 23'],
  [8_900, 'verify', '61 118 149 22'],
  [12_900, 'verify', '61 117 150 22'],
]
const days = (day: number, time: string) => Date.parse(`2026-10-${day}T${time}Z`)
/** Work on the API that was planned for this hour: watched, and told to nobody. */
const planned = { startsAt: days(11, '22:00:00'), endsAt: days(11, '23:00:00') }
const told: [name: string, at: number, lines: Line[]][] = [
  ['shop checkout', days(26, '02:57:12'), outage],
  ['shop checkout', days(21, '04:10:03'), restart],
  ['docs', days(17, '13:42:30'), oneRoute],
  ['api', days(11, '22:05:41'), outage],
  ['api', days(11, '04:09:02'), restart],
]

let played: Example | null = null

/** The example; the same one each time. */
export function example(): Example {
  played ??= play()
  return played
}

function play(): Example {
  const incidents: Incident[] = []
  const suspicions: Suspicion[] = []
  const checks: Record<string, string> = {}
  for (const [index, [name, at, lines]] of told.entries()) {
    const check = checkOf(name, `chk_example_${index}`)
    checks[check.id] = name
    const rounds = lines.map((line, number) => roundOf(line, at, number + 1))
    const calm = rounds.length + 1
    const after = Array.from({ length: 12 }, (_, number) =>
      roundOf([(number + 4) * 60_000, 'slot', '41 95 144 18'], at, calm + number),
    )
    const facts = { check, tried: check, happenings: [], locations: seats, startAt: at - 60_000 }
    const { asIs } = replay({ ...facts, rounds: [...rounds, ...after] })
    incidents.push(...asIs.incidents.values())
    suspicions.push(...asIs.suspicions.values())
  }
  const incident = incidents[0]!
  const places = Object.fromEntries(seats.map((one) => [one.id, one.label]))
  const name = checks[incident.check ?? ''] ?? ''
  return {
    incident,
    picture: pictureOfIncident(incident, incident.rounds),
    headline: headlineOf(name, incident.kind, openedBy(incident), places),
    sentences: explainIncident(incident, places),
    ledger: ledgerOf(suspicions.map(lineOf), incidents.map(toldLine), windows),
    checks,
    places,
  }
}

const windows: Windows = {
  maintenance: [{ id: 'mnt_example', checks: null, ...planned }],
  tags: {},
}
const openedBy = ({ events, verdict }: Incident) => events[0]?.verdict ?? verdict
const lineOf = ({ rounds: _, ...suspicion }: Suspicion) => suspicion
const isPlanned = ({ openedAt }: Incident) =>
  openedAt >= planned.startsAt && openedAt < planned.endsAt
const toldLine = (one: Incident) => ({
  ...one,
  isTold: !isPlanned(one),
  isHeldByParent: false,
  dropped: null,
  places: one.verdict.fail,
})

function checkOf(name: string, id: string) {
  const input = checkInput.parse({
    type: 'http',
    name,
    url: 'https://shop.example/',
    recoverSeconds: 10,
  })
  return resolveCheck(input, { id, workspace: 'example', nowIso: '2026-10-01T00:00:00.000Z' })
}

function roundOf([afterMs, kind, seen]: Line, from: number, number: number): Round {
  const startedAt = from + afterMs
  const words = seen.split(' ')
  const observations = seats.map((seat, index) => seenAt(seat, words[index] ?? '?', startedAt))
  const lengthMs = Math.max(...observations.map((one) => one.ms))
  return {
    v: 1,
    number,
    kind,
    startedAt,
    decidedAt: startedAt + lengthMs,
    lengthMs,
    asked: seats.map((one) => one.id),
    observations,
  }
}

function seenAt(
  { id, network, ms: usual }: (typeof seats)[number],
  word: string,
  at: number,
): Observation {
  const ms = /^\d{2,}$/.test(word) ? Number(word) : usual
  const base = { location: id, network, at: at + ms, ms }
  if (word === '?') return { ...base, kind: 'unknown', reason: 'stalled' }
  const fail = { kind: 'fail', timeout: false, proof: 'controls' } as const
  if (word === '-') {
    return { ...base, ...fail, reasons: ['connection_refused'], phase: 'connect' }
  }
  return { ...base, kind: ms > 2_000 ? 'slow' : 'pass' }
}
