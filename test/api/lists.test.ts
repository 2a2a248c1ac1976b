// Lists of every noun over a real database: page by page without loss or repetition, narrowed by
// what a person asks, also where the shard knows more than the record.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../workers/domain/problem.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import {
  audit,
  channelIn,
  checkIn,
  deliveryIn,
  incidentIn,
  pageIn,
  policyIn,
  suspicionIn,
} from '../contract/store-world.ts'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
const day = (number: number) => Date.UTC(2026, 9, number)
const resolved = (at: number) => ({ resolvedAt: at, resolvedHow: 'recovered' as const })
const idsOf = ({ json }: { json: { data: { id: string }[] } }) => json.data.map((one) => one.id)
const check = (rest: string) => `chk_${acme}_${rest}`
const incident = (rest: string) => `inc_${acme}_${rest}`

beforeAll(async () => {
  world = await openWorld()
  const { config, archive } = world.place
  const checks = [
    checkIn(acme, 'one', { name: 'Checkout API', tags: ['shop', 'eu'] }),
    checkIn(acme, 'two', { name: 'Blog', tags: ['shop'], paused: true }),
    checkIn(acme, 'tri', { name: '100% of api_v2', tags: [] }),
    checkIn(bolt, 'one', { name: 'Checkout API', tags: ['shop'] }),
  ]
  for (const one of checks) {
    await config.putCheck(one.workspace, one, null, audit)
    const rest = one.id.split('_')[2]!
    await config.putChannel(acme, channelIn(acme, rest), null, audit)
    await config.putPolicy(acme, policyIn(acme, rest), null, audit)
    await config.putPage(acme, pageIn(acme, rest), null, audit)
  }
  const kinds = ['down', 'slow', 'down', 'regional', 'down'] as const
  await archive.save([
    ...kinds.map((kind, index) => ({
      kind: 'incident' as const,
      incident: incidentIn(acme, `i${index}`, {
        check: check(index === 1 ? 'two' : 'one'),
        kind,
        openedAt: day(index + 1),
        startedAt: day(index + 1) - 5_000,
        downtimeSeconds: 5,
        ...resolved(day(index + 1) + 9_000),
      }),
    })),
    ...(['blip', 'one_location', null] as const).map((why, index) => ({
      kind: 'suspicion' as const,
      suspicion: suspicionIn(acme, `s${index}`, {
        startedAt: day(index + 1),
        endedAt: why && day(index + 1) + 9_000,
        outcome: why ? 'avoided' : 'open',
        why,
      }),
    })),
    ...(['sent', 'dead', 'sent'] as const).map((state, index) => ({
      kind: 'delivery' as const,
      delivery: deliveryIn(acme, `d${index}`, {
        createdAt: day(index + 1),
        settledAt: day(index + 1),
        state,
        incident: incident('i0'),
      }),
    })),
  ])
  for (const number of [1, 2, 3]) {
    await world.ask('POST', '/api/maintenance', {
      body: { startsAt: `2099-11-0${number}T22:00:00Z`, endsAt: `2099-11-0${number}T23:00:00Z` },
    })
    await world.ask('POST', '/api/silences', {
      body: {
        tag: 'a',
        until: new Date(Date.now() + number * 3_600_000).toISOString(),
        reason: 'x',
      },
    })
    await world.ask('POST', '/api/schedules', {
      body: {
        name: `On call ${number}`,
        timeZone: 'UTC',
        layers: [{ people: ['u1'], rotation: 'weekly', startsOn: '2026-11-30' }],
      },
    })
  }
})
afterAll(() => world.stop())

/** Every row of a list, so many at a time. */
async function walk(path: string, limit: number): Promise<string[]> {
  const rows: string[] = []
  let cursor: string | null = null
  do {
    const query: string = `${path.includes('?') ? '&' : '?'}limit=${limit}`
    const next: string = cursor === null ? '' : `&cursor=${cursor}`
    const { status, json } = await world.ask('GET', `${path}${query}${next}`)
    expect(`${path} ${status}`).toBe(`${path} 200`)
    expect(json.data.length).toBeLessThanOrEqual(limit)
    rows.push(...json.data.map((one: object) => JSON.stringify(one)))
    cursor = json.next
  } while (cursor !== null)
  return rows
}

const few = ['tags', 'drills', 'people']
const listed = [
  ...few,
  ...['checks', 'channels', 'incidents', 'suspicions', 'deliveries', 'maintenance', 'pages'],
  ...['policies', 'schedules', 'silences', 'locations'],
]

describe('every list', () => {
  it('is given page by page, without loss or repetition, at every address there is', async () => {
    const { json } = await world.ask('GET', '/api/openapi.json', { key: null })
    const lists = Object.entries(json.paths as Record<string, { get?: object }>)
      .filter(([path, { get }]) => !path.includes('{') && JSON.stringify(get)?.includes('"limit"'))
      .map(([path]) => path)
    const nouns = lists.map((path) => path.slice('/api/'.length))
    expect(nouns).toEqual(expect.arrayContaining(listed))
    for (const path of lists) expect(await walk(path, 2), path).toEqual(await walk(path, 200))
    for (const noun of listed.filter((one) => !few.includes(one))) {
      expect((await walk(`/api/${noun}`, 200)).length, noun).toBeGreaterThan(2)
    }
  })

  it.each(['0', '201', 'many'])('refuses a limit of %s by its name', async (limit) => {
    const { status, json } = await world.ask('GET', `/api/silences?limit=${limit}`)
    expect([status, json.field]).toEqual([422, 'limit'])
  })
})

