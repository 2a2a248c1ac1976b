// What a change changed, field by field, as a person reads it. Order and names are those of the API;
// what counts changes itself is left out.
import { utc } from './words/index.ts'

export interface Difference {
  /** `settings.url`, `tags`, `layers.0.people`. */
  field: string
  /** Null: it was not there. */
  before: string | null
  /** Null: it is not there any more. */
  after: string | null
}

const noise = new Set(['v', 'version', 'workspace', 'createdAt', 'updatedAt'])
const differencesMax = 60
const charsMax = 300

/** Fields that differ, sorted by name; at most sixty. */
export function differences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [leaves(before), leaves(after)]
  const fields = [...new Set([...was.keys(), ...is.keys()])].toSorted()
  const all = fields.map((field) => ({
    field,
    before: was.get(field) ?? null,
    after: is.get(field) ?? null,
  }))
  return all.filter((one) => one.before !== one.after).slice(0, differencesMax)
}

function leaves(
  value: unknown,
  path = '',
  found: Map<string, string> = new Map(),
): Map<string, string> {
  if (value === null || value === undefined) return found
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) {
    found.set(path, cut(value.length === 0 ? 'none' : value.join(', ')))
    return found
  }
  if (typeof value !== 'object') {
    found.set(path === '' ? 'value' : path, cut(textOf(path, value)))
    return found
  }
  for (const [key, inner] of Object.entries(value)) {
    if (!noise.has(key)) leaves(inner, path === '' ? key : `${path}.${key}`, found)
  }
  return found
}

/** Numbers above it are no counts: the year 2001. */
const aMoment = 1_000_000_000_000

/** A moment in milliseconds is nothing that a person reads. */
function textOf(path: string, value: unknown): string {
  if (typeof value !== 'number') return String(value)
  const isInstant = /(At|Since|Until)$/.test(path) || (/\bat$/.test(path) && value > aMoment)
  return isInstant ? utc(value) : String(value)
}

const cut = (text: string) => (text.length > charsMax ? `${text.slice(0, charsMax)}…` : text)
