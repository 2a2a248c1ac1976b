// Pages without a sign-in: what this prober is, and what a link in a message leads to.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { tapByToken } from '../../workers/flow/tapped.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { publicLimited, tapsLimited } from '../../workers/middleware/limit.ts'
import { ProberPage } from '../pages/prober.tsx'
import { TapPage } from '../pages/tap.tsx'
import { page } from './form.tsx'

export const publicPages = new Hono<AppEnv>()

publicPages.use('/status/*', publicLimited)

publicPages.get('/about/prober', (c) =>
  page(
    c,
    <ProberPage
      locations={c.get('hub').locations()}
      aboutUrl={`${c.get('hub').settings.baseUrl}/about/prober`}
    />,
  ),
)

publicPages.use('/a/*', tapsLimited)
publicPages.get('/a/:token', (c) => tapAnswer(c, 'see'))
publicPages.post('/a/:token', (c) => tapAnswer(c, 'acknowledge'))

/** GET shows, POST acts (RFC 9110 9.2.1: a link that is only looked at changes nothing). */
async function tapAnswer(c: Context<AppEnv>, act: 'see' | 'acknowledge'): Promise<Response> {
  const token = c.req.param('token') ?? ''
  const tapped = await tapByToken(c.get('hub'), token, act)
  if (!tapped) {
    throw new Problem(
      'not_found',
      'This link is not known any more: what it was about is long over. Sign in to see all incidents.',
    )
  }
  if (act === 'acknowledge') return c.redirect(`/a/${token}`, 303)
  const answer = await page(c, <TapPage tapped={tapped} token={token} />)
  answer.headers.set('x-robots-tag', 'noindex')
  return answer
}
