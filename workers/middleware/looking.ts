// The workspace an operator looks into: a cookie that says which, and until when. It gives no right:
// whether they may is asked at each request, and nothing but looking is let through.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { Problem } from '../domain/problem.ts'
import { type Looking, lookerOf } from '../flow/looking.ts'
import type { Actor } from '../hub-ports.ts'
import type { AppEnv } from './app-env.ts'
import { callerOf } from './caller.ts'

const cookie = 'esonar.look'

/** What the browser holds; null: nothing. */
export function lookingOf(c: Context<AppEnv>): Looking | null {
  const match = /^([a-z0-9]{4,32}):(\d{1,15})$/.exec(getCookie(c, cookie) ?? '')
  return match ? { workspace: match[1]!, until: Number(match[2]) } : null
}

export function rememberLooking(c: Context<AppEnv>, { workspace, until }: Looking): void {
  const { now, settings } = c.get('hub')
  setCookie(c, cookie, `${workspace}:${until}`, {
    httpOnly: true,
    sameSite: 'Lax',
    path: '/',
    maxAge: Math.max(1, Math.round((until - now()) / 1000)),
    secure: settings.baseUrl.startsWith('https:'),
  })
}

export function forgetLooking(c: Context<AppEnv>): void {
  deleteCookie(c, cookie, { path: '/' })
}

/** Whoever looks; null: nobody does. Throws `forbidden` for whatever is no look. */
export async function byLooking(c: Context<AppEnv>): Promise<Actor | null> {
  const looking = lookingOf(c)
  if (!looking) return null
  const account = await c.get('auth').account(callerOf(c))
  const actor = account && (await lookerOf(c.get('hub'), account, looking))
  if (!actor) return null
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return actor
  throw new Problem(
    'forbidden',
    'You look at this workspace as its operator: nothing can be changed. End the look first.',
  )
}
