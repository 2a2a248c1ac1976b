// A generous bucket per key and address, in the isolate's memory: enough to stop a loop gone wild.
import type { Context, MiddlewareHandler } from 'hono'
import { limits, tooFast } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { AppEnv } from './app-env.ts'
import { addressOf, knownAddress } from './caller.ts'
import { answer } from './problem.ts'

const bucketsMax = 10_000

type Buckets = Map<string, { tokens: number; at: number }>

/** The buckets of one app, by what is counted: one app's callers are nobody's in another. */
export type Callers = Map<string, Buckets>

/** Takes one token of a bucket, and says how many are left (`RateLimit-*`); none left is 429 with
 *  `Retry-After`. A key of null is not limited: without an address, all callers would be one. */
function limitedTo(
  most: number | ((c: Context<AppEnv>) => number),
  what: string,
  keyOf: (c: Context<AppEnv>) => string | null,
  words?: (c: Context<AppEnv>) => string,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = keyOf(c)
    const perMinute = typeof most === 'number' ? most : most(c)
    if (key === null || !Number.isFinite(perMinute)) return next()
    const buckets = bucketsOf(c.get('callers'), what)
    const now = c.get('hub').now()
    const bucket = buckets.get(key) ?? { tokens: perMinute, at: now }
    // A clock that steps back takes nothing away.
    const passedMs = Math.max(0, now - bucket.at)
    const refilled = Math.min(perMinute, bucket.tokens + (passedMs * perMinute) / 60_000)
    if (buckets.size > bucketsMax) buckets.clear()
    const left = Math.max(0, refilled - 1)
    buckets.set(key, { tokens: left, at: now })
    if (refilled < 1) {
      const detail = words?.(c) ?? `More than ${perMinute} ${what} in a minute; slow down.`
      c.res = answer(c, new Problem('too_many_requests', detail))
      c.res.headers.set('retry-after', String(secondsTo(1, refilled, perMinute)))
    } else await next()
    // A websocket's answer cannot be written to.
    if (c.res.status === 101) return
    const facts = {
      limit: perMinute,
      remaining: Math.floor(left),
      reset: secondsTo(perMinute, left, perMinute),
    }
    for (const [name, value] of Object.entries(facts)) {
      c.res.headers.set(`ratelimit-${name}`, String(value))
    }
  }
}

/** Until a bucket with `left` tokens has `wanted`. */
function secondsTo(wanted: number, left: number, perMinute: number): number {
  return Math.max(1, Math.ceil(((wanted - left) * 60) / perMinute))
}

function bucketsOf(callers: Callers, what: string): Buckets {
  const buckets: Buckets = callers.get(what) ?? new Map()
  callers.set(what, buckets)
  return buckets
}

/** Requests of one caller. */
export const limited = limitedTo(
  1_200,
  'requests',
  (c) =>
    c.req.header('authorization') ?? knownAddress(c.req.raw) ?? c.req.header('cookie') ?? 'nobody',
)

/** Requests of all programs of a workspace, as its plan says; with Postgres away, which knows the plan,
 *  none is refused for it. Another plan begins anew. */
export const planLimited = limitedTo(
  (c) => {
    const { plan } = c.get('actor')
    return plan === undefined ? Number.POSITIVE_INFINITY : limits(plan).requestsPerMinute
  },
  'requests of a plan',
  (c) => {
    const { kind, workspace, plan } = c.get('actor')
    return kind === 'key' ? `${workspace} ${plan}` : null
  },
  (c) => tooFast(c.get('actor').plan ?? ''),
)

/** Probes that a workspace asks for by hand: each goes to somebody's server. */
export const probesLimited = limitedTo(30, 'probes by hand', (c) => c.get('actor').workspace)

/** What a carrier tells us, by address: it tells a few things of each message. */
export const callsLimited = limitedTo(1_200, 'calls', (c) => addressOf(c.req.raw))

/** Links of messages, by address: enough for any person, too few to guess one. */
export const tapsLimited = limitedTo(60, 'looks at links', (c) => addressOf(c.req.raw))

/** Agents that join, by address: too few to guess a token. */
export const joinsLimited = limitedTo(30, 'tries to join', (c) => addressOf(c.req.raw))

/** Looks that are borrowed, by loan: a borrower gone wild spends no more than this in a minute. */
export const lentLimited = limitedTo(
  300,
  'borrowed looks',
  (c) => c.req.header('x-esonar-loan') ?? c.req.header('cf-connecting-ip') ?? 'somebody',
)

/** What one job says, by the secret in its address: a loop gone wild floods its own heartbeat only. */
export const pingsLimited = limitedTo(120, 'pings', (c) =>
  c.req.path.startsWith('/api/push/') || c.req.path.startsWith('/ping/')
    ? c.req.path.split('/').slice(0, 5).join('/')
    : null,
)

/** Looks at public pages, by address where one is known. */
export const publicLimited = limitedTo(600, 'looks at public pages', (c) => knownAddress(c.req.raw))

/** Passwords of status pages, by page and address. */
export const passwordsLimited = limitedTo(10, 'passwords', (c) =>
  [c.req.path, addressOf(c.req.raw)].join(' '),
)

/** Subscriptions to status pages, by address: each sends a mail or a call to somebody. */
export const subscriptionsLimited = limitedTo(10, 'subscriptions', (c) => addressOf(c.req.raw))
