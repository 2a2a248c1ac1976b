// What-if over a real database: a blip that is kept, replayed under other settings; nothing is saved.
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fail } from '../../workers/domain/observation.ts'
import type { Round } from '../../workers/domain/round.ts'
import type { Packed } from '../../workers/domain/sample.ts'
import { audit, checkIn, suspicionIn } from '../contract/store-world.ts'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
const hourMs = 3_600_000
const check = `chk_${acme}_one`
const places = ['one', 'two', 'three']
const path = `/api/checks/${check}/whatif`
const at = Math.floor(Date.now() / hourMs) * hourMs - 2 * hourMs

/** A minute's answers, none where the blip's own rounds are kept. */
function hourOf(location: string, hour: number): Packed {
  const offsets = Array.from({ length: 60 }, (_, minute) => minute * 60)
  return {
    v: 1,
    workspace: acme,
    check,
    location,
    hour,
    offsets,
    latencies: offsets.map(() => 80),
    outcomes: offsets.map(() => 0),
  }
}

function roundAt(number: number, startedAt: number, isFail: boolean): Round {
  const heardAt = startedAt + 80
  const base = { network: 'net-a', at: heardAt, ms: 80 }
  const fail: Pick<Fail, 'kind' | 'reasons' | 'phase' | 'timeout' | 'proof'> = {
    kind: 'fail',
    reasons: ['status'],
    phase: 'headers',
    timeout: false,
    proof: 'controls',
  }
  return {
    v: 1,
    number,
    kind: number === 1 ? 'slot' : 'verify',
    startedAt,
    decidedAt: heardAt,
    lengthMs: 80,
    asked: places,
    observations: places.map((location) =>
      isFail ? { location, ...base, ...fail } : { location, ...base, kind: 'pass' as const },
    ),
  }
}

beforeAll(async () => {
  world = await openWorld()
  const locations = places.map((id) => ({ id, network: 'net-a', label: id, default: true }))
  world.hub.locations = () => locations
  await world.place.config.putCheck(acme, checkIn(acme, 'one'), null, audit)
  const blipAt = at + 30 * 60_000 + 5_000
  const rounds = [0, 200, 4_200].map((after, index) =>
    roundAt(index + 1, blipAt + after, index < 2),
  )
  const facts = { startedAt: blipAt, endedAt: blipAt + 4_280, outcome: 'avoided' as const }
  const blip = suspicionIn(acme, 'blip', { ...facts, why: 'blip', places, rounds: [] })
  await world.place.archive.save([
    ...places.map((place) => ({ kind: 'packed' as const, packed: hourOf(place, at) })),
    { kind: 'suspicion', suspicion: blip },
    ...rounds.map((round) => ({
      kind: 'round' as const,
      workspace: acme,
      check,
      subject: blip.id,
      round,
    })),
  ])
})
afterAll(async () => {
  await world.stop()
})

it('tells of a blip that would have paged, and saves nothing', async () => {
  const { status, json } = await world.ask('POST', path, {
    body: { days: 7, settings: { confirmSeconds: 0 } },
  })
  expect(status).toBe(200)
  expect(json).toMatchObject({ were: [], asIs: [], notKnown: [], avoided: { were: 1, would: 0 } })
  expect(json.would).toEqual([
    expect.objectContaining({ kind: 'down', level: 'critical', told: true, known: true }),
  ])
  expect((await world.ask('GET', `/api/checks/${check}`)).json.confirmSeconds).toBe(15)
})

it('says what it cannot know', async () => {
  const { json } = await world.ask('POST', path, { body: { settings: { intervalSeconds: 10 } } })
  expect(json.notKnown).toEqual([expect.objectContaining({ why: 'interval' })])
})

it.each([
  [{ days: 0 }, 'days'],
  [{ days: 91 }, 'days'],
  [{ settings: { confirmSeconds: -1 } }, 'settings.confirmSeconds'],
  [{ settings: { expectStatus: '404' } }, 'settings.expectStatus'],
  [{ settings: { locations: ['moon'] } }, 'settings.locations'],
])('refuses %j', async (body, field) => {
  const { status, json } = await world.ask('POST', path, { body })
  expect([status, json.field ?? json.fields?.[0]?.field]).toEqual([422, field])
})

it('knows no check of another workspace', async () => {
  const other = `/api/checks/chk_${bolt}_one/whatif`
  expect((await world.ask('POST', other, { body: {} })).status).toBe(404)
})
