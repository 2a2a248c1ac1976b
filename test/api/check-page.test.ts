// The page of a check: its stretch of time, what the chart is drawn from, what counts, and a copy.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Places } from '../../dashboard/parts/places.tsx'
import { incidentOf } from '../fakes/telling.ts'
import { acme, keys, openWorld, type World } from './world.ts'

const hourMs = 3_600_000
let world: World
let id: string
let hour: number

beforeAll(async () => {
  world = await openWorld()
  const body = {
    type: 'http',
    url: 'https://shop.example.com/',
    name: 'shop',
    headers: [{ name: 'x-key', value: 'very secret' }],
    tags: ['front'],
  }
  id = (await world.ask('POST', '/api/checks', { body })).json.id
  await world.place.query(`update checks set created_at = now() - interval '100 days'`)
  hour = Math.floor(Date.now() / hourMs) * hourMs - 2 * hourMs
  const packed = {
    v: 1 as const,
    workspace: acme,
    check: id,
    location: 'one',
    hour,
    offsets: [0, 60, 120, 180],
    latencies: [100, 200, 5, 300],
    outcomes: [0, 1, 2, 0],
  }
  await world.place.archive.save([{ kind: 'packed', packed }])
  await world.place.upkeep.rollup(Date.now())
})
afterAll(() => world.stop())

const html = { headers: { accept: 'text/html' } }
async function seen(query = ''): Promise<string> {
  const { status, text } = await world.ask('GET', `/checks/${id}${query}`, html)
  expect(status).toBe(200)
  return text
}
const latency = async (query: string) =>
  (await world.ask('GET', `/checks/${id}/latency?${query}`)).json

describe('the page of a check', () => {
  it('tells uptime over four spans, and what counts', async () => {
    const text = await seen()
    for (const span of ['24 h', '7 d', '30 d', '90 d']) expect(text).toContain(`Uptime ${span}`)
    expect(text).toContain('Only verified down counts against uptime')
  })

  it('says of each place what is known of its last answer, the status above all', async () => {
    const at = Date.now() - 5_000
    const seen = { network: 'n', at, ms: 9 }
    const fail = { ...seen, kind: 'fail' as const, reasons: ['status' as const], timeout: false }
    const measurement = { v: 1, kind: 'answered', order: 'o', status: 503 } as never
    const proof = { phase: 'headers', proof: 'not_needed', measurement } as const
    const round = {
      ...incidentOf().rounds[0]!,
      observations: [{ ...fail, ...proof, location: 'one' }],
    }
    const bare = { at, kind: 'fail' as const, ms: 9, reason: 'status' }
    const places = ['one', 'two'].map((one) => ({ id: one, label: one }))
    const latest = { one: bare, two: bare }
    const text = String(Places({ places, latest, seen: [round] }))
    expect(text).toMatch(/one<.*answers with status 503 · .*two<.*unexpected status · /)
    const older = { ...latest, one: { ...bare, at: at + 1 } }
    expect(String(Places({ places, latest: older, seen: [round] }))).not.toContain('503')
  })

  it('shows all that is open of it, what is wrong with its answers first, to be acknowledged', async () => {
    const facts = { check: id, workspace: acme }
    const open = [
      incidentOf({ ...facts, id: `inc_${acme}_dated`, kind: 'certificate', group: 'certificate' }),
      incidentOf({ ...facts, id: `inc_${acme}_down`, startedAt: Date.now() - 90_000_000 }),
    ]
    await world.place.archive.save(open.map((incident) => ({ kind: 'incident', incident })))
    const text = await seen()
    const part = text.slice(text.indexOf('class="wrongs"'), text.indexOf('Silence it'))
    const acts = [...part.matchAll(/action="\/incidents\/inc_[a-z0-9]+_(\w+)\/acknowledge"/g)]
    expect(acts.map(([, rest]) => rest)).toEqual(['down', 'dated'])
    const over = open.map((one) => ({
      ...one,
      resolvedAt: Date.now(),
      resolvedHow: 'recovered' as const,
      downtimeSeconds: 9,
      sequence: 99,
    }))
    await world.place.archive.save(over.map((incident) => ({ kind: 'incident', incident })))
    expect(await seen()).not.toContain('class="wrongs"')
  })

  it('has figures of each place without JavaScript', async () => {
    const text = await seen('?range=24h')
    expect(text).toMatch(/<svg class="drawing"[\s\S]*<path class="tone0" d="M/)
    expect(text.replace(/<[^>]+>/g, ' ')).toMatch(/one\s+2\d\d ms\s+\d+ ms\s+1\s+4/)
  })

  it.each([
    ['range=6h', 'answer'],
    ['range=7d', 'hour'],
    ['range=90d', 'day'],
    ['range=nonsense', 'answer'],
  ])('draws %s from each %s', async (query, unit) => {
    const found = await latency(query)
    expect(found.unit).toBe(unit)
    expect(found.lines).toHaveLength(1)
    expect(found.lines[0]).toMatchObject({ location: 'one', name: 'one', asked: 4, failed: 1 })
  })

  it('leaves a gap where there was no answer', async () => {
    const { points } = (await latency('range=6h')).lines[0]
    expect(points.map(([, ms]: [number, number | null]) => ms)).toEqual([100, 200, null, 300])
  })

  it('takes days of the calendar', async () => {
    const day = new Date(hour).toISOString().slice(0, 10)
    const text = await seen(`?from=${day}&to=${day}`)
    expect(text).toContain(`Uptime ${day}`)
    expect((await latency(`from=${day}&to=${day}`)).from).toBe(Date.parse(`${day}T00:00:00Z`))
  })

  it.each([
    ['?from=2026-13-40', 'Give dates like 2026-11-24.'],
    ['?from=2026-02-02&to=2026-02-01', 'must not be after the last'],
    ['?from=2999-01-01', 'still to come'],
    ['?from=2001-01-01&to=2020-01-01', 'At most 400 days'],
  ])('says what is wrong with %s and keeps it', async (query, fault) => {
    const text = await seen(query)
    expect(text).toContain(fault)
    expect(text).toContain(`value="${/from=([\d-]+)/.exec(query)![1]}"`)
  })

  it('is no stranger’s', async () => {
    for (const path of [`/checks/${id}`, `/checks/${id}/latency`, `/checks/new?from=${id}`]) {
      const { status, text } = await world.ask('GET', path, { ...html, key: keys.bolt })
      expect([path, status]).toEqual([path, 404])
      expect(text).not.toContain('shop')
    }
  })

  it('offers a copy with everything but its secrets', async () => {
    const { text } = await world.ask('GET', `/checks/new?from=${id}`, html)
    expect(text).toContain('value="shop copy"')
    expect(text).toContain('value="https://shop.example.com/"')
    expect(text).toContain('front')
    expect(text).not.toContain('very secret')
    expect(text).not.toContain('x-key: •••')
    expect(text).toContain('action="/checks"')
  })
})
