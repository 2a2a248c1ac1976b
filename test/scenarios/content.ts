// What an answer says: missing, injected, not what was agreed.
import { page, type Scenario, warning } from './scenario.ts'
import { web } from './sites.ts'

const family = 'content'
const says = (body: string) => ({ kind: 'ok', body }) as const
const well = says('{"status":"ok","nodes":[{"up":true}]} Add to basket')

export const contents: Scenario[] = [
  {
    family,
    name: 'the text is missing',
    share: true,
    site: web(says('Error establishing a database connection'), {
      check: { expectText: 'Add to basket' },
      well,
    }),
    tells: page('text_missing', /text is missing/),
  },
  {
    family,
    name: 'a text that must not be there',
    site: web(says('Add to basket <script src=//evil.example>'), {
      check: { rejectText: 'evil.example' },
      well,
    }),
    tells: page('text_present', /must not/),
  },
  {
    family,
    name: 'an empty 200',
    share: true,
    site: web(says(''), { check: { expect: ['size above 10'] }, well }),
    tells: page('expectation', /size above 10/),
  },
  {
    family,
    name: 'JSON that says otherwise',
    share: true,
    site: web(says('{"status":"degraded"}'), {
      check: { expect: ['json $.status equals ok'] },
      well: says('{"status":"ok"}'),
    }),
    tells: page('expectation', /found "degraded"/),
  },
  {
    family,
    name: 'a page that is suddenly empty, and nothing was agreed',
    site: web(says(''), { well: says('Add to basket. '.repeat(400)) }),
    course: async ({ site, sleep }) => {
      // Its usual size is known after some answers.
      await sleep(25)
      await site.break()
    },
    tells: warning('content', null, /content|body|bytes/, 75),
  },
  {
    family,
    name: 'JSON that cannot be read',
    site: web(says('<html>maintenance</html>'), {
      check: { expect: ['json $.status equals ok'] },
      well: says('{"status":"ok"}'),
    }),
    tells: page('expectation', /\$\.status/),
  },
  {
    family,
    name: 'an HTML page without the header agreed',
    site: web(
      { kind: 'status', status: 200, headers: { 'content-type': 'text/html' } },
      {
        check: { expect: ['header content-type contains json'] },
        well: { kind: 'status', status: 200, headers: { 'content-type': 'application/json' } },
      },
    ),
    tells: page('expectation', /content-type/),
  },
]
