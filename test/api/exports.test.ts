// Results and uptime to take along, over a real database: all of it, in order, across days and from
// both sources; a fault on the way breaks the answer off.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../workers/domain/problem.ts'
import type { Packed } from '../../workers/domain/sample.ts'
import { audit, checkIn, incidentIn, packedIn } from '../contract/store-world.ts'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
const day = (number: number, hour = 0) => Date.UTC(2026, 9, number, hour)
const id = `chk_${acme}_one`
const span = 'from=2026-10-01T12:00:00Z&to=2026-10-04T00:00:00Z'
const born = { createdAt: '2026-09-01T00:00:00.000Z' }

beforeAll(async () => {
  world = await openWorld()
  const { config, archive } = world.place
  await config.putCheck(
    acme,
    checkIn(acme, 'one', { ...born, name: '=HYPERLINK("x")', tags: ['shop'] }),
    null,
    audit,
  )
  await config.putCheck(acme, checkIn(acme, 'two', { ...born, name: 'Two' }), null, audit)
  await config.putCheck(bolt, checkIn(bolt, 'one', born), null, audit)
  await world.place.upkeep.partitions(day(2))
  await archive.save([
    { kind: 'packed', packed: packedIn(acme, 10, { hour: day(1, 12) }) },
    { kind: 'packed', packed: packedIn(acme, 3, { hour: day(2, 11), location: 'oc' }) },
    { kind: 'packed', packed: packedIn(acme, 3, { hour: day(2, 11) }) },
    { kind: 'packed', packed: packedIn(acme, 3, { hour: day(4) }) },
    { kind: 'packed', packed: packedIn(bolt, 3, { hour: day(2) }) },
    {
      kind: 'incident',
      incident: incidentIn(acme, 'a', {
        events: [],
        kind: 'down',
        startedAt: day(2, 6),
        openedAt: day(2, 6) + 15_000,
        resolvedAt: day(2, 12),
        resolvedHow: 'recovered',
        downtimeSeconds: 6 * 3_600,
      }),
    },
  ])
})
afterAll(() => world.stop())

const rowsOf = (text: string) => text.trimEnd().split('\r\n')

describe('results', () => {
  it('are every answer of the span, oldest first, as CSV', async () => {
    const { status, headers, text } = await world.ask(
      'GET',
      `/api/checks/${id}/results.csv?${span}`,
    )
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(headers.get('content-disposition')).toContain(`results-${id}.csv`)
    const [head, ...rows] = rowsOf(text)
    expect(head).toBe('at,location,outcome,ms')
    expect(rows).toHaveLength(16)
    expect(rows[0]).toBe('2026-10-01T12:00:00.000Z,weur,pass,100')
    expect(rows.filter((row) => row.includes(',fail,'))).toHaveLength(1)
    expect(rows.slice(10, 12)).toEqual([
      '2026-10-02T11:00:00.000Z,oc,pass,100',
      '2026-10-02T11:00:00.000Z,weur,pass,100',
    ])
    expect(rows.map((row) => row.slice(0, 24)).toSorted()).toEqual(
      rows.map((row) => row.slice(0, 24)),
    )
  })

  it('are the same as JSON, with what only the shard has yet', async () => {
    const { hub } = world
    const door = await hub.shard(acme)
    const kept = hub.shard
    const fuller: Packed = packedIn(acme, 5, { hour: day(2, 11) })
    hub.shard = async () => ({ ...door, recent: async () => [fuller] })
    const { json } = await world.ask('GET', `/api/checks/${id}/results.json?${span}`)
    hub.shard = kept
    expect(json).toHaveLength(18)
    expect(json[0]).toEqual({
      at: '2026-10-01T12:00:00.000Z',
      location: 'weur',
      outcome: 'pass',
      ms: 100,
    })
  })

  it('of nothing are an empty list, and a table with its head alone', async () => {
    const nothing = 'from=2026-09-01T00:00:00Z&to=2026-09-20T00:00:00Z'
    const list = await world.ask('GET', `/api/checks/${id}/results.json?${nothing}`)
    expect(list.json).toEqual([])
    const table = await world.ask('GET', `/api/checks/${id}/results.csv?${nothing}`)
    expect(table.text).toBe('at,location,outcome,ms\r\n')
  })

  it.each([
    ['from=2026-10-02T00:00:00Z&to=2026-10-01T00:00:00Z', 422, 'from'],
    ['from=2026-01-01T00:00:00Z&to=2026-10-01T00:00:00Z', 422, 'from'],
    ['from=yesterday', 422, 'from'],
  ])('refuse %s before they begin', async (query, status, field) => {
    const answer = await world.ask('GET', `/api/checks/${id}/results.csv?${query}`)
    expect([answer.status, answer.json.field]).toEqual([status, field])
  })

  it('break off when the record goes away under way, and are refused when it is away', async () => {
    const { hub } = world
    const kept = hub.history
    let looks = 0
    hub.history = {
      ...kept,
      packed: (...asked) => {
        looks += 1
        if (looks > 1) return Promise.reject(new Problem('unavailable', 'away'))
        return kept.packed(...asked)
      },
    }
    const asked = world.ask('GET', `/api/checks/${id}/results.csv?${span}`)
    await expect(asked).rejects.toThrow()
    const refused = await world.ask('GET', `/api/checks/${id}/results.csv?${span}`)
    hub.history = kept
    expect(refused.status).toBe(503)
    expect(world.faults.splice(0)).not.toEqual([])
  })
})

