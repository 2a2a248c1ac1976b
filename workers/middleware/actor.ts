// Who asks: a program by bearer key, or a person by session. Everything behind this acts in the
// actor's workspace and in no other: tenancy is decided here, in one place.

import type { Context, MiddlewareHandler } from 'hono'
import { Problem } from '../domain/problem.ts'
import { actorOfPerson } from '../flow/accounts.ts'
import { actorOfKey } from '../flow/keys.ts'
import type { Actor } from '../hub-ports.ts'
import type { AppEnv } from './app-env.ts'
import { callerOf } from './caller.ts'
import { byLooking } from './looking.ts'
import { foreign, isForeign } from './own-site.ts'
import { chosenWorkspace } from './workspace.ts'

/** Finds the actor; throws `unauthenticated` when there is none. */
export const authenticated: MiddlewareHandler<AppEnv> = async (c, next) => {
  const actor = (await byKey(c)) ?? (await bySession(c))
  if (!actor)
    throw new Problem(
      'unauthenticated',
      'Send a bearer key in the Authorization header, or sign in.',
    )
  c.set('actor', actor)
  await next()
}

async function byKey(c: Context<AppEnv>): Promise<Actor | null> {
  const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (!given) return null
  const actor = await actorOfKey(c.get('hub'), given)
  if (!actor)
    throw new Problem(
      'unauthenticated',
      'This key is not known, or it has expired; make a new one in the settings.',
    )
  return actor
}

async function bySession(c: Context<AppEnv>): Promise<Actor | null> {
  if (!c.req.header('cookie')) return null
  refuseForeignWrites(c)
  const looker = await byLooking(c)
  if (looker) return looker
  const person = await c.get('auth').session(callerOf(c))
  return person ? actorOfPerson(c.get('hub'), person, chosenWorkspace(c)) : null
}

/** A write that rides on a cookie must come from our own pages. */
export function refuseForeignWrites(c: Context<AppEnv>): void {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return
  const isNamed = !!c.req.header('origin')
  if (isNamed && !isForeign(c)) return
  if (!isNamed && c.req.header('sec-fetch-site') === 'same-origin') return
  throw foreign(c, 'This request comes')
}

/** The account of whoever is signed in, read from the database: for what people do to their own
 *  account. A program's key is nobody here. */
export const asOwner: MiddlewareHandler<AppEnv> = async (c, next) => {
  const caller = callerOf(c)
  if (caller.cookie) refuseForeignWrites(c)
  const account = caller.cookie ? await c.get('auth').account(caller) : null
  if (!account) throw new Problem('unauthenticated', 'Sign in first.')
  c.set('account', account)
  await next()
}
