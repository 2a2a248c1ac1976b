// What an HTTP answer means to a channel, and what of it may be logged. Shared by every channel
// that speaks plain HTTP; a channel with a protocol of its own adds to it.

import type { OffWhy } from '../domain/config.ts'
import { words } from '../domain/words/index.ts'
import type { SendOutcome } from '../ports.ts'
import type { Heard } from './channel.ts'

export const saidCharsMax = 200

/** Statuses that say: this very request can never be taken. Everything else may heal, and what
 *  pages is worth a day of retries. 410 is apart: the receiver is gone (`disable`). */
const permanentStatuses: ReadonlySet<number> = new Set([413, 414, 431])

/** 2xx is ok; 410 disables; 413, 414, 431 and a refused address are permanent; all else, also a
 *  redirect (never followed), is tried again. */
export function heardHttp(outcome: SendOutcome): Heard {
  const said = saidOf(outcome)
  if (outcome.kind === 'fault') {
    const answer = outcome.fault === 'blocked_target' ? 'permanent' : 'retry'
    return { answer, disable: null, retryAfterSeconds: null, said }
  }
  const { status, retryAfterSeconds } = outcome
  if (status >= 200 && status < 300) {
    return { answer: 'ok', disable: null, retryAfterSeconds: null, said }
  }
  if (status === 410) return { answer: 'permanent', disable: 'gone', retryAfterSeconds: null, said }
  const answer = permanentStatuses.has(status) ? 'permanent' : 'retry'
  return { answer, disable: null, retryAfterSeconds, said }
}

/** What a provider's own words mean; null: what its status means. */
export type Reading = Partial<Omit<Heard, 'said'>> | null

/** Like `heardHttp`, but what `read` makes of the provider's own words goes first. Words that are
 *  not the provider's (a proxy's page) are not its word. */
export function heardAs(
  outcome: SendOutcome,
  read: (body: string, status: number) => Reading,
): Heard {
  const heard = heardHttp(outcome)
  if (outcome.kind === 'fault') return heard
  const own = read(outcome.body, outcome.status)
  return own ? { ...heard, ...own } : heard
}

/** The same with the answer as a JSON object; what is none is read as an empty one. */
export function heardJson(
  outcome: SendOutcome,
  read: (body: Record<string, unknown>, status: number) => Reading,
): Heard {
  return heardAs(outcome, (body, status) => read(objectOf(body), status))
}

/** Nothing of this kind can ever arrive there. */
export const off = (disable: OffWhy): Reading => ({ answer: 'permanent', disable })
/** This very message can never be taken. */
export const refused: Reading = { answer: 'permanent' }

/** Asked to wait; in seconds, whole ones at least. */
export function waitFor(seconds: unknown): Reading {
  const isTime = typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0
  return isTime ? { answer: 'retry', retryAfterSeconds: Math.ceil(seconds) } : null
}

/** An answer as a JSON object; an empty one when it is none. */
export function objectOf(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}

/** An object within an answer; an empty one when there is none. */
export function within(body: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = body[name]
  return isObject(value) ? value : {}
}

/** A text within an answer, in small letters; empty when there is none. */
export function textIn(body: Record<string, unknown>, name: string): string {
  const value = body[name]
  return typeof value === 'string' ? value.toLowerCase() : ''
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The first characters of an answer for the log: one line, no control characters, nothing that
 *  looks like a secret. */
export function saidOf(outcome: SendOutcome): string {
  if (outcome.kind === 'fault') return words().faults[outcome.fault]
  const text = outcome.body
    .slice(0, saidCharsMax * 4)
    .replace(secretPattern, '[secret]')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return text.length > saidCharsMax ? `${text.slice(0, saidCharsMax - 1)}…` : text
}

const secretPattern =
  /whs[ekp][ck]?_[\w+/=-]+|\bv1a?,[\w+/=]{20,}|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|\besk_\w+|\bbot\d+:[\w-]+/gi
