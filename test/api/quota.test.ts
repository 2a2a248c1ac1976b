// The cells of the table "limit × road" that `plans.test.ts` has not: many at the same moment, the
// figures of a check by API, in bulk, by form and by agents, what is lent, and a seat of an agent.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Counted, counted, limits, type PlanName } from '../../workers/domain/plan.ts'
import { changePlan } from '../../workers/flow/plan-change.ts'
import { joinBy, joinWith, type OneMore, oneMoreIn } from './one-more.ts'
import { type Answer, acme, openWorld, type World } from './world.ts'

let world: World
let more: Record<Counted, OneMore>
// A person is not counted by the minute.
const by = { person: 'u1' }
beforeAll(async () => {
  world = await openWorld('deny', 'free')
  more = oneMoreIn(world, by)
  const place = (id: string) => ({ id, network: `net-${id}`, label: id, default: id === 'p1' })
  world.hub.locations = () => Array.from({ length: 12 }, (_, n) => place(`p${n + 1}`))
})
afterAll(() => world.stop())
beforeEach(() => to('free'))

const to = (plan: PlanName) => changePlan(world.hub, acme, plan, 'The test says so.')
const ask = (method: string, path: string, body?: unknown) =>
  world.ask(method, path, { ...by, ...(body === undefined ? {} : { body }) })
const form = (path: string, fields: Record<string, string> | [string, string][]) =>
  world.ask('POST', path, { ...by, form: new URLSearchParams(fields) })
const isMade = ({ status }: Answer) => status < 400
async function used(what: Counted): Promise<number> {
  const { json } = await ask('GET', '/api/workspace/usage')
  return json.used.find((one: { what: string }) => one.what === what).used
}
const clear = (table: string) =>
  world.place.query(`delete from ${table} where workspace = $1`, [acme])

describe('of many who come for the last place at once', () => {
  it.each(counted)('only as many get one of %s as there are', async (what) => {
    if (what === 'checks' || what === 'channels' || what === 'schedules') await clear(what)
    // A page for each host; the free plan has no host of one's own.
    const plan = what === 'hosts' ? 'solo' : 'free'
    if (what === 'hosts') {
      await to('team')
      for (const _ of '1234') await more.pages.api()
    }
    if (what === 'pages' || what === 'members') await to('solo')
    else await to(plan)
    const most = limits(what === 'pages' || what === 'members' ? 'solo' : plan)[what]
    const before = await used(what)
    expect(before).toBeLessThan(most)
    const roads = Array.from({ length: most + 6 }, (_, n) => (n % 2 === 0 ? 'api' : 'form'))
    // Both roads of an agent end in a token; what takes the seat is the joining.
    const one = (road: string, n: number) =>
      what === 'agents' ? joinWith(world, `r${n}`, by) : more[what][road as 'api' | 'form']()
    const answers = await Promise.all(roads.map(one))
    expect(await used(what)).toBe(most)
    const made = answers.filter(isMade)
    if (what !== 'hosts') expect(made).toHaveLength(most - before)
    for (const { status, text } of answers.filter((it) => !isMade(it))) {
      expect([402, 409, 412]).toContain(status)
      if (status === 402) expect(text).toMatch(/The plan (Free|Solo) has/)
    }
  })

  it('only as many checks run as the plan runs', async () => {
    await clear('checks')
    await to('solo')
    for (let number = 0; number < 30; number += 1) await more.checks.api()
    await to('free')
    await world.place.query(
      `update checks set paused = true, settings = settings - 'pausedBy' where workspace = $1`,
      [acme],
    )
    const { json } = await ask('GET', '/api/checks?limit=100')
    const answers: Answer[] = await Promise.all(
      json.data.map(({ id }: { id: string }, n: number) =>
        n % 2 === 0
          ? ask('PATCH', `/api/checks/${id}`, { paused: false })
          : form(`/checks/${id}/resume`, {}),
      ),
    )
    const running = await ask('GET', '/api/checks?paused=false&limit=100')
    expect(running.json.data).toHaveLength(20)
    expect(answers.filter(isMade)).toHaveLength(20)
    for (const { text } of answers.filter((one) => !isMade(one)))
      expect(text).toContain('The plan Free runs 20 checks at a time')
  })
})

