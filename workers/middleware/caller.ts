// Who sends a request, as far as it can be believed. On Cloudflare the edge says it. At home the
// socket does; only a proxy on a private address may name somebody else.
import type { Context } from 'hono'
import type { Caller } from '../account-ports.ts'
import { classOf } from '../domain/address.ts'
import type { AppEnv } from './app-env.ts'

/** The caller of this request. */
export function callerOf(c: Context<AppEnv>): Caller {
  const { headers } = c.req.raw
  return {
    cookie: headers.get('cookie') ?? '',
    userAgent: headers.get('user-agent') ?? '',
    address: addressOf(c.req.raw),
    place: placeOf(c.req.raw),
  }
}

/** The address a request came from. */
export function addressOf(request: Request): string {
  return knownAddress(request) ?? hostOf(factsOf(request).clientIp) ?? '127.0.0.1'
}

/** The same where it is one caller's; null: behind it may stand everybody. */
export function knownAddress(request: Request): string | null {
  const peer = hostOf(factsOf(request).clientIp)
  if (peer === null) return request.headers.get('cf-connecting-ip')
  if (classOf(peer) === 'public') return peer
  const named = request.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return classOf(named) === null ? null : named
}

/** `192.0.2.1:4711` and `[2001:db8::1]:4711` without their ports. */
function hostOf(text: unknown): string | null {
  if (typeof text !== 'string' || text === '') return null
  return /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? text.replace(/^([^:]+):\d+$/, '$1')
}

function placeOf(request: Request): string | null {
  const { city, country } = factsOf(request)
  return [city, country].filter((one) => typeof one === 'string' && one).join(', ') || null
}

function factsOf(request: Request): Record<string, unknown> {
  return (request as { cf?: Record<string, unknown> }).cf ?? {}
}
