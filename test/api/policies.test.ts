// Alert policies by API: made, changed, refused with the field at fault, removed when nobody needs
// them, and known to the shard.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let channel: string
beforeAll(async () => {
  world = await openWorld()
  const body = { type: 'webhook', url: 'https://ops.example/hook' }
  channel = (await world.ask('POST', '/api/channels', { body })).json.id
})
afterAll(() => world.stop())

const step = { afterMinutes: 0, channels: 'all', levels: ['critical'] }
const night = { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin' }
const create = (body: object) => world.ask('POST', '/api/policies', { body })

describe('a policy', () => {
  it('is made with all it can say, and the shard knows', async () => {
    const answer = await create({
      name: 'Web',
      steps: [
        step,
        { afterMinutes: 10, channels: [channel], people: ['u1'], levels: ['critical'] },
      ],
      repeat: { everyMinutes: 30, times: 3 },
      quietHours: night,
      digest: { at: '09:00', timeZone: 'UTC' },
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('etag')).toBe('"1"')
    expect(answer.json).toMatchObject({
      isDefault: false,
      remindEveryMinutes: null,
      quietHours: { ...night, levels: ['info', 'warning'], days: null },
      steps: [{ onCall: [], people: [] }, { people: ['u1'] }],
    })
    const { id } = answer.json
    const held = world.configs.get(acme)!.policies.find((one) => one.id === id)
    expect(held).toMatchObject({ repeat: { everyMinutes: 30, times: 3 }, digest: { at: '09:00' } })
    expect((await world.ask('GET', `/api/policies/${id}`)).json).toEqual(answer.json)
  })

  it('is changed by whoever saw its latest version', async () => {
    const { id } = (await create({ name: 'Night', steps: [step], quietHours: night })).json
    const change = (version: string, body: object) =>
      world.ask('PATCH', `/api/policies/${id}`, { body, headers: { 'if-match': version } })
    expect((await change('"1"', { quietHours: null, name: 'Day' })).json).toMatchObject({
      name: 'Day',
      quietHours: null,
      version: 2,
      steps: [{ afterMinutes: 0 }],
    })
    expect((await change('"1"', { name: 'Late' })).status).toBe(412)
  })

  it.each([
    ['nobody to tell', { steps: [{ ...step, channels: [] }] }, 'steps.0'],
    [
      'a strange channel',
      { steps: [{ ...step, channels: ['chn_bolt00000002_x'] }] },
      'steps.0.channels',
    ],
    ['no such schedule', { steps: [{ ...step, onCall: ['sch_x'] }] }, 'steps.0.onCall'],
    ['a member of others', { steps: [{ ...step, people: ['u2'] }] }, 'steps.0.people'],
    ['no step', { steps: [] }, 'steps'],
    [
      'critical that waits',
      { quietHours: { ...night, levels: ['critical'] } },
      'quietHours.levels.0',
    ],
    ['no such zone', { quietHours: { ...night, timeZone: 'Mars/Phobos' } }, 'quietHours.timeZone'],
    ['no hours', { quietHours: { ...night, to: '22:00' } }, 'quietHours.to'],
    ['no time', { digest: { at: '9', timeZone: 'UTC' } }, 'digest.at'],
    ['too often', { repeat: { everyMinutes: 1, times: 3 } }, 'repeat.everyMinutes'],
  ])('is refused: %s', async (_, facts, field) => {
    const answer = await create({ name: 'No', steps: [step], ...facts })
    expect([answer.status, answer.json.field]).toEqual([422, field])
  })

  it('goes when no check uses it; the default stays', async () => {
    const { id } = (await create({ name: 'Mine', steps: [step] })).json
    const made = await world.ask('POST', '/api/checks', {
      body: { type: 'http', url: 'https://example.com', name: 'shop', policy: id },
    })
    expect(made.status).toBe(201)
    const refused = await world.ask('DELETE', `/api/policies/${id}`)
    expect([refused.status, refused.text.includes('shop uses it')]).toEqual([409, true])
    const check = `/api/checks/${made.json.id}`
    expect((await world.ask('PATCH', check, { body: { policy: null } })).status).toBe(200)
    expect((await world.ask('DELETE', `/api/policies/${id}`)).status).toBe(204)
    expect((await world.ask('GET', `/api/policies/${id}`)).status).toBe(404)
    const fallback = await world.ask('DELETE', `/api/policies/pol_${acme}_default`)
    expect(fallback.status).toBe(409)
  })

  it('is changed by admins only', async () => {
    const answer = await world.ask('POST', '/api/policies', {
      key: keys.viewer,
      body: { name: 'x', steps: [step] },
    })
    expect(answer.status).toBe(403)
  })
})
