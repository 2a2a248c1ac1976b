// How many text messages and calls a workspace may send by the installation's own account: credits of
// the month (UTC) first, then those that were bought, which never end. Each part is counted once, when
// its delivery is settled, at the price of where it went.
import { iso } from './words/time.ts'

/** PERSISTED CONTRACT: what a workspace has used. */
export interface Used {
  v: 1
  /** `2026-11`. */
  month: string
  /** Parts of that month. */
  segments: number
  /** Credits of that month's allowance, and those that went beyond it. Absent: as many as parts. */
  credits?: number
  /** Of those that were bought, ever. */
  bought?: number
  /** Parts and credits of that month by country. */
  countries?: Record<string, { segments: number; credits: number }>
  /** What the owners were told last of how little is left. */
  told?: Low
}

/** Little is left; nothing is. */
export type Low = 'low' | 'out'

/** What a workspace may use: in a month, and what it bought in all. */
export interface Means {
  allowance: number
  bought: number
}

/** What a message comes to. */
export interface Cost {
  segments: number
  credits: number
  country: string
}

const monthOf = (now: number) => iso(now).slice(0, 7)

/** What is used, as of now: another month begins with nothing, but for what was bought. */
export function usedNow(used: Used | undefined, now: number): Required<Omit<Used, 'told'>> {
  const month = monthOf(now)
  const bought = used?.bought ?? 0
  if (used?.month !== month) return { v: 1, month, segments: 0, credits: 0, bought, countries: {} }
  const { segments, credits = segments, countries = {} } = used
  return { v: 1, month, segments, credits, bought, countries }
}

/** The same after one more: of the month first, then of what was bought; what goes beyond both is the
 *  month's again. */
export function withUsed(used: Used | undefined, cost: Cost, means: Means, now: number): Used {
  const before = usedNow(used, now)
  const ofMonth = Math.min(cost.credits, Math.max(0, means.allowance - before.credits))
  const ofBought = Math.min(cost.credits - ofMonth, Math.max(0, means.bought - before.bought))
  const theirs = before.countries[cost.country] ?? { segments: 0, credits: 0 }
  return {
    ...(used?.told ? { told: used.told } : {}),
    ...before,
    segments: before.segments + cost.segments,
    credits: before.credits + cost.credits - ofBought,
    bought: before.bought + ofBought,
    countries: {
      ...before.countries,
      [cost.country]: {
        segments: theirs.segments + cost.segments,
        credits: theirs.credits + cost.credits,
      },
    },
  }
}

/** Credits that are left. */
export function leftOf(used: Used | undefined, means: Means, now: number): number {
  const { credits, bought } = usedNow(used, now)
  return Math.max(0, means.allowance - credits) + Math.max(0, means.bought - bought)
}

/** Whether one more of this price may go. Without another road an alarm may go over the allowance, up
 *  to twice of it: a message that costs is better than none, but not without end. */
export function mayGo(
  used: Used | undefined,
  means: Means,
  ask: { credits: number; hasOtherRoad: boolean },
  now: number,
): boolean {
  if (leftOf(used, means, now) >= ask.credits) return true
  return !ask.hasOtherRoad && usedNow(used, now).credits < 2 * means.allowance
}

/** How little is left; null: enough, or there never was any. */
export function lowOf(used: Used | undefined, means: Means, now: number): Low | null {
  if (means.allowance + means.bought === 0 || !Number.isFinite(means.allowance)) return null
  const left = leftOf(used, means, now)
  if (left === 0) return 'out'
  return left <= Math.max(2, Math.ceil(means.allowance / 5)) ? 'low' : null
}
