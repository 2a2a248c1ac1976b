// What the cron knows without Postgres: which shards there are, and from when on Postgres is to be
// asked again. So Postgres may fall asleep where nobody looks and nothing happens. Pure.
import type { OwnFault } from './watch.ts'

/** PERSISTED CONTRACT: on the desk. */
export interface Slate {
  v: 1
  /** Which Postgres it was: another is looked into at once. */
  database: string
  /** When the last look into Postgres began; 0: there was none. */
  lookedAt: number
  /** When the next one is due, even if nobody else asks Postgres before. */
  dueAt: number
  /** When somebody else asked it last, as far as they said. */
  askedAt: number
  shards: string[]
  /** Whether it answered at the last look. */
  isThere: boolean
  /** What it said then that the operator is told of. */
  faults: OwnFault[]
  /** So many probes of a day reach its budget; null: there is none, or it is reached. */
  probesMax: number | null
}

/** What a look found: all but who else asked. */
export type Looked = Omit<Slate, 'v' | 'askedAt'>

/** Whoever asks Postgres often says so this often. */
export const saidApartMs = 60_000
/** After a word at the desk: questions that were not said any more are over by then. */
const overAfterMs = saidApartMs + 20_000
/** A database that rests for so long falls asleep (Neon); asked more often, it never does. */
const sleepsAfterMs = 300_000
/** Shards upload what is whole so long after an hour, spread over as long again. */
export const uploadAfterMs = 120_000
export const uploadSpreadMs = 120_000
/** The cron comes each minute, not to the second. */
const earlyMs = 30_000
const hourMs = 3_600_000

const blank: Slate = {
  v: 1,
  database: '',
  lookedAt: 0,
  dueAt: 0,
  askedAt: 0,
  shards: [],
  isThere: true,
  faults: [],
  probesMax: null,
}

/** Whether Postgres is asked now: something is due, or somebody asked it since the last look and may
 *  have written what wants to be acted on. With nothing known it is asked. */
export function isLookDue(slate: Slate | null, now: number): boolean {
  if (!slate) return true
  const { lookedAt, dueAt, askedAt } = slate
  return now >= dueAt || now < lookedAt || lookedAt < askedAt + overAfterMs
}

/** The slate once somebody has asked Postgres. */
export function askedOn(slate: Slate | null, at: number): Slate {
  const before = slate ?? blank
  return { ...before, askedAt: Math.max(before.askedAt, at) }
}

/** The slate after a look. Who asked meanwhile is not forgotten. */
export function lookedOn(slate: Slate | null, looked: Looked): Slate {
  return { ...blank, askedAt: slate?.askedAt ?? 0, ...looked }
}

/** Number of the hour for what is done once an hour: it begins when what shards upload is there. */
export function hourTurn(now: number): number {
  return Math.floor((now - uploadAfterMs - uploadSpreadMs + earlyMs) / hourMs)
}

/** Number of the turn in which all pages of the public are looked at anew: five minutes, or an hour where
 *  Postgres may sleep between. */
export function publicTurn(now: number, flushSeconds: number): number {
  const isOften = flushSeconds * 1000 <= sleepsAfterMs
  return isOften ? Math.floor(now / sleepsAfterMs) : hourTurn(now)
}

/** When the cron looks again of itself: after the uploads of all shards, once an hour at least; and at
 *  once where uploads are so often that Postgres never sleeps. */
export function nextLookAt(lookedAt: number, flushSeconds: number): number {
  const everyMs = flushSeconds * 1000
  if (everyMs <= sleepsAfterMs) return lookedAt
  const afterMs = uploadAfterMs + uploadSpreadMs
  return nextMark(lookedAt + earlyMs, Math.min(everyMs, hourMs), afterMs) - earlyMs
}

/** The first instant after `at` on a grid. */
export function nextMark(at: number, everyMs: number, phaseMs: number): number {
  return (Math.floor((at - phaseMs) / everyMs) + 1) * everyMs + phaseMs
}
