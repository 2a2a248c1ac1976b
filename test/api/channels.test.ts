// Changing a channel by its fields: what stays, what goes, and what is refused by name.
import { afterAll, beforeAll, expect, it } from 'vitest'
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

const stored = () => world.configs.get(acme)!.channels[0]!

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
