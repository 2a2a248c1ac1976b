// Redirects: followed they are no failure; what cannot be followed, or leads astray, is.
import type { Fault } from '../fakes/target.ts'
import { page, type Scenario } from './scenario.ts'
import { web } from './sites.ts'
import { secure } from './tls-site.ts'

const family = 'redirects'
const to = (path: string, status = 302) => ({ kind: 'redirect', to: path, status }) as const
const chain = (hops: number) =>
  Object.fromEntries(
    Array.from({ length: hops }, (_, index) => [index ? `/${index}` : '/', to(`/${index + 1}`)]),
  )

/** A target that must lead to `/home`, and does while it is well. */
function leads(fault: Fault): Scenario['site'] {
  return async (ground) => {
    const site = await web(fault, { well: to('/home') })(ground)
    const expectRedirect = new URL('/home', String(site.check.url)).href
    return { ...site, check: { ...site.check, expectRedirect } }
  }
}

export const redirects: Scenario[] = [
  { family, name: '302 where 200 was', share: true, site: web(to('/home')), tells: null },
  { family, name: 'a chain of ten', site: web(chain(10)), tells: null },
  {
    family,
    name: 'a chain of eleven',
    share: true,
    site: web(chain(11)),
    tells: page('redirect_limit', /more than 10 redirects/),
  },
  {
    family,
    name: 'in a circle',
    share: true,
    site: web({ '/': to('/a'), '/a': to('/b'), '/b': to('/') }),
    tells: page('redirect_loop', /circle/),
  },
  {
    family,
    name: 'to itself',
    site: web(to('/')),
    tells: page('redirect_loop', /circle/),
  },
  {
    family,
    name: 'to an unusable address',
    site: web(to('http://[bad')),
    tells: page('redirect_bad_location', /unusable address/),
  },
  {
    family,
    name: '302 without a Location',
    site: web({ kind: 'status', status: 302 }),
    tells: page('redirect_bad_location', /unusable address/),
  },
  {
    family,
    name: 'to a mail address',
    site: web(to('mailto:a@example.com')),
    tells: page('redirect_bad_location', /unusable address/),
  },
  {
    family,
    name: 'one where none may be',
    site: web(to('/login'), { check: { refuseRedirects: true } }),
    tells: page('redirect_unexpected', /302 to http.*\/login/),
  },
  {
    family,
    name: 'none where one must be',
    site: leads({ kind: 'ok' }),
    tells: page('redirect_unmet', /found 200/),
  },
  {
    family,
    name: 'one to another place than it must',
    site: leads(to('/sold', 301)),
    tells: page('redirect_unmet', /found 301 to http.*\/sold/),
  },
  {
    family,
    name: 'from https to http, where that may not be',
    site: async (ground) => {
      const plain = await web({ kind: 'ok' })(ground)
      const away = String(plain.check.url)
      const own = await secure('sent to http', { refuseDowngrade: true }, away)(ground)
      return { ...own, close: async () => void (await Promise.all([own.close(), plain.close()])) }
    },
    tells: page('redirect_downgrade', /from https to http/),
  },
  {
    family,
    name: 'to another host than it must',
    site: async (ground) => {
      const elsewhere = ground.isolated ? `http://${ground.controlHost}` : 'http://localhost'
      const other = await web({ kind: 'ok' })({ ...ground, host: ground.controlHost })
      const { port } = new URL(String(other.check.url))
      const own = await web(to(`${elsewhere}:${port}/`), { check: { expectHost: ground.host } })(
        ground,
      )
      return { ...own, close: async () => void (await Promise.all([own.close(), other.close()])) }
    },
    tells: page('redirect_elsewhere', /another host/),
  },
]
