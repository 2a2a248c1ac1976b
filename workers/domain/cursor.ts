// Pages of a list: an opaque cursor that holds the sort key of the last row given.
import { Problem } from './problem.ts'

export interface PageOf<T> {
  data: T[]
  /** Cursor of the next page, or null. */
  next: string | null
}
export interface PageAsk {
  cursor: string | null
  limit: number
}

/** Sort key of a row: an instant in milliseconds, then an id that parts equal instants. */
export interface SortKey {
  at: number
  id: string
}

const limitMax = 500

/** Rows to fetch: one more than asked, to know whether more follow. */
export function fetchLimit(ask: PageAsk): number {
  return limitOf(ask) + 1
}

/** The page made of rows fetched with `fetchLimit`. */
export function pageOf<T>(rows: T[], ask: PageAsk, keyOf: (row: T) => SortKey): PageOf<T> {
  const limit = limitOf(ask)
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  return { data, next: rows.length > limit && last ? encode(keyOf(last)) : null }
}

/** Where the page starts; null: at the beginning. Throws `Problem` on a cursor not ours. */
export function startOf(ask: PageAsk): SortKey | null {
  if (ask.cursor === null) return null
  const key = decode(ask.cursor)
  if (!key) throw new Problem('malformed', 'The cursor cannot be read. Start again.', 'cursor')
  return key
}

/** A page of rows that are all at hand, in their order. A row that went meanwhile shifts nothing. */
export function pageIn<T>(rows: readonly T[], ask: PageAsk, idOf: (row: T) => string): PageOf<T> {
  const start = startOf(ask)
  const found = start ? rows.findIndex((row) => idOf(row) === start.id) : -1
  const from = start ? (found >= 0 ? found + 1 : Math.max(0, start.at)) : 0
  const to = from + limitOf(ask)
  const last = rows[to - 1]
  const next = last !== undefined && rows.length > to ? { at: to - 1, id: idOf(last) } : null
  return { data: rows.slice(from, to), next: next && encode(next) }
}

/** One page of two sources, newest first: rows at hand, and a page of record. Of the same row that
 *  at hand is the newer. `isWanted`: what was asked for, where the record may be behind. */
export function pageOfBoth<T extends { id: string }>(
  atHand: readonly T[],
  stored: PageOf<T>,
  ask: PageAsk,
  { atOf, isWanted }: { atOf: (row: T) => number; isWanted: (row: T) => boolean },
): PageOf<T> {
  const keyOf = (row: T) => ({ at: atOf(row), id: row.id })
  const start = startOf(ask)
  // Where the record goes on, what is older than its page waits for the next one.
  const end = stored.next === null ? null : decode(stored.next)
  const newer = new Set(atHand.map((row) => row.id))
  const fresh = atHand.filter(
    (row) =>
      isWanted(row) &&
      (start === null || order(start, keyOf(row)) < 0) &&
      (end === null || order(keyOf(row), end) <= 0),
  )
  const all = [...fresh, ...stored.data.filter((row) => !newer.has(row.id))]
  const rows = all.toSorted((a, b) => order(keyOf(a), keyOf(b)))
  const page = pageOf(rows, ask, keyOf)
  return page.next === null ? { ...page, next: stored.next } : page
}

/** Newest first: negative when `a` comes before `b`. */
function order(a: SortKey, b: SortKey): number {
  return b.at - a.at || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
}

function limitOf(ask: PageAsk): number {
  return Math.min(limitMax, Math.max(1, Math.trunc(ask.limit) || 1))
}

function encode(key: SortKey): string {
  const bytes = new TextEncoder().encode(JSON.stringify([key.at, key.id]))
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function decode(cursor: string): SortKey | null {
  try {
    const text = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
    const [at, id, ...rest] = JSON.parse(new TextDecoder().decode(bytes))
    const isInstant = typeof at === 'number' && Math.abs(at) <= 8.64e15
    return isInstant && typeof id === 'string' && rest.length === 0 ? { at, id } : null
  } catch {
    return null
  }
}
