// The plans, what each allows and what it costs; every limit there is stands in this file. Prices in
// US dollars, tax apart.

/** What a workspace has a number of. */
export type Counted =
  | 'checks'
  | 'channels'
  | 'pages'
  | 'hosts'
  | 'members'
  | 'keys'
  | 'agents'
  | 'schedules'

export interface Limits extends Record<Counted, number> {
  intervalSecondsMin: number
  locationsPerCheckMax: number
  retentionDays: number
  /** Parts of text messages, and calls, in a month by the installation's own account. */
  smsPerMonth: number
  /** Calls by the installation's account; by an account of one's own they are on every plan. */
  calls: boolean
  /** Looks that other masters may borrow in a day, by all loans together. */
  looksLentPerDay: number
  /** Of programs, by all keys of the workspace together. */
  requestsPerMinute: number
}

export interface Plan {
  label: string
  /** Null: it is not sold. */
  price: { monthly: number; yearly: number } | null
  limits: Limits
}

const endless = Number.POSITIVE_INFINITY

/** From the smallest to the largest; what is recommended to whoever has no room left is the next. */
export const plans = {
  free: {
    label: 'Free',
    price: { monthly: 0, yearly: 0 },
    limits: {
      checks: 20,
      channels: 5,
      pages: 1,
      hosts: 0,
      members: 2,
      keys: 5,
      agents: 1,
      schedules: 1,
      intervalSecondsMin: 60,
      locationsPerCheckMax: 3,
      retentionDays: 30,
      smsPerMonth: 0,
      calls: false,
      looksLentPerDay: 50,
      requestsPerMinute: 120,
    },
  },
  solo: {
    label: 'Solo',
    price: { monthly: 9, yearly: 90 },
    limits: {
      checks: 50,
      channels: 20,
      pages: 3,
      hosts: 1,
      members: 3,
      keys: 20,
      agents: 5,
      schedules: 2,
      intervalSecondsMin: 30,
      locationsPerCheckMax: 5,
      retentionDays: 90,
      smsPerMonth: 20,
      calls: true,
      looksLentPerDay: 500,
      requestsPerMinute: 300,
    },
  },
  team: {
    label: 'Team',
    price: { monthly: 29, yearly: 290 },
    limits: {
      checks: 150,
      channels: 60,
      pages: 10,
      hosts: 5,
      members: 15,
      keys: 60,
      agents: 20,
      schedules: 10,
      intervalSecondsMin: 20,
      locationsPerCheckMax: 8,
      retentionDays: 400,
      smsPerMonth: 50,
      calls: true,
      looksLentPerDay: 2_000,
      requestsPerMinute: 600,
    },
  },
  business: {
    label: 'Business',
    price: { monthly: 99, yearly: 990 },
    limits: {
      checks: 500,
      channels: 200,
      pages: 50,
      hosts: 25,
      members: 100,
      keys: 200,
      agents: 100,
      schedules: 50,
      intervalSecondsMin: 10,
      locationsPerCheckMax: 11,
      retentionDays: 400,
      smsPerMonth: 200,
      calls: true,
      looksLentPerDay: 10_000,
      requestsPerMinute: 1_200,
    },
  },
  'self-hosted': {
    label: 'Self-hosted',
    price: null,
    limits: {
      checks: endless,
      channels: endless,
      pages: endless,
      hosts: endless,
      members: endless,
      keys: endless,
      agents: endless,
      schedules: endless,
      intervalSecondsMin: 10,
      locationsPerCheckMax: endless,
      retentionDays: 400,
      smsPerMonth: endless,
      calls: true,
      looksLentPerDay: endless,
      requestsPerMinute: endless,
    },
  },
} as const satisfies Record<string, Plan>
export type PlanName = keyof typeof plans

/** How one and many of what is counted are called. */
export const countedWords: Record<Counted, readonly [one: string, many: string]> = {
  checks: ['check', 'checks'],
  channels: ['channel', 'channels'],
  pages: ['status page', 'status pages'],
  hosts: ['host of your own', 'hosts of your own'],
  members: ['member', 'members'],
  keys: ['API key', 'API keys'],
  agents: ['agent', 'agents'],
  schedules: ['on-call schedule', 'on-call schedules'],
}
export const counted = Object.keys(countedWords) as Counted[]

/** A noun by its name, as sentences say it. */
export interface Named {
  id: string
  name: string
}

/** How much is used of what is counted. */
export interface Used {
  what: Counted
  used: number
  /** Null: without end. */
  most: number | null
}

/** The plan of a name; an unknown one is the narrowest, never the widest. */
export function planOf(name: string): Plan {
  return Object.hasOwn(plans, name) ? plans[name as PlanName] : plans.free
}

/** The limits of a plan. */
export function limits(name: string): Limits {
  return planOf(name).limits
}

/** Which limit it is and what to do: "The plan Free has 20 checks, and all are taken. Remove one, or
 *  take Solo, which has 50." */
export function noRoom(name: string, what: Counted): string {
  const { label, limits: has } = planOf(name)
  const most = has[what]
  const [one, many] = countedWords[what]
  const larger = upward(name).find((other) => other.limits[what] > most)
  const take = larger ? `take ${larger.label}, which has ${larger.limits[what]}` : null
  if (most === 0) return `The plan ${label} has no ${many}${take ? `; ${take}` : ''}.`
  const all = most === 1 ? `1 ${one}, and it is taken` : `${most} ${many}, and all are taken`
  return `The plan ${label} has ${all}. Remove one${take ? `, or ${take}` : ''}.`
}

/** Why one more check may not run: "The plan Free runs 20 checks at a time." */
export function noRunning(name: string): string {
  const { label, limits: has } = planOf(name)
  const larger = upward(name).find((other) => other.limits.checks > has.checks)
  const take = larger ? `, or take ${larger.label}, which runs ${larger.limits.checks}` : ''
  return `The plan ${label} runs ${has.checks} checks at a time, and as many run. Pause another first${take}.`
}

/** The same of a figure that is too small or too large: "on Free; Solo allows 30". */
export function onPlan(name: string, what: 'intervalSecondsMin' | 'locationsPerCheckMax'): string {
  const { label, limits: has } = planOf(name)
  const isBetter = (other: Plan) =>
    what === 'intervalSecondsMin' ? other.limits[what] < has[what] : other.limits[what] > has[what]
  const larger = upward(name).find(isBetter)
  return `on the plan ${label}${larger ? `; ${larger.label} allows ${larger.limits[what]}` : ''}`
}

/** Why a call cannot be made by the installation's account. */
export function noCalls(name: string): string {
  const larger = upward(name).find((other) => other.limits.calls)
  const take = larger ? `, or take ${larger.label}, which has them` : ''
  return `The plan ${planOf(name).label} has no phone calls by our account; give one of your own${take}.`
}

/** Why a program is to slow down. */
export function tooFast(name: string): string {
  const { label, limits: has } = planOf(name)
  const most = has.requestsPerMinute
  const larger = upward(name).find((other) => other.limits.requestsPerMinute > most)
  const take = larger
    ? `, or take ${larger.label}, which takes ${larger.limits.requestsPerMinute}`
    : ''
  return `The plan ${label} takes ${most} requests a minute, by all keys together; slow down${take}.`
}

/** Plans that are sold and larger, the next one first. */
function upward(name: string): Plan[] {
  const sold = Object.entries<Plan>(plans).filter(([, plan]) => plan.price !== null)
  const at = sold.findIndex(([other]) => planOf(other) === planOf(name))
  return at === -1 ? [] : sold.slice(at + 1).map(([, plan]) => plan)
}
