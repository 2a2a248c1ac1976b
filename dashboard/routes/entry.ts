// Coming in: where a person goes after it, the cookies on the way, and a refusal on its form.
import type { Context } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import type { Own } from '../../workers/flow/own-account.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import type { Typed } from '../parts/fields.tsx'
import { typedOf } from './form.tsx'

/** Only a path of our own: a link must not lead elsewhere after signing in. */
export function pathOf(then: string | undefined): string {
  return then && /^\/(?!\/|.*(\/\/|\.\.))[\w\-/?=&.]*$/.test(then) ? then : '/'
}

/** Cookies of this answer. */
export function setCookies(c: Context<AppEnv>, cookies: string[]): void {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
}

/** On to a path, with cookies. */
export function welcome(c: Context<AppEnv>, cookies: string[], path: string): Response {
  setCookies(c, cookies)
  return c.redirect(path, 303)
}

/** Where the second factor is asked for, on the way to a path. */
export const secondPath = (then: string) => `/sign-in/second?then=${encodeURIComponent(then)}`

/** What looks like an address; anything else is a slip of the finger. */
export function addressIn(text: string): string {
  if (/^\S+@\S+$/.test(text.trim()) && text.length <= 254) return text.trim()
  throw new Problem('invalid', 'must be an e-mail address, like you@example.com', 'email')
}

/** A refusal on the form it came from; with 429 also when to come again. */
export async function refused(
  c: Context<AppEnv>,
  fault: unknown,
  again: (typed: Typed, status: number) => Response | Promise<Response>,
  values: Record<string, string>,
): Promise<Response> {
  if (!(fault instanceof Problem) || fault.status === 500) throw fault
  const { retryAfterSeconds } = fault
  if (retryAfterSeconds !== undefined) c.header('retry-after', String(retryAfterSeconds))
  return again(typedOf(fault, values), fault.status)
}

/** Whoever acts on their own account (behind `asOwner`). */
export const ownOf = (c: Context<AppEnv>): Own => ({
  auth: c.get('auth'),
  account: c.get('account'),
  caller: callerOf(c),
})