describe('checks', () => {
  const view = (rest: string, health: CheckView['health']) => ({ check: check(rest), health })

  it.each([
    ['tag=shop', ['one', 'two']],
    ['tag=shop&paused=true', ['two']],
    ['type=tcp', []],
    ['q=API', ['one', 'tri']],
    ['q=%25', ['tri']],
    ['q=_', ['tri']],
    ['tag=eu&q=checkout', ['one']],
  ])('are narrowed by %s', async (query, wanted) => {
    expect(idsOf(await world.ask('GET', `/api/checks?${query}`))).toEqual(wanted.map(check))
  })

  it.each([
    ['down', ['two']],
    ['up', []],
    ['unknown', ['one', 'tri']],
  ])('are narrowed by the health %s, which the shard knows', async (health, wanted) => {
    const { hub } = world
    const door = await hub.shard(acme)
    const kept = hub.shard
    hub.shard = async () => ({
      ...door,
      views: async () => [view('two', 'down'), view('one', 'unknown')] as CheckView[],
    })
    const found = await world.ask('GET', `/api/checks?health=${health}`)
    hub.shard = kept
    expect(idsOf(found)).toEqual(wanted.map(check))
  })

  it('say which tags there are, of their own workspace', async () => {
    const { json } = await world.ask('GET', '/api/tags')
    expect(json.data).toEqual([
      { tag: 'eu', checks: 1 },
      { tag: 'shop', checks: 2 },
    ])
  })

  it('refuse a health that is none', async () => {
    const { status, json } = await world.ask('GET', '/api/checks?health=broken')
    expect([status, json.field]).toEqual([422, 'health'])
  })
})

describe('incidents', () => {
  it.each([
    ['kind=down', ['i4', 'i2', 'i0']],
    [`check=${check('two')}`, ['i1']],
    ['open=true', []],
    ['from=2026-10-02T00:00:00Z&to=2026-10-04T00:00:00Z', ['i2', 'i1']],
    ['from=2026-10-05T02:00:00%2B02:00', ['i4']],
  ])('are narrowed by %s', async (query, wanted) => {
    expect(idsOf(await world.ask('GET', `/api/incidents?${query}`))).toEqual(wanted.map(incident))
  })

  it('come in one order from shard and record, each once, as the shard knows them', async () => {
    const { hub } = world
    const door = await hub.shard(acme)
    const kept = hub.shard
    const fresh = [
      incidentIn(acme, 'new', { openedAt: day(9) }),
      // The record has it as over; here it is open again, and in the middle of the list.
      incidentIn(acme, 'i2', { openedAt: day(3) }),
      incidentIn(acme, 'old', { openedAt: day(1) - 60_000 }),
    ]
    hub.shard = async () => ({ ...door, incidents: async () => fresh })
    const pages = await walk('/api/incidents', 2)
    const open = await world.ask('GET', '/api/incidents?open=true&limit=2')
    const rest = await world.ask('GET', `/api/incidents?open=true&cursor=${open.json.next}`)
    hub.shard = kept
    const names = pages.map((one) => JSON.parse(one).id)
    expect(names).toEqual(['new', 'i4', 'i3', 'i2', 'i1', 'i0', 'old'].map(incident))
    expect([...idsOf(open), ...idsOf(rest)]).toEqual(['new', 'i2', 'old'].map(incident))
  })

  it('are what the shard holds while Postgres is away', async () => {
    const { hub } = world
    const door = await hub.shard(acme)
    const kept = { shard: hub.shard, history: hub.history }
    const gone = async () => Promise.reject(new Problem('unavailable', 'away'))
    Object.assign(hub, {
      history: { ...hub.history, incidents: gone },
      shard: async () => ({ ...door, incidents: async () => [incidentIn(acme, 'new')] }),
    })
    const found = await world.ask('GET', '/api/incidents')
    Object.assign(hub, kept)
    expect(idsOf(found)).toEqual([incident('new')])
  })

  it('have events, page by page', async () => {
    const path = `/api/incidents/${incident('i0')}/events`
    const all = (await walk(path, 200)).map((one) => JSON.parse(one))
    expect(all[0]).toMatchObject({ kind: 'opened', sequence: 1, at: expect.stringMatching(/Z$/) })
    expect(await walk(path, 1)).toHaveLength(all.length)
  })
})

describe('suspicions and deliveries', () => {
  it.each([
    ['suspicions?outcome=avoided', ['sus_s1', 'sus_s0']],
    ['suspicions?from=2026-10-02T00:00:00Z', ['sus_s2', 'sus_s1']],
    ['deliveries?state=dead', ['dlv_d1']],
    [`deliveries?channel=chn_${acme}_ops&state=sent`, ['dlv_d2', 'dlv_d0']],
  ])('are narrowed by %s', async (path, wanted) => {
    const ids = wanted.map((one) => one.replace('_', `_${acme}_`))
    expect(idsOf(await world.ask('GET', `/api/${path}`))).toEqual(ids)
  })
})
