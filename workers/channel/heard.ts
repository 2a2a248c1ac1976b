// What an HTTP answer means to a channel, and what of it may be logged. Shared by every channel
// that speaks plain HTTP; a channel with a protocol of its own adds to it.

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
  /whs[ekp][ck]?_[\w+/=-]+|\bv1a?,[\w+/=]{20,}|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}|\besk_\w+/gi
