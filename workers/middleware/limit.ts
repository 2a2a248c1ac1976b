// A generous bucket per key and address, in the isolate's memory: enough to stop a loop gone wild.
import type { Context, MiddlewareHandler } from 'hono'
import { Problem } from '../domain/problem.ts'
import type { AppEnv } from './app-env.ts'

const bucketsMax = 10_000

type Buckets = Map<string, { tokens: number; at: number }>

/** The buckets of one app, by what is counted: one app's callers are nobody's in another. */
export type Callers = Map<string, Buckets>

/** Takes one token of a bucket; none left is 429 with Retry-After. */
function limitedTo(
  perMinute: number,
  what: string,
  keyOf: (c: Context<AppEnv>) => string,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const buckets = bucketsOf(c.get('callers'), what)
    const key = keyOf(c)
    const now = c.get('hub').now()
    const bucket = buckets.get(key) ?? { tokens: perMinute, at: now }
    const refilled = Math.min(perMinute, bucket.tokens + ((now - bucket.at) * perMinute) / 60_000)
    if (buckets.size > bucketsMax) buckets.clear()
    buckets.set(key, { tokens: Math.max(0, refilled - 1), at: now })
    if (refilled < 1) {
      throw new Problem(
        'too_many_requests',
        `More than ${perMinute} ${what} in a minute; slow down.`,
      )
    }
    await next()
  }
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
    c.req.header('authorization') ??
    c.req.header('cf-connecting-ip') ??
    c.req.header('cookie') ??
    'nobody',
)

/** Probes that a workspace asks for by hand: each goes to somebody's server. */
export const probesLimited = limitedTo(30, 'probes by hand', (c) => c.get('actor').workspace)

/** What a carrier tells us, by address: it tells a few things of each message. */
export const callsLimited = limitedTo(
  1_200,
  'calls',
  (c) => c.req.header('cf-connecting-ip') ?? 'somebody',
)

/** Links of messages, by address: enough for any person, too few to guess one. */
export const tapsLimited = limitedTo(
  60,
  'looks at links',
  (c) => c.req.header('cf-connecting-ip') ?? 'somebody',
)
