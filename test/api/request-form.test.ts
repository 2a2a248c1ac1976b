// The form of a request's secrets: sealed, never shown again, kept when left empty, and refused
// beside their field.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { acme, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const send = (path: string, texts: Record<string, string>) =>
  world.ask('POST', path, { raw: new URLSearchParams(texts).toString(), headers: form })
const secrets = ['key-9f3a', 'tok-77c1', 'pw-51bd']
const base = { type: 'http', url: 'https://shop.example/', name: 'shop', intervalSeconds: '60' }
const stored = () => {
  const check = world.configs.get(acme)!.checks.findLast((one) => one.type === 'http')!
  return check.type === 'http' ? check : null
}
const hides = (text: string) => {
  for (const secret of secrets) expect(text).not.toContain(secret)
}

it('seals what is given, shows it never again, and keeps it when left empty', async () => {
  const texts = {
    ...base,
    method: 'POST',
    headers: `X-Key: key-9f3a\r\nAccept: text/plain`,
    body: '{"a":1}',
    contentType: 'application/json',
    'basicAuth.username': 'zoe',
    'basicAuth.password': 'pw-51bd',
  }
  expect((await send('/checks', texts)).status).toBe(303)
  const made = stored()!
  hides(JSON.stringify(made))
  expect(made.http).toMatchObject({ contentType: 'application/json', body: '{"a":1}' })
  const edit = `/checks/${made.id}/edit`
  const { text } = await world.ask('GET', edit)
  hides(text)
  expect(text).toContain('X-Key: •••\nAccept: •••')
  expect(text).toContain('placeholder="kept"')
  expect(text).toContain('value="zoe"')

  const again = { ...texts, headers: 'X-Key: •••', 'basicAuth.password': '' }
  expect((await send(edit, again)).status).toBe(303)
  const kept = stored()!.http
  expect(kept.headers).toEqual([made.http.headers[0]])
  expect(kept.basicAuth).toEqual(made.http.basicAuth)

  const taken = { ...again, headers: '', 'basicAuth.remove': 'true' }
  expect((await send(edit, taken)).status).toBe(303)
  expect(stored()!.http).toMatchObject({ headers: [], basicAuth: null })

  expect((await send(edit, { ...taken, bearerToken: 'tok-77c1' })).status).toBe(303)
  expect(stored()!.http.bearerToken).toMatch(/^sealed:/)
  expect((await send(edit, { ...taken })).status).toBe(303)
  expect(stored()!.http.bearerToken).toMatch(/^sealed:/)
  expect((await send(edit, { ...taken, 'bearerToken.remove': 'true' })).status).toBe(303)
  expect(stored()!.http.bearerToken).toBeNull()
})

it('asks for the message of a WebSocket check as a secret', async () => {
  const texts = {
    type: 'websocket',
    url: 'wss://live.example/',
    intervalSeconds: '60',
    name: 'live',
    send: 'tok-77c1',
  }
  expect((await send('/checks', texts)).status).toBe(303)
  const held = () => {
    const check = world.configs.get(acme)!.checks.findLast((one) => one.type === 'websocket')!
    return check.type === 'websocket' ? { id: check.id, send: check.websocket.send } : null!
  }
  const { id, send: sealed } = held()
  expect(sealed).toMatch(/^sealed:/)
  const edit = `/checks/${id}/edit`
  const { text } = await world.ask('GET', edit)
  hides(text)
  expect(text).toMatch(/<input[^>]*name="send"[^>]*type="password"/)
  expect((await send(edit, { ...texts, send: '' })).status).toBe(303)
  expect(held().send).toBe(sealed)
  expect((await send(edit, { ...texts, send: '', 'send.remove': 'true' })).status).toBe(303)
  expect(held().send).toBeNull()
})

it.each<[string, Record<string, string>, string]>([
  ['a line that is no header', { headers: 'X-Key key-9f3a' }, 'line 1: write it like'],
  ['a header without value', { headers: 'X-Key: ' }, 'give the value of X-Key'],
  ['a header of ours', { headers: 'Host: key-9f3a' }, 'is set by eSonar'],
  ['a mask of nothing', { headers: 'X-Key: •••' }, 'not the mask'],
  [
    'two of the same',
    { bearerToken: 'tok-77c1', 'basicAuth.username': 'a', 'basicAuth.password': 'pw-51bd' },
    'take one away',
  ],
  ['a body of a GET', { body: 'a' }, 'cannot be sent with GET'],
  ['no content type', { method: 'POST', body: 'a', contentType: 'json' }, 'application/json'],
  ['what was typed, and is not typed again', { 'bearerToken.again': 'true' }, 'type it again'],
])('refuses %s beside its field, and repeats no secret', async (_what, texts, detail) => {
  const { status, text } = await send('/checks', { ...base, ...texts })
  expect(status).toBe(422)
  hides(text)
  expect(text).toMatch(new RegExp(`class="fault"[^>]*>[^<]*${detail}`))
  expect(text).not.toContain('class="banner bad"')
})

it('asks for a secret again where another field was refused', async () => {
  const texts = {
    ...base,
    intervalSeconds: 'often',
    bearerToken: 'tok-77c1',
    headers: 'X: key-9f3a',
  }
  const { status, text } = await send('/checks', texts)
  expect(status).toBe(422)
  hides(text)
  expect(text).toContain('name="bearerToken.again"')
  expect(text).toContain('>X:</textarea>')
})
