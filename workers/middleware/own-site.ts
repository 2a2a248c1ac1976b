// Whether a request that rides on a cookie comes from our own pages, by its Origin.
import type { Context } from 'hono'
import { Problem } from '../domain/problem.ts'
import type { AppEnv } from './app-env.ts'

/** Whether it says that it comes from pages of another site. */
export function isForeign(c: Context<AppEnv>): boolean {
  const origin = c.req.header('origin')
  return !!origin && !ownOrigins(c).includes(origin)
}

function ownOrigins(c: Context<AppEnv>): string[] {
  return [new URL(c.req.url).origin, new URL(c.get('hub').settings.baseUrl).origin]
}

/** The refusal. `what` was sent: "This form was sent". At home a proxy whose address was never told to
 *  eSonar is the usual reason. */
export function foreign(c: Context<AppEnv>, what: string): Problem {
  const { plan, baseUrl } = c.get('hub').settings
  const origin = c.req.header('origin') ?? ''
  if (plan !== 'self-hosted' || !/^https?:\/\//.test(origin))
    return new Problem('forbidden', `${what} from another site.`)
  return new Problem(
    'forbidden',
    `${what} from ${origin.slice(0, 200)}, and this eSonar takes itself to be at ${baseUrl}. If the first is its own public address, set ESONAR_BASE_URL to that and start it again.`,
  )
}
