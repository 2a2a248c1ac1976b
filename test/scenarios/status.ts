// Status codes: what is down, what only turns us away, and HEAD against GET.
import { page, type Scenario, warning } from './scenario.ts'
import { web } from './sites.ts'

const family = 'status'
const page16 = (status: number) => page('status', new RegExp(`status ${status}`))
const status = (code: number) => ({ kind: 'status', status: code }) as const

export const statuses: Scenario[] = [
  { family, name: '500', site: web(status(500)), tells: page16(500) },
  {
    family,
    name: '503 at once, confirmSeconds 0',
    share: true,
    site: web(status(503)),
    settings: { confirmSeconds: 0 },
    tells: page('status', /status 503/, 2),
  },
  {
    family,
    name: '503, and its recovery',
    share: true,
    site: web(status(503)),
    tells: page16(503),
    endsWithinSeconds: 45,
  },
  { family, name: '404', site: web(status(404)), tells: page16(404) },
  {
    family,
    name: '403 from everywhere',
    share: true,
    site: web(status(403)),
    tells: page16(403),
  },
  {
    family,
    name: '401 where it was 200',
    site: web(status(401)),
    tells: page16(401),
  },
  {
    family,
    name: '429 to everybody',
    share: true,
    site: web({ kind: 'status', status: 429, headers: { 'retry-after': '30' } }),
    tells: warning('blocked', 'rate_limited', /429/, 90),
  },
  {
    family,
    name: 'a bot challenge to everybody',
    site: web({ kind: 'status', status: 403, headers: { 'cf-mitigated': 'challenge' } }),
    tells: warning('blocked', 'blocked_by_waf', /bot check/, 90),
  },
  {
    family,
    name: '204 where 200 was',
    site: web({ kind: 'status', status: 204, body: '' }),
    tells: null,
  },
  {
    family,
    name: 'HEAD answered 405',
    share: true,
    site: web({ kind: 'noHead', status: 405 }, { check: { method: 'HEAD' } }),
    tells: null,
  },
  {
    family,
    name: 'HEAD answered 501',
    site: web({ kind: 'noHead', status: 501 }, { check: { method: 'HEAD' } }),
    tells: null,
  },
  {
    family,
    name: 'HEAD 200 but GET 500, GET is asked',
    share: true,
    site: web({ kind: 'getFails', status: 500 }),
    tells: page16(500),
  },
]