describe('a seat of an agent', () => {
  it('is free when it joins, not when its token was made', async () => {
    await clear('agents')
    const tokens = []
    for (const _ of '12') tokens.push((await ask('POST', '/api/agents/tokens')).json.token)
    expect((await joinBy(world, tokens[0], 'first')).status).toBe(201)
    const second = await joinBy(world, tokens[1], 'second')
    expect([second.status, second.json.detail]).toEqual([
      402,
      'The plan Free has 1 agent, and it is taken. Remove one, or take Solo, which has 5.',
    ])
    expect(await used('agents')).toBe(1)
  })

  it('stays taken on a smaller plan, and there is none for another', async () => {
    await to('solo')
    const { json: token } = await ask('POST', '/api/agents/tokens')
    expect((await joinWith(world, 'second', by)).status).toBe(201)
    await to('free')
    expect(await used('agents')).toBe(2)
    expect((await joinBy(world, token.token, 'third')).status).toBe(402)
    expect(world.configs.get(acme)!.agents).toHaveLength(2)
    expect(world.revoked).toEqual([])
  })
})

const site = { type: 'http', url: 'https://example.com' }
/** A figure of a check: at its limit, over it, and what the next plan allows. */
const figures = [
  {
    field: 'intervalSeconds',
    at: { intervalSeconds: 60 },
    over: { intervalSeconds: 59 },
    old: { intervalSeconds: 30 },
    between: { intervalSeconds: 40 },
    says: 'at least 60 seconds on the plan Free; Solo allows 30',
  },
  {
    field: 'locations',
    at: { locations: ['p1', 'p2', 'p3'] },
    over: { locations: ['p1', 'p2', 'p3', 'p4'] },
    old: { locations: ['p1', 'p2', 'p3', 'p4', 'p5'] },
    between: { locations: ['p2', 'p3', 'p4', 'p5', 'p6', 'p7'] },
    says: 'at most 3 locations on the plan Free; Solo allows 5',
  },
]
const fieldsOf = (given: object): [string, string][] =>
  Object.entries({ ...site, ...given }).flatMap(([name, value]): [string, string][] =>
    Array.isArray(value) ? value.map((one) => [name, one]) : [[name, String(value)]],
  )
const told = ({ text }: Answer) => text.replaceAll('&#39;', '’')

describe.each(figures)('the limit of $field', ({ at, over, old, between, says }) => {
  let id: string
  beforeAll(async () => {
    await clear('checks')
    id = (await ask('POST', '/api/checks', { ...site, name: 'one' })).json.id
  })

  const roads: Record<string, (given: object) => Promise<Answer>> = {
    'a new check': (given) => ask('POST', '/api/checks', { ...site, ...given }),
    'a change': (given) => ask('PATCH', `/api/checks/${id}`, given),
    'a probe by hand': (given) => ask('POST', '/api/probes', { ...site, ...given }),
    'a form': (given) => form('/checks', fieldsOf(given)),
    'the form of a change': (given) =>
      form(`/checks/${id}/edit`, fieldsOf({ name: 'one', ...given })),
    'a bulk': async (given) => {
      const body = { changes: [{ op: 'create', check: { ...site, ...given } }] }
      const { json } = await ask('POST', '/api/checks/bulk', body)
      const [first] = json.data
      return { ...first, text: JSON.stringify(first), json: first.problem ?? first }
    },
  }

  it.each(Object.keys(roads))('is kept by %s', async (road) => {
    const refused = await roads[road]!(over)
    expect([road, refused.status, told(refused)]).toEqual([
      road,
      422,
      expect.stringContaining(says),
    ])
    const taken = await roads[road]!(at)
    expect([road, taken.status < 400, taken.status < 400 ? '' : taken.text]).toEqual([
      road,
      true,
      '',
    ])
  })

  it('leaves what a larger plan allowed as it is set, and takes no step beyond it', async () => {
    await to('solo')
    expect((await ask('PATCH', `/api/checks/${id}`, old)).status).toBe(200)
    await to('free')
    expect((await ask('GET', `/api/checks/${id}`)).json).toMatchObject(old)
    // Other changes are taken, by API and by form; a figure between is not.
    expect((await ask('PATCH', `/api/checks/${id}`, { tags: ['a'] })).status).toBe(200)
    expect((await form(`/checks/${id}/edit`, fieldsOf({ name: 'one', ...old }))).status).toBe(303)
    for (const refused of [
      await ask('PATCH', `/api/checks/${id}`, between),
      await form(`/checks/${id}/edit`, fieldsOf({ name: 'one', ...between })),
    ])
      expect([refused.status, told(refused)]).toEqual([422, expect.stringContaining(says)])
    expect((await ask('GET', `/api/checks/${id}`)).json).toMatchObject(old)
  })
})

describe('the limit of locations', () => {
  it('counts agents among them', async () => {
    await clear('agents')
    await clear('checks')
    const agent = (await joinWith(world, 'desk', by)).json.id
    const locations = ['p1', 'p2', agent]
    expect((await ask('POST', '/api/checks', { ...site, locations })).status).toBe(201)
    const over = await ask('POST', '/api/checks', { ...site, locations: [...locations, 'p3'] })
    expect([over.status, over.json.field]).toEqual([422, 'locations'])
  })
})
