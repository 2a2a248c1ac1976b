// The tenancy sweep: every route of the router, and so of the OpenAPI document, tried as nobody, as
// the owner of another workspace, as a reader, and from another site. Nothing leaks, nothing changes.
// A new route is swept by itself; one that nothing can fill in fails, and so does one that answers
// nobody without being named as open.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canary, secret, type Things, thingsOf } from './route-fills.ts'
import {
  askAs,
  fillOf,
  isFilled,
  nameOf,
  openSweep,
  type Route,
  routesOf,
  type Sweep,
  unfilled,
} from './sweep-world.ts'
import { type Ask, acme, keys } from './world.ts'

/** Paths that ask for no account, and why. */
const open: [path: RegExp, why: string][] = [
  [/^\/(ping|api\/push)\//, 'a job speaks, by the secret in the address'],
  [/^\/lend\//, 'another master, by the key of a loan'],
  [/^\/agent\//, 'an agent, by a key of its own or a token that works once'],
  [/^\/healthz$/, 'says what of the installation works, and nothing of a workspace'],
  [/^\/internal\//, 'the launcher, by its own secret'],
  [/^\/(assets|look)\//, 'style and scripts'],
  [/^\/stripe\//, 'Stripe, by its signature'],
  [/^\/calendar\//, 'a calendar, by the secret in the address'],
  [/^\/in\/\w+\//, 'a carrier or a messenger, by its signature'],
  [/^\/api(\/openapi\.json)?$/, 'the description of the API'],
  [/^\/status\//, 'what its owner made public'],
  [/^\/badge\//, 'what its owner made public, by the secret in the address'],
  [/^\/about\//, 'who probes here'],
  [/^\/canary\//, 'the canary after a deployment, by a token of its own'],
  [/^\/operator(\/|$)/, 'a door of its own, which operator.test.ts tries at every route'],
  [/^\/(pricing$|docs(\/|$)|legal\/|sitemap\.xml$|robots\.txt$)/, 'the public site'],
  [/^\/a\//, 'a link of a message, by the secret in it'],
  [/^\/(sign-in|sign-up|sign-out|auth|forgot)(\/|$)/, 'the door'],
  [/^\/(setup|invitations|link|reset|address)\//, 'a link that works once'],
]
/** About one's own account, whatever the workspace. */
const isOwn = ({ path }: Route) => /^\/account(\/|$)/.test(path)
const isOpen = ({ path }: Route) => open.some(([one]) => one.test(path))

/** What a reader may do that is not reading, and why. */
const forReaders: Record<string, string> = {
  'POST /api/checks/:id/whatif': 'reads the past',
  'PUT /api/reports/mail': 'their own mail',
  'DELETE /api/reports/mail': 'their own mail',
  'POST /reports/mail': 'their own mail',
  'POST /api/workspaces': 'makes one of their own',
  'POST /workspaces': 'makes one of their own',
  'POST /workspaces/:id/choose': 'a cookie of their own',
  'POST /workspace/leave': 'everybody may leave; members.test.ts',
}

let world: Sweep
let things: Things
let routes: Route[]
let closed: Route[]

beforeAll(async () => {
  world = await openSweep()
  things = thingsOf(world)
  routes = routesOf(world.app)
  closed = routes.filter((one) => !isOpen(one) && unfilled(one) === null)
  await world.place.query(`insert into "user" (id, name, email) values
    ('reader', 'Rae', 'rae@example.com')`)
  await world.place.query(
    `insert into members (workspace, user_id, role) values ($1, 'reader', 'viewer')`,
    [acme],
  )
  // All that is borrowed exists before the first look at what acme is.
  for (const make of Object.values(things)) await make()
})
afterAll(() => world.stop())

const isWrite = ({ method }: Route) => method !== 'GET'
const html = { accept: 'text/html' }

interface Tried {
  route: Route
  hasId: boolean
  sent: string
  text: string
}
type Expected = (status: number, tried: Tried) => boolean

/** Tries each route, and answers what is wrong with what came of it. */
async function sweep(
  over: Route[],
  given: (route: Route, index: number) => Ask,
  expected: Expected,
): Promise<string[]> {
  const faults: string[] = []
  let before = await world.stateOfAcme()
  for (const [index, route] of over.entries()) {
    const name = nameOf(route)
    const fill = await fillOf(route, things)
    const { answer, sent, hasId } = await askAs(world, route, fill, given(route, index))
    if (!expected(answer.status, { route, hasId, sent, text: answer.text })) {
      faults.push(`${name}: ${answer.status} ${answer.text.slice(0, 200)}`)
    }
    // A refused form shows again what was typed: a name that was sent is not leaked by that.
    if (answer.text.includes(canary) && !sent.includes(canary)) faults.push(`${name}: leaks`)
    if (!isWrite(route)) continue
    const after = await world.stateOfAcme()
    for (const what of Object.keys(after)) {
      if (after[what] !== before[what]) faults.push(`${name}: changes ${what} of acme`)
    }
    before = after
  }
  return faults
}

describe('the sweep', () => {
  it('reaches every route of the router, and every one of the OpenAPI document', async () => {
    const lost = routes.filter((one) => !isOpen(one)).flatMap((one) => unfilled(one) ?? [])
    expect(lost).toEqual([])
    const { json } = await world.ask('GET', '/api/openapi.json', { key: null })
    const paths = Object.entries(json.paths as Record<string, object>)
    const described = paths.flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`,
      ),
    )
    const swept = new Set(closed.map(nameOf))
    expect(described.length).toBeGreaterThan(70)
    expect(described.filter((one) => !swept.has(one))).toEqual([])
  })
})

describe('nobody', () => {
  it('is sent to the door by every route, without a word of what is behind it', async () => {
    const isShut = (status: number) => status === 401 || status === 303
    const given = () => ({ key: null, headers: html })
    expect(await sweep(closed, given, isShut)).toEqual([])
  })

  it('learns and changes nothing by an address that is made up', async () => {
    const made = routes.filter(isOpen)
    const faults: string[] = []
    for (const route of made) {
      const before = await world.stateOfAcme()
      const path = route.path.replace(/:\w+(\{[^}]*\})?/g, 'x'.repeat(40))
      const { text } = await world.ask(route.method, path, { key: null, headers: html })
      if (text.includes(canary)) faults.push(`${nameOf(route)}: leaks ${canary}`)
      if (JSON.stringify(await world.stateOfAcme()) !== JSON.stringify(before)) {
        faults.push(`${nameOf(route)}: changes acme`)
      }
    }
    expect(faults).toEqual([])
  })
})

describe('the owner of another workspace', () => {
  // The same for everybody.
  const isShared = (route: Route) => route.path === '/api/locations/:id'
  // What is named in the address is not found. What is named in a body is refused, too.
  const isNothing = (status: number, { route, hasId, sent, text }: Tried) => {
    if (isOwn(route)) return status < 500
    // Without a body that would do, a refusal may come before the look for what is named.
    if (hasId) return status === 404 || (!isFilled(route) && status >= 400 && status < 500)
    if (!sent.includes(`_${acme}_`)) return status < 500
    // Of many changes each is answered for itself.
    return (status >= 400 && status < 500) || (status === 200 && text.includes('"status":404'))
  }

  it('finds and changes nothing by session', async () => {
    const over = closed.filter((one) => !isShared(one))
    expect(await sweep(over, () => ({ person: 'u2' }), isNothing)).toEqual([])
  }, 60_000)

  it('finds and changes nothing by key', async () => {
    const isNothingByKey = (status: number, tried: Tried) =>
      isNothing(status, tried) || (tried.hasId && status === 403)
    const over = closed.filter((one) => !isShared(one))
    expect(await sweep(over, () => ({ key: keys.bolt }), isNothingByKey)).toEqual([])
  }, 60_000)

  it('is not let in by the name of the workspace in a cookie', async () => {
    const headers = { cookie: `person=u2; esonar.workspace=${acme}` }
    const reads = closed.filter((one) => !isWrite(one) && !isShared(one))
    expect(await sweep(reads, () => ({ person: 'u2', headers }), isNothing)).toEqual([])
  }, 60_000)
})

describe('a reader', () => {
  it.each([
    ['session', { person: 'reader' }],
    ['key', { key: keys.viewer }],
  ])(
    'changes nothing by %s',
    async (_, who) => {
      const over = closed.filter(
        (one) => isWrite(one) && !isOwn(one) && !(nameOf(one) in forReaders),
      )
      const faults = await sweep(
        over,
        () => who,
        (status, { route }) => (isFilled(route) ? status === 403 : status >= 400 && status < 500),
      )
      // They see the name of the workspace in the header: nothing is hidden from them there.
      expect(faults.filter((one) => !one.includes('leaks'))).toEqual([])
    },
    60_000,
  )

  it('reads no secret, and neither does the owner', async () => {
    for (const person of ['reader', 'u1']) {
      for (const route of closed.filter((one) => !isWrite(one) && one.path !== '/live')) {
        const fill = await fillOf(route, things)
        const { answer } = await askAs(world, route, fill, { person })
        expect([nameOf(route), answer.status !== 500]).toEqual([nameOf(route), true])
        expect(`${nameOf(route)} ${answer.text}`).not.toContain(secret)
      }
    }
  }, 60_000)
})

describe('another site', () => {
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://esonar.test.evil.example', 'sec-fetch-site': 'cross-site' },
  ]
  it('changes nothing with the session of the owner', async () => {
    const machines = /^\/(agent|lend|canary|ping|in|internal|api\/push|a|status|stripe)\//
    const over = routes.filter((one) => isWrite(one) && !machines.test(one.path))
    const headersOf = (index: number) => ({
      cookie: 'person=u1',
      ...foreign[index % foreign.length],
    })
    const as = (_: Route, index: number) => ({ person: 'u1', headers: headersOf(index) })
    const faults = await sweep(
      over.filter((one) => !isOpen(one)),
      as,
      // In this world nobody proves an account of their own: account.test.ts does.
      (status, { route }) => status === 403 || (isOwn(route) && status === 401),
    )
    for (const [index, route] of over.filter(isOpen).entries()) {
      const path = route.path.replace(/:\w+/g, 'x'.repeat(40))
      const given = { key: null, form: {}, headers: headersOf(index) }
      const { status } = await world.ask(route.method, path, given)
      // In this world strangers cannot sign up, and it has no operator: nothing is there.
      const expected = /^\/(sign-up|operator)(\/|$)/.test(route.path) ? 404 : 403
      if (status !== expected) faults.push(`${nameOf(route)}: ${status}`)
    }
    expect(faults).toEqual([])
  }, 90_000)
})
