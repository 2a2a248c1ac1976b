// What a plan allows, in one file. Every limit is enforced through `limits(plan)`.

export interface Limits {
  checksMax: number
  intervalSecondsMin: number
  locationsPerCheckMax: number
  channelsMax: number
  pagesMax: number
  keysMax: number
  retentionDays: number
  privateTargets: boolean
  /** Parts of text messages, and calls, in a month by the installation's own account. */
  smsPerMonth: number
}

const selfHosted: Limits = {
  checksMax: Number.POSITIVE_INFINITY,
  intervalSecondsMin: 10,
  locationsPerCheckMax: Number.POSITIVE_INFINITY,
  channelsMax: Number.POSITIVE_INFINITY,
  pagesMax: Number.POSITIVE_INFINITY,
  keysMax: Number.POSITIVE_INFINITY,
  retentionDays: 400,
  privateTargets: true,
  smsPerMonth: Number.POSITIVE_INFINITY,
}
const hosted: Limits = {
  checksMax: 50,
  intervalSecondsMin: 30,
  locationsPerCheckMax: 6,
  channelsMax: 20,
  pagesMax: 5,
  keysMax: 20,
  retentionDays: 90,
  privateTargets: false,
  smsPerMonth: 100,
}

export const plans = { 'self-hosted': selfHosted, hosted } as const
export type Plan = keyof typeof plans

/** The limits of a plan; an unknown name gets the narrowest, never the widest. */
export function limits(plan: string): Limits {
  return plan in plans ? plans[plan as Plan] : hosted
}
