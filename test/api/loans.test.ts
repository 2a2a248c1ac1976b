// Loans over the API: the key that is shown once, the signed door, the meter, and the end of a loan.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { askOf, lentClockOff } from '../../workers/domain/lending.ts'
import { loanOfKey } from '../../workers/domain/loan.ts'
import type { ProbeOrder } from '../../workers/domain/measurement.ts'
import { stopsKey } from '../../workers/domain/stop.ts'
import { budgetsOf, keepBudgets, setBudget, tallyProbes } from '../../workers/flow/budgets.ts'
import { keepAt } from '../../workers/flow/kept.ts'
import { tenantCost } from '../../workers/flow/tenant-cost.ts'
import { signatureHeaders } from '../../workers/probe/signing.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.stop())
beforeEach(async () => {
  world.lent.length = 0
  await world.place.query('delete from loans')
})

const lend = async (facts: object = {}) => {
  const body = { name: 'the office', locations: ['one'], perDay: 3, ...facts }
  const made = await world.ask('POST', '/api/loans', { body })
  expect(made.status).toBe(201)
  return made.json as { loan: { id: string }; key: string; line: string }
}

let number = 0
const order: ProbeOrder = {
  v: 1,
  id: 'chk_secret_1.7',
  target: {
    type: 'http',
    http: {
      url: 'https://shop.example/',
      method: 'GET',
      headers: [['accept', '*/*']],
      follow: true,
      bodyBytesMax: 1024,
    },
  },
  budgetMs: 10_000,
  fresh: true,
  controls: 'always',
  slowLane: false,
  traceparent: '00-11111111111111111111111111111111-2222222222222222-01',
}
const asked = (facts: object = {}) => {
  number += 1
  return { ...askOf(order, 'one', `${number}`.padStart(16, '0')), ...facts }
}

interface Signed {
  at?: number
  by?: string
  path?: string
}
async function borrow(key: string, given: unknown, signed: Signed = {}) {
  const raw = typeof given === 'string' ? given : JSON.stringify(given)
  const headers = {
    'content-type': 'application/json',
    'x-esonar-loan': loanOfKey(key) ?? '',
    ...(await signatureHeaders(signed.by ?? key, signed.at ?? Date.now(), raw)),
  }
  return world.ask('POST', signed.path ?? '/lend/probe', { key: null, raw, headers })
}

const meter = async (id: string) => (await world.ask('GET', `/api/loans/${id}`)).json

describe('a loan', () => {
  it('shows its key once, and stores it sealed', async () => {
    const { loan, key, line } = await lend()
    expect(key).toMatch(new RegExp(`^esl_${acme}_[a-z0-9]{12}_[a-z0-9]{40}$`))
    expect(line).toBe(`ESONAR_LENDERS=lent-one@net-a=http://esonar.test/one#${key}`)
    expect(JSON.stringify(await world.place.query('select * from loans'))).not.toContain(key)
    for (const path of ['/api/loans', `/api/loans/${loan.id}`, '/api/audit', '/api/export']) {
      expect((await world.ask('GET', path)).text).not.toContain(key.slice(-40))
    }
    const page = await world.ask('GET', '/loans', { person: 'u1' })
    expect(page.text).toContain('the office')
    expect(page.text).not.toContain(key.slice(-40))
  })

  it('is refused where there are twenty', async () => {
    await Promise.all(Array.from({ length: 20 }, () => lend()))
    const body = { name: 'one more', locations: ['one'] }
    const refused = await world.ask('POST', '/api/loans', { body })
    expect(refused).toMatchObject({ status: 402, json: { detail: expect.stringContaining('20') } })
  })

  it('is of its workspace alone, and made by an admin', async () => {
    const { loan } = await lend()
    expect((await world.ask('GET', `/api/loans/${loan.id}`, { key: keys.bolt })).status).toBe(404)
    const body = { name: 'x', locations: ['one'] }
    expect((await world.ask('POST', '/api/loans', { key: keys.viewer, body })).status).toBe(403)
  })

  it.each([
    [{ locations: [] }, 'locations'],
    [{ locations: ['spare'] }, 'locations'],
    [{ perDay: 0 }, 'perDay'],
    [{ perDay: 1.5 }, 'perDay'],
    [{ name: '' }, 'name'],
  ])('names the field that is wrong: %o', async (facts, field) => {
    const body = { name: 'x', locations: ['one'], perDay: 5, ...facts }
    const refused = await world.ask('POST', '/api/loans', { body })
    expect(refused).toMatchObject({ status: 422, json: { field } })
  })

  it('keeps what was typed in the form, and shows the setting of a new one', async () => {
    const wrong = { name: 'cellar', perDay: 'many', locations: 'two' }
    const again = await world.ask('POST', '/loans', { person: 'u1', form: wrong })
    expect(again.status).toBe(422)
    expect(again.text).toContain('value="cellar"')
    expect(again.text).toMatch(/value="two" checked/)
    const made = await world.ask('POST', '/loans', {
      person: 'u1',
      form: { ...wrong, perDay: '9' },
    })
    expect(made.text).toContain('ESONAR_LENDERS=lent-two@net-b=')
  })
})

