// Silences: a check, a tag or a pattern of names that nobody is told about until a time. Checking goes
// on, and what is still broken at the end is told then.
import type { Check } from './check/check.ts'
import type { WorkspaceConfig } from './config.ts'
import { mutedUntil as maintainedUntil } from './maintenance.ts'

/** Silences and windows joined at most; who asks then asks again at the end of those. */
const joinedMax = 200

export interface Silence {
  v: 1
  id: string
  workspace: string
  version: number
  /** Exactly one of these says for what: a check's id, a tag, names with `*` and `?`. */
  check?: string
  tag?: string
  pattern?: string
  /** ms since the epoch, the end excluded. */
  from: number
  until: number
  reason: string
  /** Who asked for it, by name. */
  by: string
  /** Ended by hand. */
  endedAt?: number | null
}

/** Whether a silence is under way at `at`. */
export function isOn({ from, until, endedAt }: Silence, at: number): boolean {
  return from <= at && at < Math.min(until, endedAt ?? until)
}

/** Whether a silence is for this check. */
export function isFor(
  { check, tag, pattern }: Silence,
  one: Pick<Check, 'id' | 'name' | 'tags'>,
): boolean {
  if (check !== undefined) return check === one.id
  if (tag !== undefined) return one.tags.includes(tag)
  return pattern !== undefined && matches(pattern, one.name)
}

/** Silences of a check under way at `at`, the one that lasts longest first. */
export function silencesOf(
  silences: readonly Silence[] | null | undefined,
  check: Pick<Check, 'id' | 'name' | 'tags'>,
  at: number,
): Silence[] {
  return (silences ?? [])
    .filter((one) => isOn(one, at) && isFor(one, check))
    .sort((a, b) => b.until - a.until)
}

/** Whether a whole name is as a pattern says: `*` any characters, `?` one; case is nothing. The
 *  time grows with the product of both lengths at most. */
export function matches(pattern: string, name: string): boolean {
  const [wanted, given] = [[...pattern.toLowerCase()], [...name.toLowerCase()]]
  let [p, n, star, starredAt] = [0, 0, -1, 0]
  while (n < given.length) {
    if (wanted[p] === '*') {
      star = p
      starredAt = n
      p += 1
    } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === given[n])) {
      p += 1
      n += 1
    } else if (star >= 0) {
      starredAt += 1
      p = star + 1
      n = starredAt
    } else return false
  }
  while (wanted[p] === '*') p += 1
  return p === wanted.length
}

/** Until when nobody is told of a check, by maintenance and silences, joined where they touch; null:
 *  it is told. `check` null: an incident about a location. */
export function mutedUntil(
  config: Pick<WorkspaceConfig, 'maintenance' | 'checks' | 'silences'>,
  check: string | null,
  now: number,
): number | null {
  const known = config.checks.find((one) => one.id === check)
  let until = now
  for (let joined = 0; joined < joinedMax; joined += 1) {
    const silence = known && silencesOf(config.silences, known, until)[0]
    const ends = [maintainedUntil(config, check, until), silence && endOf(silence)]
    const next = Math.max(until, ...ends.map((one) => one ?? until))
    if (next === until) break
    until = next
  }
  return until > now ? until : null
}

/** When it ends, or ended. */
export const endOf = ({ until, endedAt }: Silence): number => Math.min(until, endedAt ?? until)
