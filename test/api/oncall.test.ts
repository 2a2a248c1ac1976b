// Schedules, people, their calendars, silences and the preview, by API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let channel: string
let check: string
let schedule: string
const layer = { people: ['u1'], rotation: 'weekly', startsOn: '2026-01-05', handover: '09:00' }
const web = { name: 'Web', timeZone: 'Europe/Berlin', layers: [layer] }
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const post = (path: string, body: object) => world.ask('POST', `/api/${path}`, { body })

beforeAll(async () => {
  world = await openWorld()
  channel = (await post('channels', { type: 'webhook', url: 'https://ops.example/hook' })).json.id
  check = (await post('checks', { type: 'http', url: 'https://example.com', name: 'shop' })).json.id
  schedule = (await post('schedules', web)).json.id
})
afterAll(() => world.stop())

describe('a schedule', () => {
  it('says who is on call now and in the next days, and the shard knows', async () => {
    const { json, headers } = await world.ask('GET', `/api/schedules/${schedule}`)
    expect(json).toMatchObject({ name: 'Web', onCallNow: 'u1', overrides: [] })
    expect(headers.get('etag')).toBe('"1"')
    expect(world.configs.get(acme)!.schedules?.map((one) => one.id)).toEqual([schedule])
    const shifts = (await world.ask('GET', `/api/schedules/${schedule}/shifts`)).json.data
    expect(shifts).toMatchObject([{ person: 'u1', by: 0 }])
  })

  it('shows the gap of a layer for office hours', async () => {
    const only = { from: '09:00', to: '17:00' }
    const { id } = (await post('schedules', { ...web, layers: [{ ...layer, only }] })).json
    const { data } = (await world.ask('GET', `/api/schedules/${id}/shifts`)).json
    expect(new Set(data.map((one: { person: string | null }) => one.person))).toEqual(
      new Set([null, 'u1']),
    )
    expect((await world.ask('DELETE', `/api/schedules/${id}`)).status).toBe(204)
  })

  it('takes overrides and gives them back', async () => {
    const path = `schedules/${schedule}/overrides`
    const made = await post(path, { person: 'u1', from: inHours(1), to: inHours(2) })
    expect([made.status, made.json.overrides.length, made.json.version]).toEqual([201, 1, 2])
    const past = await post(path, { person: 'u1', from: inHours(-2), to: inHours(-1) })
    expect([past.status, past.json.field]).toEqual([422, 'to'])
    const stranger = await post(path, { person: 'u2', from: inHours(1), to: inHours(2) })
    expect([stranger.status, stranger.json.field]).toEqual([422, 'person'])
    const one = made.json.overrides[0].id
    const gone = await world.ask('DELETE', `/api/${path}/${one}`)
    expect([gone.status, gone.json.overrides]).toEqual([200, []])
    expect((await world.ask('DELETE', `/api/${path}/${one}`)).status).toBe(404)
  })

  it.each([
    ['a member of others', { layers: [{ ...layer, people: ['u2'] }] }, 'layers.0.people'],
    ['no such zone', { timeZone: 'Mars/Phobos' }, 'timeZone'],
    ['no length', { layers: [{ ...layer, rotation: 'custom' }] }, 'layers.0.hours'],
    ['no layer', { layers: [] }, 'layers'],
    ['no day', { layers: [{ ...layer, startsOn: 'monday' }] }, 'layers.0.startsOn'],
  ])('is refused: %s', async (_, facts, field) => {
    const answer = await post('schedules', { ...web, ...facts })
    expect([answer.status, answer.json.field]).toEqual([422, field])
  })

  it('stays while a policy names it', async () => {
    const steps = [{ afterMinutes: 0, onCall: [schedule], levels: ['critical'] }]
    const policy = await post('policies', { name: 'Nightly', steps })
    expect(policy.status).toBe(201)
    const refused = await world.ask('DELETE', `/api/schedules/${schedule}`)
    expect([refused.status, refused.text.includes('Nightly')]).toEqual([409, true])
    expect((await world.ask('DELETE', `/api/policies/${policy.json.id}`)).status).toBe(204)
  })
})

