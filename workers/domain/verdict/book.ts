// How well each location has been lately, over all checks of the shard: silence, abstention,
// controls, lone failures (verdict.md A2, B, F33). Quiet rounds give the same book back.
import type { Check } from '../check/check.ts'
import type { ControlAnswer } from '../measurement.ts'
import type { Observation, Unknown } from '../observation.ts'
import { sourceReasons, type UnknownReason } from '../reason.ts'
import type { Round } from '../round.ts'
import { countedOnce } from './colo.ts'
import * as numbers from './numbers.ts'
import { refusalsApart } from './refusal.ts'

/** PERSISTED CONTRACT. */
export interface LocationBook {
  v: 1
  locations: Record<string, LocationRecord>
}
export interface LocationRecord {
  /** Since when it is unwell; null: well. */
  unwellSince: number | null
  /** The open `node` incident about it. */
  incident: string | null
  /** The data centre it stood in when it last measured. */
  colo?: string
  /** Of a borrowed place: when it was asked last, and why it did not answer. */
  lent?: { at: number; reason: UnknownReason | null; detail?: string }
  /** Checks it fails alone, since when, and when last. */
  alone?: Record<string, { since: number; at: number }>
  /** The last lone failure of any check. */
  aloneAt?: number
  /** While unwell: when it last saw what the others saw. */
  agreedAt?: number
  /** Checks it was asked for lately; the time is rough. */
  probed?: Record<string, number>
  /** Measured nothing since; and whether that was told. */
  muteSince?: number | null
  isMuteTold?: boolean
  /** When last it measured nothing. */
  muteAt?: number
  /** Control targets that ever answered there, and when last (rough). */
  controls?: Record<string, number>
}

/** What a round (or time) changed about a location; its owner is told once each way. `why`:
 *  it alone fails what others reach, or it measures nothing at all. */
export interface BookChange {
  location: string
  kind: 'unwell' | 'well'
  why: 'alone' | 'mute'
  checks: string[]
}

export function newBook(): LocationBook {
  return { v: 1, locations: {} }
}

const newRecord = (): LocationRecord => ({ unwellSince: null, incident: null })
const roughMs = numbers.probedLatelyMs / 3

/** Takes in a round of a check: who failed alone, who measured nothing. Call it when the round
 *  was judged, and again when late answers made it whole. `isStrained`: our own machine has more to
 *  do than it can, which is told of it and not of its places. */
export function noteRound(
  book: LocationBook,
  heard: Round,
  check: Check,
  now: number,
  isStrained = false,
): { book: LocationBook; changes: BookChange[] } {
  const round = countedOnce(refusalsApart(heard))
  const votes = { pass: 0, fail: 0 }
  for (const { kind } of round.observations) {
    if (kind === 'pass' || kind === 'slow') votes.pass += 1
    else if (kind === 'fail') votes.fail += 1
  }
  let locations: LocationBook['locations'] | null = null
  const changes: BookChange[] = []
  for (const observation of round.observations) {
    const { location } = observation
    const before = book.locations[location] ?? newRecord()
    const after = recordAfter(before, observation, { check: check.id, votes, now, isStrained })
    if (after === before) continue
    locations ??= { ...book.locations }
    locations[location] = judged(after, location, now, changes)
  }
  return { book: locations ? { ...book, locations } : book, changes }
}

interface Seen {
  check: string
  votes: { pass: number; fail: number }
  now: number
  isStrained: boolean
}

function recordAfter(before: LocationRecord, observation: Observation, seen: Seen): LocationRecord {
  const { check, votes, now, isStrained } = seen
  let record = before
  const put = (facts: Partial<LocationRecord>) => {
    record = { ...record, ...facts }
  }
  const probedAt = record.probed?.[check]
  if (probedAt === undefined || Math.abs(now - probedAt) > roughMs) {
    put({ probed: fresh({ ...record.probed, [check]: now }, now) })
  }
  // A lender that is away is no fault of ours: the page of places tells it.
  const isMute =
    observation.kind === 'unknown' && !before.lent && isOfPlace(observation, isStrained)
  if (isMute) put({ muteSince: record.muteSince ?? now, muteAt: now })
  else if (record.muteSince != null) put({ muteSince: null })
  const vote = voteOf(observation)
  if (vote === 'fail' && isAlone(observation, votes)) {
    const since = record.alone?.[check]?.since ?? now
    put({ alone: { ...record.alone, [check]: { since, at: now } }, aloneAt: now })
  } else if (vote !== null && record.alone?.[check]) {
    const { [check]: _, ...alone } = record.alone
    put({ alone })
  }
  const agrees = vote === 'pass' || (vote === 'fail' && !record.alone?.[check] && votes.fail > 0)
  if (agrees && record.unwellSince !== null) put({ agreedAt: now })
  return record
}

/** Whether it is the place that measured nothing, not a source that it asked, or our own machine. One
 *  whose word is set aside did measure, also where it was turned away and would have had no vote. */
