// Where strangers sign up, locations cannot be turned on a site that is not one's own: the limit over
// all workspaces, by form and API and in bulk, and both proofs.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { perSiteMax, perWorkspaceMax } from '../../workers/domain/site.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld('deny', 'free')
  await world.place.query(`update workspaces set plan = 'business'`)
})
beforeEach(async () => {
  await world.place.query('delete from checks')
})
afterAll(() => world.stop())

const victim = 'https://www.victim.example/'
const places = () => world.hub.locations().filter((one) => one.default).length
const add = (url: string, more: object = {}) =>
  world.ask('POST', '/api/checks', { body: { type: 'http', url, intervalSeconds: 10, ...more } })

/** As many checks of a workspace as send this many probes a minute to the victim. */
async function fill(workspace: string, perMinute: number, host = 'a.victim.example') {
  const made = await add(`https://${host}/`, { intervalSeconds: 60 })
  expect(made.status).toBe(201)
  const count = Math.ceil(perMinute / (places() * 6)) - (workspace === acme ? 1 : 0)
  await world.place.query(
    `insert into checks select (jsonb_populate_record(c, jsonb_build_object(
       'id', 'chk_' || $1::text || '_f' || n, 'workspace', $1::text, 'policy', null,
       'interval_seconds', 10))).* from checks c, generate_series(1, $2) n where c.id = $3`,
    [workspace, count, made.json.id],
  )
}

it('stops a workspace at its limit for a site, all its hosts together, and names both ways', async () => {
  await fill(acme, perWorkspaceMax)
  const over = await add(victim)
  expect(over.status).toBe(422)
  expect(over.json.detail).toContain(
    `more than ${perWorkspaceMax} probes a minute to victim.example`,
  )
  expect(over.json.field).toBe('intervalSeconds')
  expect(over.json.detail).toContain(`esonar=${acme}`)
  expect(over.json.detail).toContain('_esonar.victim.example')
  expect((await add('https://other.example/')).status).toBe(201)
  const slow = await add('https://other.example/', { intervalSeconds: 3_600 })
  const faster = await world.ask('PATCH', `/api/checks/${slow.json.id}`, {
    body: { url: victim, intervalSeconds: 10 },
  })
  expect(faster.status).toBe(422)
  const bulk = await world.ask('POST', '/api/checks', {
    body: { type: 'tcp', host: 'b.victim.example', port: 443, intervalSeconds: 10 },
  })
  expect(bulk.status).toBe(422)
})

it('stops all workspaces together', async () => {
  await fill(bolt, perSiteMax)
  const over = await add(victim)
  expect(over.status).toBe(422)
  expect(over.json.detail).toContain('all workspaces together')
  expect(over.text).not.toContain(bolt)
  expect(keys.bolt).toBeTypeOf('string')
})

it('lets an owner who shows it by a record, or by a file', async () => {
  await fill(acme, perWorkspaceMax)
  expect((await add(victim)).status).toBe(422)
  world.texts.set('_esonar.victim.example', [`"esonar=${bolt}"`])
  expect((await add(victim)).status).toBe(422)
  world.texts.set('_esonar.victim.example', [`"esonar=${acme}"`])
  expect((await add(victim)).status).toBe(201)
  world.texts.clear()
  expect((await add(victim)).status).toBe(422)
  world.outcomes.set('victim.example', () => ({
    kind: 'answered',
    status: 200,
    body: `esonar=${acme}\n`,
    retryAfterSeconds: null,
    ms: 3,
  }))
  expect((await add(victim)).status).toBe(201)
})

it('never refuses that a check asks less', async () => {
  await fill(acme, perWorkspaceMax * 2)
  const { json } = await world.ask('GET', '/api/checks?limit=1')
  const calmer = await world.ask('PATCH', `/api/checks/${json.data[0].id}`, {
    body: { intervalSeconds: 120, name: 'calmer' },
  })
  expect(calmer.status).toBe(200)
})
