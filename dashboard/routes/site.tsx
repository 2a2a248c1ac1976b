// The public site: the landing page and prices where strangers sign up, docs everywhere, legal pages
// where they are wanted, and what search engines ask for.
import { type Context, Hono } from 'hono'
import { example } from '../../workers/domain/example.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { filled, lackingIn } from '../../workers/domain/text-page.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { publicLimited } from '../../workers/middleware/limit.ts'
import { DocsIndex, DocsPage } from '../pages/docs.tsx'
import { LandingPage } from '../pages/landing.tsx'
import { LegalPage } from '../pages/legal.tsx'
import { PricingPage } from '../pages/pricing.tsx'
import { legalTitles, type Site } from '../parts/site-frame.tsx'
import { page } from './form.tsx'

export const sitePages = new Hono<AppEnv>()

/** What this installation shows to strangers. */
export function siteOf(c: Context<AppEnv>): Site {
  const { baseUrl, plan, legal } = c.get('hub').settings
  const isOpen = plan !== 'self-hosted'
  return { baseUrl, isOpen, hasLegal: isOpen || legal.name !== '' }
}

/** The same for everybody, for a few minutes. */
async function publicPage(c: Context<AppEnv>, content: Parameters<typeof page>[1]) {
  const answer = await page(c, content)
  answer.headers.set('cache-control', 'public, max-age=300')
  return answer
}

const nothing = () => new Problem('not_found', 'There is nothing at this address.')

sitePages.get('/', async (c, next) => {
  const site = siteOf(c)
  if (!site.isOpen || c.req.header('authorization')) return next()
  const isKnown = c.req.header('cookie') && (await c.get('auth').session(callerOf(c)))
  if (isKnown) return next()
  return page(c, <LandingPage site={site} example={example()} />)
})

for (const path of ['/pricing', '/docs', '/docs/*', '/legal/*', '/sitemap.xml', '/robots.txt']) {
  sitePages.use(path, publicLimited)
}

sitePages.get('/pricing', async (c) => {
  const site = siteOf(c)
  if (!site.isOpen) throw nothing()
  const per = c.req.query('per') === 'year' ? 'year' : 'month'
  return publicPage(c, <PricingPage site={site} per={per} />)
})

sitePages.get('/docs', async (c) =>
  publicPage(c, <DocsIndex site={siteOf(c)} groups={await c.get('hub').texts.groups()} />),
)

sitePages.get('/docs/*', async (c) => {
  const { texts } = c.get('hub')
  const [found, groups] = await Promise.all([
    texts.page('docs', c.req.path.slice('/docs/'.length)),
    texts.groups(),
  ])
  if (!found) throw nothing()
  return publicPage(c, <DocsPage site={siteOf(c)} page={found} groups={groups} />)
})

sitePages.get('/legal/*', async (c) => {
  const site = siteOf(c)
  const name = c.req.path.slice('/legal/'.length)
  const found = site.hasLegal ? await c.get('hub').texts.page('legal', name) : null
  if (!found) throw nothing()
  const { legal } = c.get('hub').settings
  const facts = { html: filled(found.html, legal), lacking: lackingIn(found.html, legal) }
  return publicPage(c, <LegalPage site={site} page={found} {...facts} />)
})

sitePages.get('/sitemap.xml', async (c) => {
  const { baseUrl, isOpen, hasLegal } = siteOf(c)
  const groups = await c.get('hub').texts.groups()
  const paths = [
    ...(isOpen ? ['/', '/pricing'] : []),
    '/docs',
    ...groups.flatMap((group) => group.pages.map((one) => `/docs/${one.name}`)),
    '/api',
    ...(hasLegal ? Object.keys(legalTitles).map((name) => `/legal/${name}`) : []),
  ]
  const urls = paths.map((path) => `<url><loc>${baseUrl}${path}</loc></url>`).join('\n')
  c.header('cache-control', 'public, max-age=300')
  return c.body(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls}\n</urlset>\n`,
    200,
    { 'content-type': 'application/xml; charset=utf-8' },
  )
})

/** Links that work once, and doors of machines, are nothing to search for. */
const unsought = ['/a/', '/account', '/agent/', '/badge/', '/calendar/', '/in/', '/internal/']
const unsoughtLinks = ['/invitations/', '/link/', '/ping/', '/reset/', '/setup/', '/sign-up/']

sitePages.get('/robots.txt', (c) => {
  const { baseUrl } = siteOf(c)
  const lines = [...unsought, ...unsoughtLinks].map((path) => `Disallow: ${path}`)
  c.header('cache-control', 'public, max-age=300')
  return c.text(['User-agent: *', ...lines, '', `Sitemap: ${baseUrl}/sitemap.xml`, ''].join('\n'))
})
