// The public pages of a status page: drawn from KV, kept a few seconds as finished bytes, marked so
// that browsers and caches keep them, too.
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { monthAt, monthOf } from '../../workers/domain/ledger.ts'
import { accentCss } from '../../workers/domain/page/colour.ts'
import type { Access } from '../../workers/domain/page/settings.ts'
import type { PageView } from '../../workers/domain/page/view.ts'
import { languageOf } from '../../workers/domain/page/words/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { hashOf } from '../../workers/flow/hash.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { baseOf } from '../../workers/middleware/own-host.ts'
import type { StoredLogo } from '../../workers/page-ports.ts'
import { StatusPage } from '../pages/status.tsx'
import { StatusHistory } from '../pages/status-history.tsx'
import type { Reader } from '../parts/public-frame.tsx'
import { door, maySee, openView, viewAt } from './status-gate.tsx'

export const statusPages = new Hono<AppEnv>()

const keptMs = 5_000
const keptMax = 500

interface Drawn {
  html: Uint8Array<ArrayBuffer>
  zipped: Uint8Array<ArrayBuffer>
  etag: string
  until: number
  access: Access
  isIndexed: boolean
}
const kept = new WeakMap<HubPorts['snapshots'], Map<string, Drawn>>()

const caching = 'public, max-age=15, stale-while-revalidate=300, stale-if-error=86400'

statusPages.get('/status/:slug', (c) => drawn(c, '', (data) => <StatusPage {...data} />))

statusPages.get('/status/:slug/history', (c) => history(c, null))
statusPages.get('/status/:slug/history/:month', (c) => history(c, c.req.param('month')))

function history(c: Context<AppEnv>, text: string | null): Promise<Response> {
  const hub = c.get('hub')
  const present = monthAt(hub.now())
  const month = text === null ? present : monthOf(text)
  if (!month || month.from > present.from)
    throw new Problem('not_found', 'There is nothing in this month.')
  const later = month.to > present.from ? null : monthAt(month.to).month
  const earlier = month.from < yearsBack(present.from) ? null : monthAt(month.from - 1).month
  const data = { text: month.month, from: month.from, to: month.to, earlier, later }
  return drawn(c, `history-${month.month}`, (one) => <StatusHistory {...one} month={data} />)
}

const yearsBack = (at: number) => at - 2 * 366 * 86_400_000

/** The page, from the isolate's memory where it was drawn just now. */
async function drawn(
  c: Context<AppEnv>,
  what: string,
  draw: (data: { view: PageView; reader: Reader }) => Child,
): Promise<Response> {
  const hub = c.get('hub')
  const slug = c.req.param('slug') ?? ''
  const base = await baseOf(c, slug)
  const chosen = c.req.query('lang')
  const accepted = c.req.header('accept-language') ?? ''
  const pages = kept.get(hub.snapshots) ?? new Map<string, Drawn>()
  kept.set(hub.snapshots, pages)
  const language = languageOf(chosen, accepted)
  const isChosen = chosen !== undefined && language === chosen
  const key = `${slug} ${base} ${language} ${isChosen} ${what}`
  let found = pages.get(key)
  if (!found || found.until <= hub.now()) {
    const view = await viewAt(hub, slug)
    const reader = { language: language ?? view.snapshot.language, isChosen, base }
    const { access, isIndexed } = view.snapshot
    const until = hub.now() + keptMs
    found = { ...(await finished(draw({ view, reader }))), until, access, isIndexed }
    if (pages.size >= keptMax) pages.clear()
    pages.set(key, found)
  }
  if (found.access !== 'open' && !(await maySee(c, slug, found.access)))
    return door(c, slug, found.access)
  return answered(c, found)
}

async function finished(content: Child): Promise<Pick<Drawn, 'html' | 'zipped' | 'etag'>> {
  const text = `<!doctype html>${String(await (content as unknown as Promise<string>))}`
  const html = new Uint8Array(new TextEncoder().encode(text))
  const zipper = new Response(html).body!.pipeThrough(new CompressionStream('gzip'))
  const zipped = new Uint8Array(await new Response(zipper).arrayBuffer())
  return { html, zipped, etag: `"${(await hashOf(text)).slice(0, 22)}"` }
}

function answered(c: Context<AppEnv>, drawn: Drawn): Response {
  const { html, zipped, etag, access, isIndexed } = drawn
  const isZipped = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': access === 'open' ? caching : 'private, no-store',
    vary: 'accept-language, accept-encoding',
    ...(isIndexed && access === 'open' ? {} : { 'x-robots-tag': 'noindex' }),
    etag: isZipped ? `W/${etag}` : etag,
  })
  const asked = c.req.header('if-none-match') ?? ''
  if (asked.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))
    return new Response(null, { status: 304, headers })
  if (!isZipped) return new Response(html, { headers })
  headers.set('content-encoding', 'gzip')
  // Zipped already: the platform is not to do it again.
  return new Response(zipped, { headers, encodeBody: 'manual' } as ResponseInit)
}

statusPages.get('/status/:slug/:file{logo-[A-Za-z0-9]+}', async (c) => {
  const { slug, file } = c.req.param()
  const { snapshot } = await openView(c, slug)
  const logo = await c.get('hub').snapshots.get<StoredLogo>(`logo:${slug}`)
  if (!logo || `logo-${logo.hash}` !== file)
    throw new Problem('not_found', 'There is no logo at this address.')
  const bytes = Uint8Array.from(atob(logo.data), (one) => one.charCodeAt(0))
  return new Response(bytes, {
    headers: {
      'content-type': logo.type === 'image/png' ? 'image/png' : 'image/svg+xml',
      'cache-control': `${snapshot.access === 'open' ? 'public' : 'private'}, max-age=31536000`,
      'content-security-policy': "default-src 'none'; style-src 'none'; sandbox",
    },
  })
})

statusPages.get('/look/:file{[0-9a-f]{6}[.]css}', (c) => {
  const headers = {
    'content-type': 'text/css; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
  }
  return new Response(accentCss(`#${c.req.param('file').slice(0, 6)}`), { headers })
})

/** Below a page's address there is nothing else, whoever asks. */
statusPages.all('/status/*', () => {
  throw new Problem('not_found', 'There is nothing at this address.')
})
