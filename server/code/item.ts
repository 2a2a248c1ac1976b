// What config as code is made of: items of seven kinds, each a record of fields in the API's spelling,
// in which others are named, not numbered. And what tells two of them apart.
import { mask } from '../../workers/flow/checks.ts'

export const kinds = [
  ...(['channels', 'schedules', 'policies', 'checks'] as const),
  ...(['pages', 'maintenance', 'silences'] as const),
] as const
/** In the order in which they are made: each may name those before it. */
export type ItemKind = (typeof kinds)[number]
export type Item = Readonly<Record<string, unknown>>
export type Items = Readonly<Record<ItemKind, readonly Item[]>>

/** Nothing of each kind, to be filled. */
export function emptyItems(): Record<ItemKind, Item[]> {
  return Object.fromEntries(kinds.map((kind) => [kind, [] as Item[]])) as Record<ItemKind, Item[]>
}
export const noItems: Items = emptyItems()

/** One of them, in a sentence. */
export const oneOf: Record<ItemKind, string> = {
  channels: 'channel',
  schedules: 'schedule',
  policies: 'policy',
  checks: 'check',
  pages: 'page',
  maintenance: 'maintenance',
  silences: 'silence',
}

/** What it must be called by; null: it has no name, and is found again by what it says. */
export function nameField(kind: ItemKind): 'name' | 'slug' | null {
  if (kind === 'maintenance' || kind === 'silences') return null
  return kind === 'pages' ? 'slug' : 'name'
}

/** What a person calls it, and what it is found again by. */
export function nameOf(kind: ItemKind, item: Item): string {
  const field = nameField(kind)
  if (field) return String(item[field])
  if (kind === 'silences') return silencedBy(item)
  const { repeat, startsAt, checks, tags } = item as {
    repeat?: { cron: string; timeZone?: string; durationMinutes: number } | null
    startsAt?: string
    checks?: string[] | null
    tags?: string[] | null
  }
  const when = repeat
    ? `${repeat.cron} ${repeat.timeZone ?? 'UTC'} for ${repeat.durationMinutes} min`
    : `${startsAt} to ${String(item.endsAt)}`
  const of = [...(checks ?? []), ...(tags ?? []).map((tag) => `#${tag}`)]
  return of.length > 0 ? `${when} of ${of.join(', ')}` : when
}

/** What a silence is for: a check, a tag, or names that are like a pattern. */
function silencedBy({ check, tag, pattern }: Item): string {
  if (check) return String(check)
  return tag ? `#${String(tag)}` : `names like ${String(pattern)}`
}

/** Without windows and silences that are over: nobody can make them any more. */
export function toCome(items: Items, now: number): Items {
  const isOver = (text: unknown) => typeof text === 'string' && Date.parse(text) <= now
  return {
    ...items,
    maintenance: items.maintenance.filter((one) => one.repeat || !isOver(one.endsAt)),
    silences: items.silences.filter((one) => !isOver(one.until)),
  }
}

/** Whether two values say the same; fields in any order. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  )
}

/** `same`: nothing to do. `unread`: a secret was given that the API does not show, so nobody can
 *  tell. */
export type Likeness = 'same' | 'unread' | 'other'

/** Compares what is there with what is wanted; the mask stands for any text. */
export function compare(there: unknown, wanted: unknown): Likeness {
  if (isSame(there, wanted)) return 'same'
  if (typeof there === 'string' && typeof wanted === 'string' && there.includes(mask)) {
    const [head = '', tail = ''] = there.split(mask)
    const fits = wanted.startsWith(head) && wanted.endsWith(tail)
    return fits && wanted.length > head.length + tail.length ? 'unread' : 'other'
  }
  if (typeof there !== 'object' || typeof wanted !== 'object' || !there || !wanted) return 'other'
  if (Array.isArray(there) !== Array.isArray(wanted)) return 'other'
  const [one, other] = [there as Record<string, unknown>, wanted as Record<string, unknown>]
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return 'other'
  const all = names.map((name) =>
    Object.hasOwn(other, name) ? compare(one[name], other[name]) : 'other',
  )
  if (all.includes('other')) return 'other'
  return all.includes('unread') ? 'unread' : 'same'
}
