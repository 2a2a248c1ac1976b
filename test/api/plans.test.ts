// Every limit of a plan, at the limit and over it, by API and by form, and on the next larger plan.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Counted, counted, countedWords, limits, planOf } from '../../workers/domain/plan.ts'
import { type OneMore, oneMoreIn } from './one-more.ts'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let more: Record<Counted, OneMore>
let number = 0
beforeAll(async () => {
  world = await openWorld('deny', 'free')
  more = oneMoreIn(world)
  await take('free')
})
afterAll(() => world.stop())

const take = (plan: string) =>
  world.place.query('update workspaces set plan = $1 where id = $2', [plan, acme])

const post = (path: string, body: unknown) => world.ask('POST', path, { body })
const form = (path: string, fields: Record<string, string>) =>
  world.ask('POST', path, { person: 'u1', form: fields })
const fresh = () => {
  number += 1
  return `n${number}`
}

async function usedOf(what: Counted): Promise<number> {
  const { json } = await world.ask('GET', '/api/workspace/usage')
  return json.used.find((one: { what: string }) => one.what === what).used
}

describe.each(counted)('the limit of %s', (what) => {
  it('is reached, and told with what to do, by API and by form', async () => {
    const most = limits('free')[what]
    const room = most - (await usedOf(what))
    expect(room).toBeGreaterThanOrEqual(0)
    for (let made = 0; made < room; made += 1) {
      const { status, text } = await more[what].api()
      expect([status, text]).toEqual([expect.toSatisfy((one: number) => one < 300), text])
    }
    expect(await usedOf(what)).toBe(most)
    const over = await more[what].api()
    expect([over.status, over.json.type]).toEqual([402, expect.stringContaining('limit_reached')])
    expect(over.json.detail).toContain('The plan Free has')
    expect(over.json.detail).toContain(`Solo, which has ${limits('solo')[what]}`)
    expect(over.json.detail).toContain(countedWords[what][most === 1 ? 0 : 1])
    const typed = await more[what].form()
    expect(typed.status).toBe(402)
    expect(typed.text).toContain('The plan Free has')
    expect(await usedOf(what)).toBe(most)
  })

  it('is the larger one’s on a larger plan', async () => {
    await take('team')
    try {
      expect((await more[what].api()).status).toBeLessThan(300)
      expect((await more[what].form()).status).toBeLessThan(400)
    } finally {
      await take('free')
    }
    // What was there before a smaller plan stays, and there is no room for more.
    expect(await usedOf(what)).toBeGreaterThan(limits('free')[what])
    for (const road of ['api', 'form'] as const) {
      const { status, text } = await more[what][road]()
      expect([road, status]).toEqual([road, 402])
      expect(text).toContain('The plan Free has')
    }
  })
})

describe('other limits', () => {
  const check = { type: 'http', url: 'https://example.com' }

  it.each([
    ['free', 59, 'Solo allows 30'],
    ['solo', 29, 'Team allows 20'],
    ['team', 19, 'Business allows 10'],
  ])('of the interval on %s are at the field', async (plan, intervalSeconds, remedy) => {
    await take(plan)
    const { status, json } = await post('/api/probes', { ...check, intervalSeconds })
    await take('free')
    expect([status, json.field]).toEqual([422, 'intervalSeconds'])
    expect(json.detail).toContain(`${planOf(plan).limits.intervalSecondsMin} seconds`)
    expect(json.detail).toContain(remedy)
  })

  it('are none where one’s own machine is used', async () => {
    await take('self-hosted')
    const { json } = await world.ask('GET', '/api/workspace/usage')
    await take('free')
    expect(new Set(json.used.map((one: { most: null }) => one.most))).toEqual(new Set([null]))
  })

  it('of an unknown plan are the narrowest', () => {
    expect(limits('gold')).toBe(limits('free'))
    expect(limits('constructor')).toBe(limits('free'))
  })
})

describe('phone calls', () => {
  const account = { accountSid: 'AC0123456789abcdef0123456789abcdef', authToken: 't'.repeat(32) }
  const call = (given: object) =>
    post('/api/channels', { type: 'voice', to: '+15005550010', name: fresh(), ...given })
  const twilio = { ...account, url: 'https://api.twilio.com', from: '+15005550006' }
  const ours = { twilio: { ...twilio, messagingServiceSid: null } }

  it('are by an account of one’s own where the plan has none', async () => {
    const { carriers } = world.hub.settings
    world.hub.settings.carriers = { ...carriers, ...ours } as typeof carriers
    try {
      await world.place.query('delete from channels where workspace = $1', [acme])
      const refused = await call({})
      expect([refused.status, refused.json.detail]).toEqual([
        402,
        'The plan Free has no phone calls by our account; give one of your own, or take Solo, which has them.',
      ])
      const fields = { name: fresh(), to: '+15005550010', levels: 'critical' }
      const typed = await form('/channels/new/voice', fields)
      expect([typed.status, typed.text]).toEqual([
        402,
        expect.stringContaining('no phone calls by our account'),
      ])
      expect((await call({ ...account, from: '+15005550006' })).status).toBe(201)
      await take('solo')
      expect((await call({})).status).toBe(201)
      await take('free')
      const { json } = await world.ask('GET', '/api/channels')
      const own = json.data.find((one: { accountSid: string | null }) => !one.accountSid)
      // What a larger plan allowed may stay, and be renamed.
      const renamed = await world.ask('PATCH', `/api/channels/${own.id}`, { body: { name: 'A' } })
      expect(renamed.status).toBe(200)
      const again = await form('/channels/new/voice', { ...fields, name: fresh() })
      expect(again.status).toBe(402)
    } finally {
      world.hub.settings.carriers = carriers
    }
  })
})

describe('requests of programs', () => {
  const ask = (key = keys.acme) => world.ask('GET', '/api/locations', { key })

  it('are as many a minute as the plan says, over all keys, and people go on', async () => {
    await take('team')
    const first = await ask()
    expect(first.headers.get('ratelimit-limit')).toBe('600')
    await take('free')
    let refused = null
    for (let asked = 0; asked < 160 && !refused; asked++) {
      const answer = await ask(asked % 2 === 0 ? keys.acme : keys.viewer)
      if (answer.status === 429) refused = answer
    }
    expect(refused?.json).toMatchObject({
      type: expect.stringContaining('too_many_requests'),
      detail:
        'The plan Free takes 120 requests a minute, by all keys together; slow down, or take Solo, which takes 300.',
    })
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused?.headers.get('ratelimit-limit')).toBe('120')
    expect((await ask(keys.bolt)).status).toBe(200)
    const { status } = await world.ask('GET', '/api/locations', { person: 'u1', key: null })
    expect(status).toBe(200)
    // After a larger plan was taken there is more at once, and it comes back faster.
    await take('team')
    const left = await ask()
    await take('free')
    expect([left.status, left.headers.get('ratelimit-limit')]).toEqual([200, '600'])
  })
})

describe('the page of usage', () => {
  it('names each limit, and the plans', async () => {
    const { status, text } = await world.ask('GET', '/usage', { person: 'u1' })
    expect(status).toBe(200)
    for (const words of ['Free (yours)', 'Team', 'Status pages', 'all taken', '400 days'])
      expect(text).toContain(words)
  })

  it('is nobody else’s', async () => {
    expect((await world.ask('GET', '/api/workspace/usage', { key: null })).status).toBe(401)
    const bolt = await world.ask('GET', '/api/workspace/usage', { key: keys.bolt })
    expect(bolt.json.used.find((one: { what: string }) => one.what === 'channels').used).toBe(0)
  })
})
