// The plan that a stranger came for: chosen on the page of prices, kept until there is a workspace.
import { plans } from './plan.ts'

export interface Wish {
  plan: keyof typeof plans
  per: 'month' | 'year'
}

/** A plan that is sold; null: none was chosen but the one that everybody begins with. */
export function wishOf(plan: string | undefined, per: string | undefined): Wish | null {
  const known = (Object.keys(plans) as (keyof typeof plans)[]).find((name) => name === plan)
  if (!known || !plans[known].price?.monthly) return null
  return { plan: known, per: per === 'year' ? 'year' : 'month' }
}
