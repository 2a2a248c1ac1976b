// Changing a channel by its fields: what stays, what goes, and what is refused by name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, openWorld, type World } from './world.ts'

let world: World
let path: string
let secret: string
beforeAll(async () => {
  world = await openWorld()
  const { json } = await world.ask('POST', '/api/channels', {
    body: { type: 'webhook', url: 'https://ops.example/hook', levels: ['critical'] },
  })
  path = `/api/channels/${json.id}`
  secret = json.secret
})
afterAll(() => world.stop())

const stored = (index = 0) => world.configs.get(acme)!.channels[index]!

it('changes what is named and keeps the secret', async () => {
  const before = stored().settings
  const edit = { name: 'night', url: 'https://night.example/', secret: '•••' }
  const { status, json } = await world.ask('PATCH', path, { body: edit })
  expect(status).toBe(200)
  expect(json).toMatchObject({ name: 'night', url: 'https://night.example/', levels: ['critical'] })
  expect(stored().settings).toEqual({ ...before, url: 'https://night.example/' })
})

it('seals a new secret', async () => {
  const fresh = `whsec_${btoa('n'.repeat(32))}`
  const { text } = await world.ask('PATCH', path, { body: { secret: fresh } })
  expect(text).not.toContain(fresh)
  expect(stored().settings.secret).toMatch(/^sealed:v1:k1:/)
  expect(JSON.stringify(stored())).not.toContain(fresh)
  expect(fresh).not.toBe(secret)
})

it.each([
  [{ colour: 'red' }, 'colour', 'it has url, secret'],
  [{ url: 'ftp://a.example' }, 'url', 'must be an http or https address'],
  [{ url: '' }, 'url', 'must not be empty'],
  [{ url: 7 }, 'url', 'must be a text'],
  [{ secret: 'whsec_short' }, 'secret', 'must be whsec_'],
  [{ levels: [] }, 'levels', 'at least one level'],
])('refuses %j and names %s', async (body, field, detail) => {
  const before = stored()
  const { status, json } = await world.ask('PATCH', path, { body })
  expect([status, json.field]).toEqual([422, field])
  expect(json.detail).toContain(detail)
  expect(stored()).toEqual(before)
})

describe('an address that is a secret', () => {
  const address = 'https://hooks.slack.com/services/T0/B0/sEcReT'
  let slack: string

  it('is sealed, and shown by nothing after it was made', async () => {
    const made = await world.ask('POST', '/api/channels', { body: { type: 'slack', url: address } })
    expect([made.status, made.json.url]).toEqual([201, address])
    slack = `/api/channels/${made.json.id}`
    expect(stored(1).settings.url).toMatch(/^sealed:v1:k1:/)
    for (const path of [
      slack,
      '/api/channels',
      `/channels/${made.json.id}`,
      `${slack.slice(4)}/edit`,
    ]) {
      const { status, text } = await world.ask('GET', path)
      expect(status).toBe(200)
      expect(text).not.toContain('sEcReT')
    }
  })

  it('is kept by an edit that does not name it, and by the mask', async () => {
    const before = stored(1).settings
    for (const body of [{ mention: 'here' }, { url: '•••' }]) {
      expect((await world.ask('PATCH', slack, { body })).status).toBe(200)
    }
    expect(stored(1).settings).toEqual({ ...before, mention: 'here' })
  })

  it.each([
    ['http://169.254.169.254/services/T', 'may not be called from here'],
    ['ftp://a.example', 'must be an http or https address'],
    ['', 'must not be empty'],
  ])('may be none that messages must not go to: %s', async (url, detail) => {
    const made = await world.ask('POST', '/api/channels', { body: { type: 'slack', url } })
    const changed = await world.ask('PATCH', slack, { body: { url } })
    for (const { status, json } of [made, changed]) {
      expect([status, json.field]).toEqual([422, 'url'])
      expect(json.detail).toContain(detail)
    }
  })
})

it('goes back to the usual server when the field is emptied', async () => {
  const body = {
    type: 'telegram',
    chat: '7',
    token: `1:${'k'.repeat(30)}`,
    server: 'https://own.example',
  }
  const { json } = await world.ask('POST', '/api/channels', { body })
  const path = `/api/channels/${json.id}`
  expect((await world.ask('PATCH', path, { body: { server: '' } })).json.server).toBe(
    'https://api.telegram.org',
  )
})

describe('a body of one’s own', () => {
  const url = 'https://odd.example/in?key=sEcReT'

  it('is shown filled in on its page, without its secrets', async () => {
    const headers = 'X-Token: hiDDen'
    const { json } = await world.ask('POST', '/api/channels', {
      body: { type: 'template', url, headers, body: '{"say": "{{check.name}} {{level}}"}' },
    })
    const { text } = await world.ask('GET', `/channels/${json.id}`)
    expect(text).toContain('What will be sent')
    expect(text).toContain('checkout critical')
    expect(text).not.toMatch(/sEcReT|hiDDen/)
  })

  it.each([
    ['{"say": {{headline}}}', 'is no JSON once it is filled'],
    ['{"say": "{{headlines}}"}', 'unknown placeholder {{headlines}}; there are headline'],
  ])('is refused when it cannot work: %s', async (body, detail) => {
    const made = await world.ask('POST', '/api/channels', { body: { type: 'template', url, body } })
    expect([made.status, made.json.field]).toEqual([422, 'body'])
    expect(made.json.detail).toContain(detail)
  })
})

it('says on the overview and on its page that a channel was switched off, and why', async () => {
  const [first] = world.configs.get(acme)!.channels
  const off = { workspace: acme, channel: first!.id, why: 'failing', at: Date.now() }
  await world.place.archive.save([{ kind: 'channelOff', ...off }])
  const overview = await world.ask('GET', '/')
  expect(overview.text).toContain('was switched off: it failed again and again')
  const own = await world.ask('GET', `/channels/${first!.id}`)
  expect(own.text).toContain('eSonar switched this channel off: it failed again and again')
  expect(own.text).toContain('Switch on')
})
