// Hostile words in every field of every route: nothing of them comes out as markup, as a header or as
// a fault of ours; what is too large is refused; another host's name is never believed.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { faultsOf, hostile } from './hostile-words.ts'
import { thingsOf } from './route-fills.ts'
import {
  askAs,
  fillOf,
  nameOf,
  openSweep,
  type Route,
  routesOf,
  type Sweep,
} from './sweep-world.ts'
import { acme } from './world.ts'

let world: Sweep
let writes: Route[]
beforeAll(async () => {
  world = await openSweep()
  const inside =
    /^\/(api\/(?!push)|checks|channels|drills|maintenance|policies|schedules|people|silences)/
  const more = /^\/(pages|settings|members|workspaces|workspace|incidents|start|reports)/
  // What ends the workspace, or is of nobody's, has tests of its own.
  const ends = /^\/(api\/)?workspace(\/(leave|remove|owner))?$/
  writes = routesOf(world.app).filter(
    ({ method, path }) =>
      method !== 'GET' && (inside.test(path) || more.test(path)) && !ends.test(path),
  )
})
afterAll(() => world.stop())

/** The same body with every text in it replaced. */
function poisoned(value: unknown, word: string): unknown {
  if (typeof value === 'string') return word
  if (Array.isArray(value)) return value.map((one) => poisoned(one, word))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === 'kind' ? one : poisoned(one, word)]),
  )
}

const owner = { person: 'u1', headers: { cookie: `person=u1; esonar.workspace=${acme}` } }
it.each(Object.keys(hostile))(
  '%s is no word that any route obeys',
  async (name) => {
    const word = hostile[name]!
    const things = thingsOf(world)
    const faults: string[] = []
    let shown = 0
    for (const route of writes) {
      const fill = await fillOf(route, things)
      const body = fill.body === undefined ? {} : { body: poisoned(fill.body, word) }
      const form =
        fill.form === undefined
          ? {}
          : { form: poisoned(Object.fromEntries(new URLSearchParams(fill.form)), word) as never }
      const bad = { params: fill.params ?? {}, ...body, ...form }
      const { answer } = await askAs(world, route, bad, owner)
      if (answer.text.includes('&lt;script&gt;')) shown += 1
      for (const fault of faultsOf({ ...answer, html: answer.text })) {
        faults.push(`${nameOf(route)}: ${fault}`)
      }
    }
    expect(faults).toEqual([])
    // The words did come back to be mended, as text.
    if (name === 'markup') expect(shown).toBeGreaterThan(10)
    const [left] = await world.place.query('select count(*)::int as n from checks')
    expect(left.n).toBeGreaterThan(0)
  },
  60_000,
)

it('refuses what is too large at every route', async () => {
  const things = thingsOf(world)
  const faults: string[] = []
  for (const route of writes) {
    const { params = {} } = await fillOf(route, things)
    const text = 'x'.repeat(300_000)
    const large = route.path.startsWith('/api/') ? { body: { text } } : { form: { text } }
    const { answer } = await askAs(world, route, { params, ...large }, owner)
    if (answer.status !== 413) faults.push(`${nameOf(route)}: ${answer.status}`)
  }
  expect(faults).toEqual([])
}, 60_000)

it('believes no host but its own in links, keys of caches and where it leads', async () => {
  const forged = {
    'x-forwarded-host': 'evil.example',
    'x-original-url': '/settings',
    'x-rewrite-url': '/settings',
    forwarded: 'host=evil.example',
  }
  for (const path of ['/', '/sign-in', '/settings', '/about/prober', '/status/none', '/api']) {
    const headers = { ...owner.headers, ...forged, accept: 'text/html' }
    const said = await world.app.request(`http://esonar.test${path}`, { headers })
    expect([path, await said.text()].join(' ')).not.toContain('evil.example')
    expect(said.headers.get('location') ?? '').not.toContain('evil.example')
    // What is a person's own is kept by nobody in between.
    if (path === '/settings') expect(said.headers.get('cache-control')).toMatch(/no-store|private/)
  }
  for (const then of [
    '//evil.example',
    'https://evil.example',
    '/\\evil.example',
    'javascript:x',
  ]) {
    const at = `http://esonar.test/sign-in?then=${encodeURIComponent(then)}`
    expect(await (await world.app.request(at)).text()).toContain('name="then" value="/"')
  }
})