function isOfPlace({ wouldBe, reason }: Unknown, isStrained: boolean): boolean {
  if (isStrained && reason === 'stalled') return false
  if (reason === 'unwell' || reason === 'same_colo') return false
  return wouldBe === undefined && !sourceReasons.has(reason)
}

/** Its vote, or what an unwell place would have voted. */
function voteOf(observation: Observation): 'pass' | 'fail' | null {
  const kind = observation.kind === 'unknown' ? observation.wouldBe : observation.kind
  if (kind === 'fail') return 'fail'
  return kind === 'pass' || kind === 'slow' ? 'pass' : null
}

/** At least two others, and a majority of the others, pass (B7). With two places never (B9). */
function isAlone({ kind }: Observation, votes: Seen['votes']): boolean {
  const others = votes.pass + votes.fail - (kind === 'fail' ? 1 : 0)
  return votes.pass >= numbers.aloneOthersMin && votes.pass * 2 > others
}

/** The record with its changes of state, which are noted in `changes`. */
function judged(
  before: LocationRecord,
  location: string,
  now: number,
  changes: BookChange[],
): LocationRecord {
  let record = before
  const change = (kind: BookChange['kind'], why: BookChange['why'], checks: string[]) =>
    changes.push({ location, kind, why, checks })
  const checks = loneChecks(record, now)
  const probed = Object.keys(record.probed ?? {}).length
  const isMany =
    checks.length >= numbers.unwellChecksMin && checks.length >= numbers.unwellShareMin * probed
  if (record.unwellSince === null && isMany) {
    record = { ...record, unwellSince: now }
    change('unwell', 'alone', checks)
  } else if (record.unwellSince !== null && isOver(record, now)) {
    record = { ...record, unwellSince: null, alone: {} }
    change('well', 'alone', [])
  }
  const { muteSince, isMuteTold } = record
  if (muteSince != null && !isMuteTold && now - muteSince >= numbers.muteAfterMs) {
    record = { ...record, isMuteTold: true }
    change('unwell', 'mute', [])
  } else if (muteSince == null && isMuteTold && isMuteOver(record, now)) {
    record = { ...record, isMuteTold: false }
    change('well', 'mute', [])
  }
  return record
}

/** Checks it has failed alone for 15 s or longer, and still did lately. */
function loneChecks({ alone = {} }: LocationRecord, now: number): string[] {
  return Object.keys(alone).filter((check) => {
    const { since, at } = alone[check]!
    return at - since >= numbers.unwellAfterMs && now - at < numbers.probedLatelyMs
  })
}

/** Five minutes without that disagreement (B10), and an agreement since: a spare that nobody asked
 *  has shown nothing. A clock set back begins them anew. */
function isOver({ aloneAt = 0, agreedAt = 0, unwellSince }: LocationRecord, now: number): boolean {
  const since = Math.max(aloneAt, unwellSince ?? 0)
  return agreedAt > since && now - since >= numbers.wellAfterMs
}

/** Five minutes of measuring, so that a place that comes and goes is told once. */
const isMuteOver = ({ muteAt = 0 }: LocationRecord, now: number) =>
  now - muteAt >= numbers.wellAfterMs || now < muteAt

function fresh(probed: Record<string, number>, now: number): Record<string, number> {
  const entries = Object.entries(probed)
  return Object.fromEntries(entries.filter(([, at]) => now - at < numbers.probedLatelyMs))
}

/** What time alone changes: a location that has been unwell comes back. */
export function bookPassed(
  book: LocationBook,
  now: number,
): { book: LocationBook; changes: BookChange[] } {
  const changes: BookChange[] = []
  let locations: LocationBook['locations'] | null = null
  for (const [location, record] of Object.entries(book.locations)) {
    const after = judged(record, location, now, changes)
    if (after === record) continue
    locations ??= { ...book.locations }
    locations[location] = after
  }
  return { book: locations ? { ...book, locations } : book, changes }
}

/** Takes in control targets' answers at a location: which of them ever answer there. A spare that
 *  was told as mute is asked for nothing else: here it shows that it measures again. */
export function noteControls(
  book: LocationBook,
  location: string,
  answers: ControlAnswer[],
  now: number,
): LocationBook {
  const record = book.locations[location] ?? newRecord()
  const news = answers.filter(
    ({ url, ok }) => ok && Math.abs(now - (record.controls?.[url] ?? -roughMs)) >= roughMs,
  )
  const isBack =
    record.isMuteTold &&
    answers.some(({ ok }) => ok) &&
    now - (record.muteAt ?? 0) > numbers.askAgainMs + numbers.muteAfterMs
  if (news.length === 0 && !isBack) return book
  const controls = { ...record.controls }
  for (const { url } of news) controls[url] = now
  const after = { ...record, controls, ...(isBack ? { muteSince: null } : {}) }
  return { ...book, locations: { ...book.locations, [location]: after } }
}

/** Whether a control target ever answered there. */
export function controlsOf(book: LocationBook, location: string): Record<string, number> {
  return book.locations[location]?.controls ?? {}
}
