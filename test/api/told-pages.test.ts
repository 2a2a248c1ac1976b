// The pages of checks that are told: their forms, and what stands on their own pages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keys, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const formed = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
const send = (path: string, fields: [string, string][]) =>
  world.ask('POST', path, { raw: new URLSearchParams(fields).toString(), headers: formed })
const made = async (body: object) => (await world.ask('POST', '/api/checks', { body })).json.id

describe('the form', () => {
  it('makes a heartbeat, asks nothing that it does not need, and keeps what was typed', async () => {
    const blank = await world.ask('GET', '/checks/new?type=heartbeat')
    expect(blank.text).toContain('name="graceSeconds"')
    for (const name of ['intervalSeconds', 'timeoutMs', 'locations', 'patienceSeconds']) {
      expect(blank.text).not.toContain(`name="${name}"`)
    }
    const fields: [string, string][] = [
      ['type', 'heartbeat'],
      ['name', 'backup'],
      ['cron', '0 3 * *'],
      ['timeZone', 'Europe/Berlin'],
      ['graceSeconds', '600'],
    ]
    const refused = await send('/checks', fields)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('must have five fields')
    expect(refused.text).toContain('value="0 3 * *"')
    const [, , , ...rest] = fields
    const saved = await send('/checks', [...fields.slice(0, 2), ['cron', '0 3 * * *'], ...rest])
    expect(saved.status).toBe(303)
    const page = await world.ask('GET', saved.headers.get('location')!)
    expect(page.text).toContain('at the times of &quot;0 3 * * *&quot; (Europe/Berlin)')
  })

  it('makes a group of chosen checks, and shows the choice again when it is edited', async () => {
    const web = await made({ type: 'manual', name: 'web-of-it' })
    const refused = await send('/checks', [['type', 'group']])
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('name at least one check')
    const saved = await send('/checks', [
      ['type', 'group'],
      ['name', 'shop'],
      ['members', web],
    ])
    expect(saved.status).toBe(303)
    const path = saved.headers.get('location')!
    expect((await world.ask('GET', path)).text).toContain('web-of-it')
    const edit = await world.ask('GET', `${path}/edit`)
    expect(edit.text).toMatch(new RegExp(`value="${web}"[^>]*checked`))
    const kept = await send(`${path}/edit`, [
      ['version', '1'],
      ['name', 'shop two'],
      ['rule', 'any'],
      ['members', web],
    ])
    expect(kept.status).toBe(303)
  })

  it('says of ping that only agents ask it, and without one what to do', async () => {
    const { text } = await world.ask('GET', '/checks/new')
    expect(text).toContain('Only agents can ask it.')
    expect(text).toContain('type=ping')
    const refused = await send('/checks', [
      ['type', 'ping'],
      ['host', 'example.com'],
    ])
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('needs an agent: join one first')
    expect(refused.text).toContain('value="example.com"')
    const form = await world.ask('GET', '/checks/new?type=udp')
    expect(form.text).toContain('Test now')
    const tested = await send('/checks/test', [
      ['type', 'udp'],
      ['host', 'example.com'],
      ['port', '123'],
    ])
    expect(tested.status).toBe(422)
    expect(tested.text).toContain('needs an agent: join one first')
  })
})

describe('the page of a heartbeat', () => {
  it('has its addresses and pings, a new address on demand, and no chart', async () => {
    const id = await made({ type: 'heartbeat', name: 'backup' })
    const { json } = await world.ask('GET', `/api/checks/${id}/token`)
    await world.ask('POST', `/ping/${json.token}/fail`, { key: null, raw: '<b>disk</b> full' })
    const page = await world.ask('GET', `/checks/${id}`)
    expect(page.text).toContain(json.pingUrl)
    expect(page.text).toContain(json.pushUrl)
    expect(page.text).toContain('&lt;b&gt;disk&lt;/b&gt; full')
    expect(page.text).not.toContain('data-chart')
    expect(page.text).not.toContain('Check now')
    expect((await send(`/checks/${id}/token`, [])).status).toBe(303)
    expect((await world.ask('GET', `/checks/${id}`)).text).not.toContain(json.token)
  })

  it('hides the address from those who may only look', async () => {
    const id = await made({ type: 'heartbeat', name: 'backup' })
    const { json } = await world.ask('GET', `/api/checks/${id}/token`)
    const page = await world.ask('GET', `/checks/${id}`, { key: keys.viewer })
    expect(page.status).toBe(200)
    expect(page.text).not.toContain(json.token)
    expect(page.text).toContain('Shown to those who may change the check')
  })
})

describe('the page of a manual check', () => {
  it('sets it', async () => {
    const id = await made({ type: 'manual', name: 'payments' })
    expect((await world.ask('GET', `/checks/${id}`)).text).toContain('slow (degraded)')
    const answer = await send(`/checks/${id}/health`, [
      ['health', 'down'],
      ['text', 'provider away'],
    ])
    expect(answer.status).toBe(303)
    expect(world.sayings.at(-1)).toEqual([
      id,
      { health: 'down', text: 'provider away', by: 'owner' },
    ])
    expect((await send(`/checks/${id}/health`, [['health', 'odd']])).status).toBe(422)
  })
})
