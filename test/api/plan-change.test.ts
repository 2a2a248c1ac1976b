// A workspace goes to a smaller plan and back: which checks are paused, who may let them run again,
// and what stays as it was.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { PlanName } from '../../workers/domain/plan.ts'
import { changePlan } from '../../workers/flow/plan-change.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
const ids: string[] = []
beforeAll(async () => {
  world = await openWorld('deny', 'team')
  for (let number = 1; number <= 25; number++) {
    const body = { type: 'http', url: 'https://example.com', name: `check ${number}` }
    const { json } = await world.ask('POST', '/api/checks', { body })
    ids.push(json.id)
    await world.place.query('update checks set created_at = $1 where id = $2', [
      new Date(Date.UTC(2026, 0, 1, 0, number)),
      json.id,
    ])
  }
})
afterAll(() => world.stop())
beforeEach(async () => {
  await world.place.query(
    `update checks set paused = false, settings = settings - 'pausedBy' where workspace = $1`,
    [acme],
  )
  await to('team')
})

const to = (plan: PlanName, why = 'The subscription changed.') =>
  changePlan(world.hub, acme, plan, why)
const names = (numbers: number[]) => numbers.map((number) => `check ${number}`)
const namesOf = (list: { name: string }[]) => list.map(({ name }) => name)
const change = (number: number, patch: object) =>
  world.ask('PATCH', `/api/checks/${ids[number - 1]}`, { body: patch })
async function pausedNow(): Promise<string[]> {
  const { json } = await world.ask('GET', '/api/checks?limit=100&paused=true')
  return namesOf(json.data)
}

it('pauses the newest that the smaller plan does not run, and says which', async () => {
  const { paused, resumed, before } = await to('free', 'The subscription ended.')
  expect([before, namesOf(paused), resumed]).toEqual(['team', names([21, 22, 23, 24, 25]), []])
  expect(await pausedNow()).toEqual(names([21, 22, 23, 24, 25]))
  // The shard was told at once.
  const told = world.configs.get(acme)!
  expect(told.plan).toBe('free')
  expect(told.checks.filter((one) => one.paused)).toHaveLength(5)
  const { json } = await world.ask('GET', '/api/audit?noun=plan&limit=1')
  expect(json.data[0]).toMatchObject({
    actorName: 'eSonar',
    before: { plan: 'team' },
    after: { plan: 'free', why: 'The subscription ended.', paused: names([21, 22, 23, 24, 25]) },
  })
  const usage = await world.ask('GET', '/api/workspace/usage')
  expect(namesOf(usage.json.paused)).toEqual(names([21, 22, 23, 24, 25]))
  const page = await world.ask('GET', '/usage', { person: 'u1' })
  expect(page.text).toContain('check 25</a>')
  const own = await world.ask('GET', `/checks/${ids[24]}`, { person: 'u1' })
  expect(own.text).toContain('Paused because the plan runs no more checks')
})

it('says nothing and changes nothing the second time', async () => {
  await to('free')
  const version = world.configs.get(acme)!.version
  const lines = async () =>
    (await world.ask('GET', '/api/audit?noun=plan&limit=100')).json.data.length
  const before = await lines()
  expect((await to('free')).paused).toEqual([])
  expect([world.configs.get(acme)!.version, await lines()]).toEqual([version, before])
})

it('runs again exactly those it had paused, as many as a larger plan has room for', async () => {
  await change(3, { paused: true })
  // Twenty run, with what a person paused beside them.
  expect(namesOf((await to('free')).paused)).toEqual(names([22, 23, 24, 25]))
  expect(namesOf((await to('solo')).resumed)).toEqual(names([22, 23, 24, 25]))
  expect(await pausedNow()).toEqual(names([3]))
  const { json } = await world.ask('GET', `/api/checks/${ids[24]}`)
  expect(json).not.toHaveProperty('pausedBy')
})

it.each([
  ['API', (number: number) => change(number, { paused: false })],
  [
    'form',
    (number: number) =>
      world.ask('POST', `/checks/${ids[number - 1]}/resume`, { person: 'u1', form: {} }),
  ],
  [
    'bulk',
    async (number: number) => {
      const body = { changes: [{ op: 'resume', id: ids[number - 1] }] }
      const { json } = await world.ask('POST', '/api/checks/bulk', { body })
      const [first] = json.data
      return { status: first.status, text: JSON.stringify(first), json: first.problem ?? first }
    },
  ],
])('lets a person choose others by %s, within the plan', async (_road, resume) => {
  await to('free')
  const refused = await resume(25)
  expect([refused.status, refused.text]).toEqual([
    402,
    expect.stringContaining('The plan Free runs 20 checks at a time'),
  ])
  expect(refused.text).toContain('Solo, which runs 50')
  await change(1, { paused: true })
  expect((await resume(25)).status).toBeLessThan(400)
  expect(await pausedNow()).toEqual(names([1, 21, 22, 23, 24]))
  // What the person paused stays paused, what the plan paused does not.
  expect(namesOf((await to('team')).resumed)).toEqual(names([21, 22, 23, 24]))
  expect(await pausedNow()).toEqual(names([1]))
})

it('leaves what was set as it was, and takes other changes of it', async () => {
  await change(2, { intervalSeconds: 20, locations: ['one', 'two', 'spare'] })
  const { narrowed } = await to('free')
  expect(namesOf(narrowed)).toEqual(['check 2'])
  expect((await change(2, { name: 'check 2', tags: ['shop'] })).json.intervalSeconds).toBe(20)
  const slower = await change(2, { intervalSeconds: 30 })
  expect([slower.status, slower.json.field]).toEqual([422, 'intervalSeconds'])
  expect((await to('team')).narrowed).toEqual([])
})

it('has room for no more of what is counted otherwise, and takes none away', async () => {
  for (const number of [1, 2, 3])
    await world.ask('POST', '/api/pages', { body: { title: 'P', slug: `shop-${number}` } })
  await to('free')
  const { json } = await world.ask('GET', '/api/workspace/usage')
  const pages = json.used.find((one: { what: string }) => one.what === 'pages')
  expect([pages.used, pages.most]).toEqual([4, 1])
  const more = await world.ask('POST', '/api/pages', { body: { title: 'P', slug: 'shop-9' } })
  expect(more.status).toBe(402)
})

it('touches no other workspace, and knows none that is not there', async () => {
  const body = { type: 'http', url: 'https://example.com' }
  await world.ask('POST', '/api/checks', { key: keys.bolt, body })
  await to('free')
  const { json } = await world.ask('GET', '/api/workspace/usage', { key: keys.bolt })
  expect([json.plan, json.paused]).toEqual(['team', []])
  expect((await world.place.plans.pausedByPlan(bolt)).length).toBe(0)
  await expect(changePlan(world.hub, 'nobody000009', 'free', '')).rejects.toThrow(/no such/)
})
