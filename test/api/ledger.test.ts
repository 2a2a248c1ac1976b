// The ledger over a real database: a month of one workspace, whole, never another's; and what is
// said of it while Postgres is away.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Problem } from '../../workers/domain/problem.ts'
import { audit, checkIn, deliveryIn, incidentIn, suspicionIn } from '../contract/store-world.ts'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
const day = (number: number, month = 9) => Date.UTC(2026, month, number)
const avoided = { outcome: 'avoided' as const, why: 'blip' as const }

beforeAll(async () => {
  world = await openWorld()
  const named = { name: '=cmd|"x"' }
  await world.place.config.putCheck(acme, checkIn(acme, 'one', named), null, audit)
  const told = incidentIn(acme, 'told', {
    openedAt: day(4),
    resolvedAt: day(4) + 9_000,
    resolvedHow: 'recovered',
    downtimeSeconds: 9,
  })
  const muted = incidentIn(acme, 'muted', { openedAt: day(5), kind: 'slow', level: 'warning' })
  const window = { id: `mnt_${acme}_a`, startsAt: day(5) - 1, endsAt: day(6), checks: null }
  await world.place.config.putMaintenance(acme, window, null, audit)
  await world.place.archive.save([
    {
      kind: 'suspicion',
      suspicion: suspicionIn(acme, 'a', { ...avoided, startedAt: day(2), endedAt: day(2) + 9_000 }),
    },
    {
      kind: 'suspicion',
      suspicion: suspicionIn(acme, 'b', {
        ...avoided,
        startedAt: day(3),
        endedAt: day(3) + 9_000,
        why: 'one_location',
        check: `chk_${acme}_two`,
      }),
    },
    {
      kind: 'suspicion',
      suspicion: suspicionIn(acme, 'next', {
        ...avoided,
        startedAt: day(1, 10),
        endedAt: day(2, 10),
      }),
    },
    {
      kind: 'suspicion',
      suspicion: suspicionIn(bolt, 'c', { ...avoided, startedAt: day(2), endedAt: day(3) }),
    },
    { kind: 'incident', incident: told },
    { kind: 'incident', incident: muted },
    {
      kind: 'delivery',
      delivery: deliveryIn(acme, 'd', { incident: told.id, state: 'sent', settledAt: day(4) }),
    },
  ])
})
afterAll(async () => {
  await world.stop()
})

it('is the month, whole, with reasons and counts', async () => {
  const { json, status } = await world.ask('GET', '/api/ledger?month=2026-10')
  expect(status).toBe(200)
  expect(json.lines.map((one: { id: string; why: string }) => [one.id, one.why])).toEqual([
    [`inc_${acme}_muted`, 'maintenance'],
    [`sus_${acme}_b`, 'one_location'],
    [`sus_${acme}_a`, 'blip'],
  ])
  expect(json).toMatchObject({
    month: '2026-10',
    from: '2026-10-01T00:00:00.000Z',
    to: '2026-11-01T00:00:00.000Z',
    wokeNobody: 3,
    told: 1,
    open: 0,
    toldByKind: [{ kind: 'down', n: 1 }],
    partial: false,
    capped: false,
  })
  expect(json.lines[2]).toMatchObject({ places: ['weur'], words: expect.stringMatching(/passed/) })
})

it('is of one check when asked, and of nobody else', async () => {
  const one = await world.ask('GET', `/api/ledger?month=2026-10&check=chk_${acme}_one`)
  expect(one.json.lines.map((line: { id: string }) => line.id)).toEqual([
    `inc_${acme}_muted`,
    `sus_${acme}_a`,
  ])
  const other = await world.ask('GET', `/api/ledger?month=2026-10&check=chk_${bolt}_one`)
  expect(other.status).toBe(404)
})

it.each(['2026-13', 'november', '2026'])('refuses %s as a month', async (month) => {
  const { status, json } = await world.ask('GET', `/api/ledger?month=${month}`)
  expect(status).toBe(422)
  expect(json.errors ?? json.fields ?? json).toMatchObject({ field: 'month' })
})

it('is a table that no spreadsheet takes for a formula', async () => {
  const { text, headers } = await world.ask('GET', '/api/ledger/csv?month=2026-10')
  expect(headers.get('content-type')).toContain('text/csv')
  const [head, ...rows] = text.trimEnd().split('\r\n')
  expect(head).toBe('startedAt,endedAt,kind,id,check,name,why,words,places')
  expect(rows).toHaveLength(3)
  expect(rows[2]).toContain(`,suspicion,sus_${acme}_a,chk_${acme}_one,"'=cmd|""x""",blip,`)
})

it('says that it is partial while Postgres is away, and has what the shard holds', async () => {
  const { hub } = world
  const gone = async () => Promise.reject(new Problem('unavailable', 'away'))
  const kept = { history: hub.history, config: hub.config, shard: hub.shard }
  const door = await hub.shard(acme)
  const now = Date.now()
  const fresh = suspicionIn(acme, 'now', { ...avoided, startedAt: now, endedAt: now })
  Object.assign(hub, {
    history: { ...hub.history, ledger: gone },
    config: { ...hub.config, maintenance: gone },
    shard: async () => ({ ...door, suspicions: async () => [fresh] }),
  })
  const { json } = await world.ask('GET', '/api/ledger')
  Object.assign(hub, kept)
  expect(json.partial).toBe(true)
  expect(json.lines.map((one: { id: string }) => one.id)).toEqual([fresh.id])
})
