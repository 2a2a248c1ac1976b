// What is sold, under which name it stands at the payment provider, and for how much: drawn from the
// plans (`plan.ts`), which alone say a price.
import { type Plan, type PlanName, plans } from './plan.ts'

export const periods = ['monthly', 'yearly'] as const
export type Period = (typeof periods)[number]

/** Plans that cost something. */
export type SoldPlan = Exclude<PlanName, 'free' | 'self-hosted'>
export const currency = 'usd'

/** From the smallest to the largest. */
export const soldPlans = (Object.keys(plans) as PlanName[]).filter(isSold)

/** Whether a plan of this name is paid for. */
export function isSold(name: string): name is SoldPlan {
  if (!Object.hasOwn(plans, name)) return false
  const plan: Plan = plans[name as PlanName]
  return (plan.price?.monthly ?? 0) > 0
}

export function isPeriod(text: string): text is Period {
  return (periods as readonly string[]).includes(text)
}

/** One thing that can be subscribed to. */
export interface Offer {
  plan: SoldPlan
  period: Period
}

/** All there are. */
export const offers: Offer[] = soldPlans.flatMap((plan) =>
  periods.map((period) => ({ plan, period })),
)

/** The name of its price at the payment provider: `esonar_solo_monthly`. */
export function lookupKey({ plan, period }: Offer): string {
  return `esonar_${plan}_${period}`
}

/** The offer of such a name; null: it is none of ours. */
export function offerOf(key: string): Offer | null {
  return offers.find((one) => lookupKey(one) === key) ?? null
}

/** What it costs in a month or a year, in cents, tax apart. */
export function centsOf({ plan, period }: Offer): number {
  return plans[plan].price[period] * 100
}

/** Whether `to` is more than `from`: a larger plan. */
export function isLarger(to: SoldPlan, from: SoldPlan): boolean {
  return soldPlans.indexOf(to) > soldPlans.indexOf(from)
}

/** `$9`, `$9.50`; other currencies by their code: `12.00 EUR`. */
export function money(cents: number, code: string = currency): string {
  const sign = cents < 0 ? '−' : ''
  const amount = Math.abs(cents) / 100
  const text = Number.isInteger(amount) ? String(amount) : amount.toFixed(2)
  return code === 'usd' ? `${sign}$${text}` : `${sign}${amount.toFixed(2)} ${code.toUpperCase()}`
}
