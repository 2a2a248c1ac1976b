// Budgets of a day, set in the operator console: reached, told to the operator, in force at the shard
// and at the forms, and lifted; and what a workspace costs.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dayOf } from '../../workers/domain/budget.ts'
import { budgetFaults, keepBudgets, tallyProbes } from '../../workers/flow/budgets.ts'
import { totp } from '../fakes/totp.ts'
import { type Browser, newPerson, password, signIn } from './browser.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  world = await openWorld()
  const person = await newPerson(world, null)
  browser = person.browser
  world.hub.settings.operators.push(person.email)
  await world.place.query('update "user" set email_verified = true where id = $1', [person.id])
  await signIn(browser, person.email)
  const set = await browser.post('/account/second-factor', { password })
  const uri = /name="uri" value="([^"]+)"/.exec(set.html)![1]!.replaceAll('&amp;', '&')
  const secret = new URL(uri).searchParams.get('secret')!
  await browser.post('/account/second-factor/confirm', { uri, code: totp(secret) })
  // As if the half minute of the last code were over.
  await world.place.query('update two_factor set used_step = 0')
  await browser.post('/operator/enter', { code: totp(secret) })
  for (const workspace of [acme, bolt]) await world.hub.directory.assign(workspace)
})
afterAll(() => world.stop())

const path = '/operator/budgets'
const set = (form: Record<string, string>) => browser.post(path, form)
let number = 0
async function sent(workspace: string, count: number, body: object = {}) {
  for (let one = 0; one < count; one += 1) {
    number += 1
    await world.place.query(
      `insert into deliveries (id, workspace, channel, level, state, created_at, settled_at, begun,
        attempts, body) values ($1, $2, 'chn', 'warning', 'sent', now(), now(), 1, 1, $3)`,
      [`dlv_${workspace}_b${number}`, workspace, { channelType: 'webhook', ...body }],
    )
  }
}
const probe = (key: string) =>
  world.ask('POST', '/api/probes', { body: { type: 'http', url: 'http://127.0.0.1:8080/' }, key })
const create = () =>
  world.ask('POST', '/api/checks', { body: { type: 'http', url: 'http://127.0.0.1:8082/' } })

it('refuses what is no amount, beside its field, and keeps what was typed', async () => {
  for (const probes of ['0', '-1', '1.5', 'many', '9'.repeat(20)]) {
    const refused = await set({ scope: 'installation', probes, messages: '7' })
    expect([probes, refused.status]).toEqual([probes, 422])
    expect(refused.html).toContain(`value="${probes}"`)
    expect(refused.text).toContain('Probes a day: must be a whole number above 0')
  }
  expect((await set({ scope: 'gold', messages: '7' })).status).toBe(404)
  expect(await world.hub.operator.budgets()).toEqual([])
})

it('of messages: reached by all, told, at the shards, and lifted', async () => {
  await sent(acme, 3)
  await sent(bolt, 2)
  await set({ scope: 'installation', probes: '', messages: '6' })
  expect(world.configs.get(acme)?.heldBack ?? null).toBeNull()
  await sent(bolt, 1)
  await keepBudgets(world.hub)
  const [fault] = await budgetFaults(world.hub)
  expect(fault?.sentence).toContain('messages for today is reached by all workspaces')
  expect((await browser.get(path)).text).toContain('new ones below critical are held back')
  const config = await world.hub.config.whole(acme)
  expect(config?.heldBack?.until).toBe(Date.parse(`${dayOf(Date.now())}T00:00:00Z`) + 86_400_000)
  const { version } = config!
  await keepBudgets(world.hub)
  expect((await world.hub.config.whole(acme))?.version).toBe(version)
  await set({ scope: 'installation', probes: '', messages: '1,000' })
  expect(world.configs.get(acme)?.heldBack).toBeNull()
  expect(await budgetFaults(world.hub)).toEqual([])
})

it('of messages: of each workspace of a plan, by itself', async () => {
  await world.place.query("update workspaces set plan = 'team' where id = $1", [bolt])
  await set({ scope: 'team', messages: '3' })
  expect((await world.hub.config.whole(bolt))?.heldBack).toBeTruthy()
  expect((await world.hub.config.whole(acme))?.heldBack ?? null).toBeNull()
  const { text } = await browser.get(path)
  expect(text).toContain(`(${bolt})`)
  await set({ scope: 'team', messages: '' })
  expect((await world.hub.config.whole(bolt))?.heldBack ?? null).toBeNull()
  await world.place.query("update workspaces set plan = 'self-hosted' where id = $1", [bolt])
})

it('of probes: by hand and new checks wait, with a sentence, until midnight', async () => {
  await set({ scope: 'installation', probes: '500', messages: '' })
  await tallyProbes(world.hub, [{ shard: 'a', probes: 499 }])
  await keepBudgets(world.hub)
  expect((await probe(keys.acme)).status).toBe(200)
  await tallyProbes(world.hub, [{ shard: 'a', probes: 510 }])
  await keepBudgets(world.hub)
  for (const refused of [await probe(keys.acme), await create()]) {
    expect(refused.status).toBe(402)
    expect(refused.json.detail).toContain('wait until 00:00 UTC')
  }
  expect((await browser.get(path)).text).toContain('510 today, of 500')
  const { now } = world.hub
  world.hub.now = () => now() + 86_400_000
  expect((await create()).status).toBe(201)
  world.hub.now = now
  await set({ scope: 'installation', probes: '', messages: '' })
  expect((await create()).status).toBe(201)
  expect((await browser.get('/operator/acts')).text).toContain('All: probes 500, messages no end')
})

it('a workspace is shown with what it costs', async () => {
  await world.place.query('select ensure_samples_partition(now()::date)')
  await world.place.query(
    `insert into samples (v, workspace, check_id, location, hour, n, offsets, latencies, outcomes)
      values (1, $1, 'c', 'one', date_trunc('hour', now(), 'UTC'), 2, '{1,61}', '{9,9}', '{0,0}')`,
    [bolt],
  )
  await sent(bolt, 1, { channelType: 'email' })
  const { text } = await browser.get(`/operator/workspaces/${bolt}`)
  expect(text).toMatch(/Probes\s*2\s*under \$0\.0001/)
  expect(text).toMatch(/Mails\s*1\s*\$0\.0004/)
  expect((await browser.get('/operator')).text).toContain('Probing costs a month')
})