describe('a borrowed look', () => {
  it('is measured, counted, and carries nothing of the borrower', async () => {
    const { loan, key } = await lend()
    const given = asked()
    expect(JSON.stringify(given)).not.toMatch(/secret|1111|2222/)
    const answer = await borrow(key, given)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'answered', order: given.nonce })
    expect(world.lent).toMatchObject([{ location: 'one', order: { target: order.target } }])
    expect(await meter(loan.id)).toMatchObject({ usedToday: 1, usedThisMonth: 1 })
    expect((await meter(loan.id)).lastUsedAt).not.toBeNull()
  })

  it('is taken once', async () => {
    const { loan, key } = await lend()
    const given = asked()
    await borrow(key, given)
    expect((await borrow(key, given)).status).toBe(409)
    expect(world.lent).toHaveLength(1)
    expect(await meter(loan.id)).toMatchObject({ usedToday: 1 })
  })

  it('ends with the allowance, also where many come at once', async () => {
    const { loan, key } = await lend()
    const answers = await Promise.all(Array.from({ length: 8 }, () => borrow(key, asked())))
    expect(answers.filter((one) => one.status === 200)).toHaveLength(3)
    const spent = answers.find((one) => one.status === 429)!
    const seconds = Number(spent.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(86_400)
    expect(spent.headers.get('content-type')).toContain('problem+json')
    expect(world.lent).toHaveLength(3)
    expect(await meter(loan.id)).toMatchObject({ usedToday: 3 })
    await world.place.query(`update loan_days set day = day - 1 where loan = $1`, [loan.id])
    expect((await borrow(key, asked())).status).toBe(200)
    await world.ask('PATCH', `/api/loans/${loan.id}`, { body: { perDay: 1 } })
    expect((await borrow(key, asked())).status).toBe(429)
  })

  it('is refused without its signature, with an old one, and by another key', async () => {
    const { key } = await lend()
    const other = await lend()
    expect((await borrow(key, asked(), { by: other.key })).status).toBe(401)
    expect((await borrow(key, asked(), { at: Date.now() - 301_000 })).status).toBe(401)
    expect((await borrow(key, asked(), { at: Date.now() + 301_000 })).status).toBe(401)
    expect((await borrow(key.replace(/.$/, 'X'), asked())).status).toBe(401)
    const body = asked()
    expect((await world.ask('POST', '/lend/probe', { key: null, body })).status).toBe(401)
    expect((await borrow(key, asked(), { at: Date.now() - 290_000 })).status).toBe(200)
    expect(world.lent).toHaveLength(1)
  })

  it('is refused once the loan is revoked, and forgotten once it is removed', async () => {
    const { loan, key } = await lend()
    expect((await world.ask('PUT', `/api/loans/${loan.id}/revocation`)).status).toBe(200)
    expect((await borrow(key, asked())).status).toBe(403)
    expect((await world.ask('PUT', `/api/loans/${loan.id}/revocation`)).status).toBe(409)
    expect((await world.ask('DELETE', `/api/loans/${loan.id}`)).status).toBe(204)
    expect((await borrow(key, asked())).status).toBe(401)
    expect(world.lent).toEqual([])
  })

  const to = (target: object) => ({ target })
  const web = (url: string, facts: object = {}) =>
    to({ type: 'http', http: { ...(order.target as { http: object }).http, url, ...facts } })
  it.each([
    [web('http://127.0.0.1/'), 'target.http.url'],
    [web('http://[::1]/'), 'target.http.url'],
    [web('http://0x7f.1/'), 'target.http.url'],
    [web('http://169.254.169.254/latest/meta-data'), 'target.http.url'],
    [web('http://router/'), 'target.http.url'],
    [web('http://nas.home.arpa/'), 'target.http.url'],
    [web('ftp://shop.example/'), 'target.http.url'],
    [web('https://ana:pw@shop.example/'), 'target.http.url'],
    [web('https://shop.example/', { method: 'POST' }), 'target.http.method'],
    [web('https://shop.example/', { body: 'x' }), 'target.http.body'],
    [web('https://shop.example/', { bodyBytesMax: 1e9 }), 'target.http.bodyBytesMax'],
    [to({ type: 'tcp', tcp: { host: '10.0.0.1', port: 22 } }), 'target.tcp.host'],
    [to({ type: 'tcp', tcp: { host: 'x.example', port: 0 } }), 'target.tcp.port'],
    [
      to({ type: 'tcp', tcp: { host: 'x.example', port: 25, dialogue: [] } }),
      'target.tcp.dialogue',
    ],
    [to({ type: 'ping', ping: { host: 'x.example' } }), 'target.type'],
    [{ budgetMs: 60_000 }, 'budgetMs'],
    [{ nonce: 'short' }, 'nonce'],
    [{ location: 'two' }, 'location'],
    [{ workspace: 'acme' }, 'workspace'],
  ])('names the field that is wrong: %o', async (facts, field) => {
    const { loan, key } = await lend()
    const refused = await borrow(key, asked(facts))
    expect(refused).toMatchObject({ status: 422, json: { field } })
    expect(world.lent).toEqual([])
    expect(await meter(loan.id)).toMatchObject({ usedToday: 0 })
  })

  it('is cut off where it is no JSON, or too large', async () => {
    const { key } = await lend()
    expect((await borrow(key, '{')).status).toBe(400)
    expect((await borrow(key, JSON.stringify({ x: 'x'.repeat(40_000) }))).status).toBe(413)
  })

  it('is not lent while probing is stopped', async () => {
    const { key } = await lend()
    const stop = { reason: 'abuse', since: Date.now() }
    await keepAt(world.hub, stopsKey, { v: 1, all: null, workspaces: { [acme]: stop } })
    expect((await borrow(key, asked())).status).toBe(409)
    await keepAt(world.hub, stopsKey, { v: 1, all: null, workspaces: {} })
    expect(world.lent).toEqual([])
  })
})

