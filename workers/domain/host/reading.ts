// What a look at a host brings, before it is judged; and its judgement over time.
import { duration } from '../words/index.ts'
import {
  judged,
  type KnownLevel,
  type Limits,
  newTrack,
  type Track,
  watchedSeconds,
} from './judge.ts'
import type { Finding, FindingLevel, Metric } from './report.ts'

/** A figure with its limits, or what is a level in itself. */
export type Reading = {
  /** The same from look to look: `filesystem:/var`. */
  key: string
  /** What is so, without a full stop. */
  text: string
  metrics?: Metric[]
} & (
  | { value: number; limits: Limits }
  | {
      level: FindingLevel
      /** A bad level counts when it has lasted this long: a restart is none. */
      holdSeconds?: number
    }
)

/** What is remembered between looks, by key. */
export type Book = Map<string, Track>

const textMax = 300
export const findingsMax = 500

/** The findings of one look. The book is brought up to date; keys that are gone leave it. */
export function findingsOf(book: Book, readings: readonly Reading[], now: number): Finding[] {
  const seen = new Map<string, Reading>()
  for (const one of readings) if (!seen.has(one.key)) seen.set(one.key, one)
  for (const key of book.keys()) if (!seen.has(key)) book.delete(key)
  return [...seen.values()].slice(0, findingsMax).map((one) => {
    const before = book.get(one.key) ?? newTrack(now)
    const after = trackOf(before, one, now)
    book.set(one.key, after)
    return findingOf(one, after, now)
  })
}

function trackOf(before: Track, one: Reading, now: number): Track {
  if ('value' in one) return judged(before, one.value, one.limits, now)
  // Could not be looked at: what was known stays known, and what had begun begins anew.
  if (one.level === 'unknown') return { ...before, samples: [] }
  const holdMs = (one.holdSeconds ?? 0) * 1_000
  if (holdMs > 0 && one.level !== 'ok' && before.level !== one.level) {
    const begun = before.samples[0] ?? [now, 1]
    const isHeld = now >= begun[0] && now - begun[0] < holdMs
    if (isHeld) return { ...before, samples: [begun] }
  }
  const isSame = before.isSettled && before.level === one.level
  return { level: one.level, since: isSame ? before.since : now, isSettled: true, samples: [] }
}

function findingOf(one: Reading, track: Track, now: number): Finding {
  const { key } = one
  const level = 'level' in one && one.level === 'unknown' ? 'unknown' : levelOf(track)
  const text = 'value' in one ? `${one.text}${limitText(one, track, now)}` : one.text
  return { key, level, since: track.since, text: cut(text) }
}

const levelOf = (track: Track): FindingLevel => (track.isSettled ? track.level : 'unknown')

/** What it was measured against: "for 5 min, limit 90". */
function limitText(one: Reading & { limits: Limits }, track: Track, now: number): string {
  const { limits } = one
  const { forSeconds } = limits
  if (!track.isSettled) {
    return `; watched for ${duration(watchedSeconds(track, now))} of ${duration(forSeconds)}`
  }
  const limit = limitOf(track.level, limits)
  if (limit === null) return ''
  const over = forSeconds > 0 ? `, on average of ${duration(forSeconds)}` : ''
  return `${over}, limit ${limit}`
}

function limitOf(level: KnownLevel, { warning, critical }: Limits): number | null {
  if (level === 'ok') return null
  return level === 'critical' ? critical : warning
}

/** As long as a report may carry it, without control characters. */
export function cut(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const plain = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim()
  return plain.length <= textMax ? plain : `${plain.slice(0, textMax - 1)}…`
}
