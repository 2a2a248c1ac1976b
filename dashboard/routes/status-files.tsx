// What a status page gives other programs and other pages: feeds, a calendar, a badge, an embed.
import { type Context, Hono } from 'hono'
import {
  atomOf,
  badgeOf,
  type FeedFacts,
  jsonFeedOf,
  maintenanceCalendar,
  rssOf,
} from '../../workers/domain/page/feeds.ts'
import { languageOf } from '../../workers/domain/page/words/index.ts'
import { hashOf } from '../../workers/flow/hash.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { baseOf } from '../../workers/middleware/own-host.ts'
import { StatusEmbed } from '../pages/status-embed.tsx'
import { openView } from './status-gate.tsx'

export const statusFiles = new Hono<AppEnv>()

const caching = 'public, max-age=60, stale-while-revalidate=600, stale-if-error=86400'

async function factsOf(c: Context<AppEnv>): Promise<FeedFacts> {
  const slug = c.req.param('slug') ?? ''
  const view = await openView(c, slug)
  const language =
    languageOf(c.req.query('lang'), c.req.header('accept-language') ?? '') ?? view.snapshot.language
  const base = await baseOf(c, slug)
  const origin = base === '' ? new URL(c.req.url).origin : c.get('hub').settings.baseUrl
  return { view, language, url: `${origin}${base}` }
}

async function answered(
  c: Context<AppEnv>,
  { view }: Pick<FeedFacts, 'view'>,
  type: string,
  text: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const etag = `"${(await hashOf(text)).slice(0, 22)}"`
  const all = {
    'content-type': type,
    'cache-control': view.snapshot.access === 'open' ? caching : 'private, no-store',
    vary: 'accept-language',
    etag,
    ...headers,
  }
  const isSame = (c.req.header('if-none-match') ?? '').includes(etag)
  return isSame
    ? new Response(null, { status: 304, headers: all })
    : new Response(text, { headers: all })
}

const feeds = {
  'feed.atom': ['application/atom+xml; charset=utf-8', atomOf],
  'feed.rss': ['application/rss+xml; charset=utf-8', rssOf],
  'feed.json': ['application/feed+json; charset=utf-8', jsonFeedOf],
  'maintenance.ics': ['text/calendar; charset=utf-8', maintenanceCalendar],
} as const

for (const [file, [type, made]] of Object.entries(feeds)) {
  statusFiles.get(`/status/:slug/${file}`, async (c) => {
    const facts = await factsOf(c)
    return answered(c, facts, type, made(facts), { 'access-control-allow-origin': '*' })
  })
}

statusFiles.get('/status/:slug/badge.svg', async (c) => {
  const facts = await factsOf(c)
  return answered(c, facts, 'image/svg+xml', badgeOf(facts.view, facts.language), {
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
  })
})

statusFiles.get('/status/:slug/embed', async (c) => {
  const facts = await factsOf(c)
  const { embedOn } = facts.view.snapshot
  const html = String(await ((<StatusEmbed {...facts} />) as unknown as Promise<string>))
  return answered(c, facts, 'text/html; charset=utf-8', `<!doctype html>${html}`, {
    'content-security-policy': [
      "default-src 'none'",
      "style-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${embedOn.length > 0 ? embedOn.join(' ') : '*'}`,
    ].join('; '),
    'x-robots-tag': 'noindex',
  })
})
