// What an import makes of another program's export: items of ours, and a report of what was left.
// Every item is tried against the schemas of the API before it counts as carried.
import { Problem } from '../../workers/domain/problem.ts'
import { type Item, type Items, noItems, oneOf } from '../code/item.ts'
import { wrongWith } from '../code/text.ts'

export interface Loss {
  what: string
  why: string
}

export interface Carried {
  items: Items
  losses: Loss[]
}

export type Fields = Record<string, unknown>

/** Collects items and losses; names are made unique. */
export class Carrier {
  private readonly checks: Item[] = []
  private readonly channels: Item[] = []
  private readonly losses: Loss[] = []
  private readonly names = new Map<string, string>()

  /** Adds a check; `key` is what others of the export call it. `not`: what of it is left behind. */
  check(key: string, fields: Fields, not: readonly string[] = []): void {
    const name = this.free(this.checks, String(fields.name ?? ''))
    const item = clean({ ...fields, name })
    if (this.take('checks', this.checks, item)) {
      this.names.set(key, name)
      for (const why of not) this.lose(`check "${name}"`, why)
    }
  }

  channel(fields: Fields): void {
    const name = this.free(this.channels, String(fields.name ?? ''))
    this.take('channels', this.channels, clean({ ...fields, name }))
  }

  lose(what: string, why: string): void {
    this.losses.push({ what, why })
  }

  /** What a check of the export is called here; null: it was not carried. */
  nameOf(key: string): string | null {
    return this.names.get(key) ?? null
  }

  done(): Carried {
    const { checks, channels, losses } = this
    return { items: { ...noItems, checks, channels }, losses }
  }

  private take(kind: 'checks' | 'channels', list: Item[], item: Item): boolean {
    const wrong = wrongWith(kind, item)
    if (!wrong) {
      list.push(item)
      return true
    }
    const why = [wrong.field, wrong.detail].filter((one) => !!one).join(' ')
    this.lose(`${oneOf[kind]} "${String(item.name)}"`, why)
    return false
  }

  private free(list: readonly Item[], wanted: string): string {
    const name = wanted.trim().slice(0, 110) || 'unnamed'
    const isTaken = (one: string) => list.some((item) => item.name === one)
    if (!isTaken(name)) return name
    let n = 2
    while (isTaken(`${name} (${n})`)) n += 1
    return `${name} (${n})`
  }
}

function clean(fields: Fields): Item {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  )
}

/** Seconds within what a check takes. */
export function interval(seconds: unknown): number | undefined {
  const value = Math.round(Number(seconds))
  return value > 0 ? Math.min(86_400, Math.max(10, value)) : undefined
}

/** `Authorization: Bearer x` and the like, as lines; what cannot be one is left out. */
export function headersOf(given: unknown): { name: string; value: string }[] | undefined {
  if (typeof given !== 'object' || given === null) return undefined
  const list = Object.entries(given)
    .filter(([, value]) => ['string', 'number'].includes(typeof value))
    .map(([name, value]) => ({ name, value: String(value) }))
  return list.length > 0 ? list : undefined
}

/** JSON, or a Problem that says so. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (fault) {
    throw new Problem('malformed', `is not JSON (${(fault as Error).message})`)
  }
}

export const rowsOf = (value: unknown): Fields[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : []

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