describe('how a loan stands', () => {
  const stateOf = (key: string, location = 'one', signed: Signed = {}) =>
    borrow(key, { v: 1, location }, { ...signed, path: '/lend/state' })

  it('is said to who signs, and takes no look', async () => {
    const { loan, key } = await lend()
    expect((await stateOf(key)).json).toEqual({ v: 1, network: 'net-a', perDay: 3, left: 3 })
    await borrow(key, asked())
    expect((await stateOf(key)).json).toMatchObject({ left: 2 })
    expect(world.lent).toHaveLength(1)
    expect(await meter(loan.id)).toMatchObject({ usedToday: 1 })
  })

  it('is said to nobody else, and why', async () => {
    const { loan, key } = await lend()
    expect((await stateOf(key, 'one', { by: (await lend()).key })).status).toBe(401)
    const late = await stateOf(key, 'one', { at: Date.now() - 400_000 })
    expect(late).toMatchObject({ status: 401, json: { detail: lentClockOff } })
    expect(await stateOf(key, 'two')).toMatchObject({ status: 422, json: { field: 'location' } })
    await world.ask('PUT', `/api/loans/${loan.id}/revocation`)
    expect((await stateOf(key)).status).toBe(403)
  })
})

describe('what was lent', () => {
  const operator = { person: 'op', name: 'Op' }
  const set = (probes: string) =>
    setBudget(world.hub, operator, { scope: 'installation', probes, messages: '' })

  it('is in the budget of the day, which ends it for all, also when its loan is removed', async () => {
    await world.place.query('truncate loan_days')
    const { loan, key } = await lend()
    await tallyProbes(world.hub, [{ shard: 'a', probes: 5 }])
    await set('8')
    for (const _ of [1, 2]) expect((await borrow(key, asked())).status).toBe(200)
    await keepBudgets(world.hub)
    expect(await budgetsOf(world.hub)).toMatchObject({ probes: 7, lent: 2, spent: [] })
    expect((await borrow(key, asked())).status).toBe(200)
    await keepBudgets(world.hub)
    const refused = await borrow((await lend()).key, asked())
    expect(refused.status).toBe(429)
    expect(refused.json.detail).toContain('as its operator allows')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(world.lent).toHaveLength(3)
    await world.ask('DELETE', `/api/loans/${loan.id}`)
    expect(await budgetsOf(world.hub)).toMatchObject({ probes: 8, lent: 3 })
    await set('9')
    expect((await borrow((await lend()).key, asked())).status).toBe(200)
    await set('')
  })

  it('is a line of what its workspace costs, for thirty days', async () => {
    await world.place.query('truncate loan_days')
    const { loan, key } = await lend()
    await borrow(key, asked())
    const lent = async (workspace: string) =>
      (await tenantCost(world.hub, workspace)).find((one) => one.name === 'Looks lent')!
    expect(await lent(acme)).toMatchObject({ amount: 1 })
    expect((await lent(acme)).dollars).toBeGreaterThan(0)
    expect(await lent(bolt)).toMatchObject({ amount: 0, dollars: 0 })
    await world.place.query('update loan_days set day = day - 40 where loan = $1', [loan.id])
    expect(await lent(acme)).toMatchObject({ amount: 0 })
  })
})

