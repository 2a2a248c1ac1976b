// Pages of a list: an opaque cursor that holds the sort key of the last row given.
import { Problem } from '../domain/problem.ts'
import type { PageAsk, PageOf } from '../hub-ports.ts'

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
