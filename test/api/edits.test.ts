// Edits that do not overwrite each other, and creates that may be repeated, at every address that
// the description of the API has.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const layer = { people: ['u1'], rotation: 'weekly', startsOn: '2026-11-30' }
/** What makes each noun, and what changes it. */
const nouns: Record<string, [make: object, change: object]> = {
  checks: [{ type: 'http', url: 'https://example.com' }, { name: 'Other' }],
  channels: [{ type: 'webhook', url: 'https://ops.example/hook' }, { name: 'Other' }],
  pages: [{ slug: 'acme', title: 'Acme' }, { title: 'Other' }],
  maintenance: [{ startsAt: soon(1), endsAt: soon(2) }, { endsAt: soon(3) }],
  silences: [{ tag: 'a', until: soon(1), reason: 'x' }, { reason: 'y' }],
  schedules: [{ name: 'Web', timeZone: 'UTC', layers: [layer] }, { name: 'Other' }],
  policies: [
    { name: 'Night', steps: [{ afterMinutes: 0, channels: 'all', levels: ['critical'] }] },
    { name: 'Other' },
  ],
}

describe.each(Object.entries(nouns))('one of %s', (noun, [make, change]) => {
  it('is made once under a key, however often it is asked for', async () => {
    const headers = { 'idempotency-key': `make-${noun}` }
    const first = await world.ask('POST', `/api/${noun}`, { body: make, headers })
    expect([first.status, first.headers.get('etag')]).toEqual([201, '"1"'])
    const again = await world.ask('POST', `/api/${noun}`, { body: make, headers })
    expect(again.json).toEqual(first.json)
    expect(again.headers.get('idempotent-replay')).toBe('true')
    expect(again.headers.get('etag')).toBe('"1"')
    const other = await world.ask('POST', `/api/${noun}`, { body: { ...make, x: 1 }, headers })
    expect(other.status).toBe(409)
  })

  it('is changed by who saw it last, and by nobody else', async () => {
    const { json } = await world.ask('GET', `/api/${noun}`)
    const own = json.data.find((one: { isDefault?: boolean }) => !one.isDefault)
    const path = `/api/${noun}/${own.id}`
    const read = await world.ask('GET', path)
    expect(read.headers.get('etag')).toBe('"1"')
    const seen = { 'if-match': '"1"' }
    const done = await world.ask('PATCH', path, { body: change, headers: seen })
    expect([done.status, done.headers.get('etag')]).toEqual([200, '"2"'])
    const late = await world.ask('PATCH', path, { body: change, headers: seen })
    expect([late.status, late.headers.get('content-type')]).toEqual([
      412,
      'application/problem+json',
    ])
    const wrong = await world.ask('PATCH', path, { body: change, headers: { 'if-match': 'x' } })
    expect([wrong.status, wrong.json.field]).toEqual([422, 'If-Match'])
    expect((await world.ask('GET', path)).json.version).toBe(2)
  })

  it('is removed or ended by who saw it last', async () => {
    const { json } = await world.ask('GET', `/api/${noun}`)
    const own = json.data.find((one: { isDefault?: boolean }) => !one.isDefault)
    const [method, path] =
      noun === 'silences'
        ? ['PUT', `/api/${noun}/${own.id}/ending`]
        : ['DELETE', `/api/${noun}/${own.id}`]
    const late = await world.ask(method!, path!, { headers: { 'if-match': '"1"' } })
    expect(late.status).toBe(412)
    const done = await world.ask(method!, path!, { headers: { 'if-match': '"2"' } })
    expect(done.status).toBeLessThan(300)
  })
})