describe('uptime', () => {
  it('is a line per check for the span, and no formula', async () => {
    const { text } = await world.ask(
      'GET',
      '/api/uptime.csv?from=2026-10-02T00:00:00Z&to=2026-10-03T00:00:00Z',
    )
    const [head, ...rows] = rowsOf(text)
    expect(head).toMatch(/^check,name,tags,from,to,share,totalSeconds,downSeconds,/)
    expect(rows).toEqual([
      `${id},"'=HYPERLINK(""x"")",shop,2026-10-02T00:00:00.000Z,2026-10-03T00:00:00.000Z,0.75,86400,21600,0,0,0,0`,
      expect.stringMatching(/,Two,shop,.*,1,86400,0,0,0,0,0$/),
    ])
  })

  it.each([
    ['day', ['2026-10-01', '2026-10-02', '2026-10-03'], [1, 0.75, 1]],
    ['month', ['2026-10-01'], [0.9]],
    ['total', ['2026-10-01'], [0.9]],
  ])('is cut by %s, each with the same seconds', async (unit, starts, shares) => {
    const { json } = await world.ask('GET', `/api/uptime.json?unit=${unit}&${span}`)
    const own = json.filter((one: { check: string }) => one.check === id)
    expect(own.map((one: { from: string }) => one.from.slice(0, 10))).toEqual(starts)
    expect(own.map((one: { share: number }) => one.share)).toEqual(shares)
    const down = own.reduce((sum: number, one: { downSeconds: number }) => sum + one.downSeconds, 0)
    expect(down).toBe(21_600)
  })

  it('is of a tag, and of no other workspace', async () => {
    await world.place.config.putCheck(
      acme,
      checkIn(acme, 'tri', { ...born, tags: [] }),
      null,
      audit,
    )
    const { json } = await world.ask('GET', `/api/uptime.json?tag=shop&${span}`)
    expect(json.map((one: { check: string }) => one.check)).toEqual([id, `chk_${acme}_two`])
  })

  it('is refused for a span that is too long', async () => {
    const { status, json } = await world.ask(
      'GET',
      '/api/uptime.csv?unit=day&from=2026-01-01T00:00:00Z',
    )
    expect([status, json.field]).toEqual([422, 'from'])
  })
})
