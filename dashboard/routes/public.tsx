// Pages without a sign-in: status pages by slug, and what this prober is.
import { Hono } from 'hono'
import type { PageSnapshot } from '../../workers/domain/page.ts'
import { Problem } from '../../workers/domain/problem.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { ProberPage } from '../pages/prober.tsx'
import { StatusPage } from '../pages/status.tsx'
import { page } from './form.tsx'

export const publicPages = new Hono<AppEnv>()

publicPages.get('/status/:slug', async (c) => {
  const slug = c.req.param('slug')
  const known = /^[a-z0-9-]{1,64}$/.test(slug)
  const snapshot = known ? await c.get('hub').snapshots.get<PageSnapshot>(`page:${slug}`) : null
  if (!snapshot) throw new Problem('not_found', 'There is no status page at this address.')
  const answer = await page(c, <StatusPage snapshot={snapshot} />)
  answer.headers.set('cache-control', 'public, max-age=15')
  return answer
})

publicPages.get('/about/prober', (c) =>
  page(
    c,
    <ProberPage
      locations={c.get('hub').locations()}
      aboutUrl={`${c.get('hub').settings.baseUrl}/about/prober`}
    />,
  ),
)
