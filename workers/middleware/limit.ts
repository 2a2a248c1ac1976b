// A generous bucket per key and address, in the isolate's memory: enough to stop a loop gone wild.
import type { MiddlewareHandler } from 'hono'
import { Problem } from '../domain/problem.ts'
import type { AppEnv } from './app-env.ts'

const perMinute = 1_200
const bucketsMax = 10_000
const buckets = new Map<string, { tokens: number; at: number }>()

/** Takes one token of the caller's bucket; none left is 429 with Retry-After. */
export const limited: MiddlewareHandler<AppEnv> = async (c, next) => {
  const key =
    c.req.header('authorization') ??
    c.req.header('cf-connecting-ip') ??
    c.req.header('cookie') ??
    'nobody'
  const now = c.get('hub').now()
  const bucket = buckets.get(key) ?? { tokens: perMinute, at: now }
  const refilled = Math.min(perMinute, bucket.tokens + ((now - bucket.at) * perMinute) / 60_000)
  if (buckets.size > bucketsMax) buckets.clear()
  buckets.set(key, { tokens: Math.max(0, refilled - 1), at: now })
  if (refilled < 1) {
    throw new Problem(
      'too_many_requests',
      `More than ${perMinute} requests in a minute; slow down.`,
    )
  }
  await next()
}