describe('a calendar', () => {
  const read = (url: string) => world.app.request(url)

  it('is read without a key under its address, until that is replaced', async () => {
    const make = async (path: string) => (await world.ask('PUT', `/api/${path}/feed`)).json.url
    const first = await make(`schedules/${schedule}`)
    const answer = await read(first)
    expect(answer.headers.get('content-type')).toContain('text/calendar')
    const text = await answer.text()
    expect(text).toContain('SUMMARY:Ana on call (Web)')
    const second = await make(`schedules/${schedule}`)
    expect([(await read(first)).status, (await read(second)).status]).toEqual([404, 200])
    const own = await make('people/u1')
    expect(await (await read(own)).text()).toContain('X-WR-CALNAME:On call: Ana')
    expect((await world.ask('DELETE', '/api/people/u1/feed')).status).toBe(204)
    expect((await read(own)).status).toBe(404)
    expect((await read(second)).status).toBe(200)
    const stored = await world.place.query('select hash from calendar_feeds')
    expect(second).not.toContain(stored[0]!.hash as string)
  })
})

describe('people', () => {
  it('have ways in order, and a channel leads to one of them', async () => {
    const ways = [{ channel, afterMinutes: 2 }]
    const set = (body: object, id = 'u1') => world.ask('PUT', `/api/people/${id}/ways`, { body })
    expect((await set({ ways })).json).toMatchObject({ ways: [{ channel, afterMinutes: 2 }] })
    const held = world.configs.get(acme)!.channels[0]
    expect([held?.member, held?.contactAfterMinutes]).toEqual(['u1', 2])
    const { data } = (await world.ask('GET', '/api/people')).json
    expect(data).toMatchObject([{ id: 'u1', name: 'Ana', role: 'owner', onCall: [schedule] }])
    expect((await set({ ways }, 'u2')).status).toBe(404)
    expect((await set({ ways: [{ channel: 'chn_x' }] })).status).toBe(422)
    expect((await set({ ways: [] })).json.ways).toEqual([])
    const kept = (await world.ask('GET', `/api/channels/${channel}`)).json
    expect(kept.name).toBe('ops.example')
    expect(world.configs.get(acme)!.channels[0]?.settings.url).toBe('https://ops.example/hook')
  })
})

describe('a silence', () => {
  const until = inHours(1)

  it('is made for one thing, told to the shard, and ended', async () => {
    const made = await post('silences', { check, until, reason: 'new disk' })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      check,
      tag: null,
      isOn: true,
      reason: 'new disk',
      by: 'owner',
    })
    const held = world.configs.get(acme)!.silences
    expect(held).toMatchObject([{ check, until: Date.parse(until) }])
    const end = () => world.ask('PUT', `/api/silences/${made.json.id}/ending`)
    expect((await end()).json.isOn).toBe(false)
    expect((await end()).status).toBe(409)
    const { data } = (await world.ask('GET', '/api/silences')).json
    expect(data.map((one: { id: string }) => one.id)).toEqual([made.json.id])
  })

  it.each([
    ['nothing', {}, 'check'],
    ['two things', { tag: 'a', pattern: '*' }, 'check'],
    ['no check of yours', { check: 'chk_bolt00000002_x' }, 'check'],
    ['a past end', { tag: 'a', until: inHours(-1) }, 'until'],
    ['too long', { tag: 'a', until: inHours(24 * 40) }, 'until'],
    ['no reason', { tag: 'a', reason: ' ' }, 'reason'],
  ])('is refused: %s', async (_, facts, field) => {
    const answer = await post('silences', { until, reason: 'x', ...facts })
    expect([answer.status, answer.json.field]).toEqual([422, field])
  })
})

it('previews a policy', async () => {
  const quietHours = { from: '22:00', to: '07:00', timeZone: 'UTC' }
  const steps = [{ afterMinutes: 0, channels: 'all', levels: ['warning', 'critical'] }]
  const { id } = (await post('policies', { name: 'Quiet', steps, quietHours })).json
  const look = async (query: string) =>
    (await world.ask('GET', `/api/policies/${id}/preview?at=2026-11-24T03:00:00Z&${query}`)).json
  expect((await look('level=critical')).data).toMatchObject([
    { at: '2026-11-24T03:00:00.000Z', channel, why: 'channel', waitsFor: null },
  ])
  expect((await look(`level=warning&check=${check}`)).data).toMatchObject([
    { at: '2026-11-24T07:00:00.000Z', waitsFor: 'quiet' },
  ])
  const strange = await world.ask('GET', `/api/policies/${id}/preview?check=chk_x`)
  expect([strange.status, strange.json.field]).toEqual([422, 'check'])
  expect((await world.ask('GET', '/api/policies', { key: keys.viewer })).status).toBe(200)
})
