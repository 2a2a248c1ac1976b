// The pages of policies, schedules, people and silences: forms that work without a script, refusals
// that keep what was typed, and what they show.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, openWorld, type World } from './world.ts'

let world: World
let check: string
let channel: string
beforeAll(async () => {
  world = await openWorld()
  const made = async (path: string, body: object) =>
    (await world.ask('POST', `/api/${path}`, { body })).json.id
  check = await made('checks', { type: 'http', url: 'https://example.com', name: 'shop' })
  channel = await made('channels', {
    type: 'webhook',
    url: 'https://ops.example/hook',
    name: 'hook',
  })
})
afterAll(() => world.stop())

const formed = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' }
const send = (path: string, fields: [string, string][]) =>
  world.ask('POST', path, { raw: new URLSearchParams(fields).toString(), headers: formed })
const text = async (path: string) => {
  const { status, text: found } = await world.ask('GET', path, { headers: { accept: 'text/html' } })
  expect([path, status]).toEqual([path, 200])
  return found
}

describe('policies', () => {
  const typed: [string, string][] = [
    ['name', 'Night watch'],
    ['step0-after', '0'],
    ['step0-channels', 'all'],
    ['step0-levels', 'critical'],
    ['step0-levels', 'warning'],
    ['step1-after', ''],
    ['quietHours.from', '22:00'],
    ['quietHours.to', '07:00'],
    ['quietHours.levels', 'warning'],
    ['timeZone', 'Europe/Berlin'],
    ['repeat.everyMinutes', '30'],
    ['repeat.times', ''],
    ['digest.at', ''],
    ['remindEveryMinutes', ''],
  ]
  let path: string

  it('are made by the form, and drawn for 03:00', async () => {
    expect(await text('/policies/new')).toContain('name="step1-after"')
    const saved = await send('/policies', typed)
    expect(saved.status).toBe(303)
    path = saved.headers.get('location')!
    const stored = world.configs.get(acme)!.policies.find((one) => one.name === 'Night watch')
    expect(stored).toMatchObject({
      steps: [{ afterMinutes: 0, channels: 'all', levels: ['critical', 'warning'] }],
      repeat: { everyMinutes: 30, times: 3 },
      quietHours: { from: '22:00', levels: ['warning'], timeZone: 'Europe/Berlin' },
      digest: null,
      remindEveryMinutes: null,
    })
    const shown = await text(path)
    expect(shown).toMatch(/If this falls at .*03:00/)
    expect(shown).toContain('step 1: its channel')
    expect(shown).toContain('step 1, repeat 3: its channel')
    const quiet = await text(`${path}?level=warning&at=2026-11-24T01:00`)
    expect(quiet).toContain('when the quiet hours are over')
    expect(await text(`${path}?level=info`)).toContain('Nobody is told of what is info')
    expect(await text('/policies')).toContain('warning from 22:00 to 07:00')
  })

  it('keep what was typed when it is refused', async () => {
    const wrong = typed.map(([name, value]): [string, string] =>
      name === 'timeZone' ? [name, 'Mars'] : [name, value],
    )
    const refused = await send(path, wrong)
    expect(refused.status).toBe(422)
    expect(refused.text).toContain('Time zone: is not a time zone')
    expect(refused.text).toContain('value="Mars"')
  })

  it('are chosen in the form of a check, and stay while one uses them', async () => {
    const id = path.split('/').at(-1)!
    expect(await text(`/checks/${check}/edit`)).toContain(`value="${id}"`)
    const saved = await send(`/checks/${check}/edit`, [
      ['version', '1'],
      ['name', 'shop'],
      ['url', 'https://example.com'],
      ['policy', id],
    ])
    expect(saved.status).toBe(303)
    expect(world.configs.get(acme)!.checks[0]?.policy).toBe(id)
    expect((await send(`${path}/remove`, [])).status).toBe(409)
  })
})

describe('schedules', () => {
  it('are made by the form, show who is on call, and take overrides', async () => {
    expect(await text('/schedules/new')).toContain('1 Ana')
    const layer: [string, string][] = [
      ['layer0-people', '1'],
      ['layer0-rotation', 'weekly'],
      ['layer0-startsOn', '2026-01-05'],
      ['layer0-handover', '09:00'],
      ['layer0-from', '09:00'],
      ['layer0-to', '17:00'],
    ]
    const saved = await send('/schedules', [['name', 'Web'], ['timeZone', 'UTC'], ...layer])
    expect(saved.status).toBe(303)
    const path = saved.headers.get('location')!
    const shown = await text(path)
    expect(shown).toContain('nobody: a step tells everybody then')
    expect(shown).toContain('<rect class="gap"')
    expect(await text('/schedules')).toContain('Web')
    const wrong = await send(path, [
      ['name', 'Web'],
      ['layer0-people', '7'],
    ])
    expect([wrong.status, wrong.text.includes('give numbers from 1 to 1')]).toEqual([422, true])
    const at = (hours: number) =>
      new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16)
    const over = await send(`${path}/overrides`, [
      ['person', 'u1'],
      ['from', at(0)],
      ['to', at(400)],
    ])
    expect(over.status).toBe(303)
    expect(await text(path)).not.toContain('<rect class="gap"')
    const feed = await send(`${path}/feed`, [])
    expect(feed.text).toMatch(/\/calendar\/\w{40}\.ics/)
  })
})

it('people get ways, and lose them', async () => {
  expect(await text('/people')).toContain('No way leads to them')
  const added = await send('/people/u1/ways', [
    ['channel', channel],
    ['afterMinutes', '2'],
  ])
  expect(added.status).toBe(303)
  expect(await text('/people')).toContain('after 2 min')
  const wrong = await send('/people/u1/ways', [
    ['channel', channel],
    ['afterMinutes', 'soon'],
  ])
  expect(wrong.status).toBe(422)
  expect((await send(`/people/u1/ways/${channel}/remove`, [])).status).toBe(303)
  expect(world.configs.get(acme)!.channels[0]?.member).toBeNull()
})

it('a check is silenced on its page, and told again from there', async () => {
  expect(await text(`/checks/${check}`)).toContain('Silence it')
  const made = await send('/silences', [
    ['check', check],
    ['back', 'check'],
    ['length', '4 hours'],
    ['reason', 'new disk'],
  ])
  expect(made.headers.get('location')).toBe(`/checks/${check}`)
  const shown = await text(`/checks/${check}`)
  expect(shown).toContain('new disk')
  const id = world.configs.get(acme)!.silences![0]!.id
  expect(await text('/silences')).toContain(`/silences/${id}/end`)
  expect((await send(`/silences/${id}/end`, [])).status).toBe(303)
  expect(await text('/silences')).toContain('over')
  const refused = await send('/silences', [['reason', 'x']])
  expect([refused.status, refused.text.includes('give one of check, tag and pattern')]).toEqual([
    422,
    true,
  ])
})
