// Answers that break off, hang, come late, or cannot be read.
import { page, type Scenario, warning } from './scenario.ts'
import { web } from './sites.ts'

const family = 'body'

export const bodies: Scenario[] = [
  {
    family,
    name: 'cut off in the body',
    share: true,
    site: web({ kind: 'truncated' }),
    tells: page('body_truncated', /cut off/),
  },
  {
    family,
    name: 'not gzip, though it says so',
    site: web({ kind: 'badGzip' }),
    tells: page('body_decode', /decoded/),
  },
  {
    family,
    name: 'accepts and hangs',
    share: true,
    site: web({ kind: 'hang' }),
    tells: page('headers_timeout', /no first byte in 10/, 35),
  },
  {
    family,
    name: 'hangs within the headers',
    site: web({ kind: 'hangInHeaders' }),
    tells: page('headers_timeout', /no first byte/, 35),
  },
  {
    family,
    name: 'hangs within the body',
    share: true,
    site: web({ kind: 'hangInBody' }),
    tells: page('body_timeout', /not complete/, 35),
  },
  {
    family,
    name: 'closes without an answer',
    site: web({ kind: 'empty' }),
    tells: page('empty_reply', /without an answer/),
  },
  {
    family,
    name: 'resets before the answer',
    site: web({ kind: 'reset' }),
    tells: page('connection_reset', /reset/),
  },
  {
    family,
    name: 'answers SSH on the HTTP port',
    site: web({ kind: 'garbage' }),
    tells: page('invalid_http', /not HTTP/),
  },
  {
    family,
    name: 'a body without end',
    site: web({ kind: 'endless' }),
    tells: null,
  },
  {
    family,
    name: 'every answer takes 3 s',
    site: web({ kind: 'slow', ms: 3_000 }),
    settings: { slowAfterMs: 1_000 },
    tells: null,
    health: 'slow',
    watchSeconds: 60,
  },
  {
    family,
    name: 'every answer takes 12 s',
    share: true,
    site: web({ kind: 'slow', ms: 12_000 }),
    tells: warning('slow', 'headers_timeout', /answers after 1[2-4]/, 35),
    health: 'slow',
  },
  {
    family,
    name: 'every answer takes 22 s',
    site: web({ kind: 'slow', ms: 22_000 }),
    tells: warning('slow', 'headers_timeout', /answers after 2[2-4]/, 45),
    health: 'slow',
  },
]