describe('a plan', () => {
  it('says how much may be lent by all loans together', async () => {
    await world.place.query(`update workspaces set plan = 'free' where id = $1`, [acme])
    await lend({ perDay: 30 })
    const body = { name: 'more', locations: ['one'], perDay: 30 }
    const refused = await world.ask('POST', '/api/loans', { body })
    expect(refused).toMatchObject({ status: 402, json: { field: 'perDay' } })
    expect(refused.json.detail).toContain('50 looks a day')
    expect((await world.ask('POST', '/api/loans', { body: { ...body, perDay: 20 } })).status).toBe(
      201,
    )
  })

  it('says the same by form, and of a change', async () => {
    const { loan } = await lend({ perDay: 30 })
    const form = { name: 'more', locations: 'one', perDay: '30' }
    const typed = await world.ask('POST', '/loans', { person: 'u1', form })
    expect([typed.status, typed.text]).toEqual([402, expect.stringContaining('50 looks a day')])
    const more = { perDay: 51 }
    const changed = await world.ask('PATCH', `/api/loans/${loan.id}`, { body: more })
    expect([changed.status, changed.json.field]).toEqual([402, 'perDay'])
    const person = { person: 'u1', form: { ...form, perDay: '51' } }
    expect((await world.ask('POST', `/loans/${loan.id}`, person)).status).toBe(402)
    expect((await meter(loan.id)).perDay).toBe(30)
  })

  it('that is smaller lends no more than it has, by all loans of the day together', async () => {
    const take = (plan: string) =>
      world.place.query(`update workspaces set plan = $2 where id = $1`, [acme, plan])
    await world.place.query('truncate loan_days')
    await take('business')
    const lent = [await lend({ perDay: 100 }), await lend({ perDay: 100 }), await lend()]
    await world.place.query(
      `insert into loan_days (workspace, loan, day, used) select $1, id, $2::date, 24 from loans
        where per_day = 100`,
      [acme, new Date().toISOString().slice(0, 10)],
    )
    await take('free')
    const [first, second, third] = lent
    expect((await borrow(first!.key, asked())).status).toBe(200)
    // One that was removed has lent what it lent.
    await world.ask('DELETE', `/api/loans/${first!.loan.id}`)
    expect((await borrow(second!.key, asked())).status).toBe(200)
    for (const { key } of [second!, third!]) expect((await borrow(key, asked())).status).toBe(429)
    await take('solo')
    expect((await borrow(third!.key, asked())).status).toBe(200)
  })
})
