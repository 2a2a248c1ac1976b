// Checks over one family of addresses: what any place can ask, what only agents can, and the form.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { letInOwnAgent } from '../../workers/flow/own-agent.ts'
import { openWorld, type World } from './world.ts'

let world: World
/** Joined by somebody, on a machine elsewhere. */
let agent: string
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.stop())

const http = { type: 'http', url: 'https://shop.example/', name: 'shop' }
const websocket = { type: 'websocket', url: 'wss://shop.example/live' }
const tcp = { type: 'tcp', host: 'mail.example', port: 25 }
const post = (body: object) => world.ask('POST', '/api/checks', { body })
const agents = 'over one family only agents can ask; '

describe('while there is no agent', () => {
  it.each([
    ['http', { ...http, addressFamily: 'ipv6' }],
    ['websocket', { ...websocket, addressFamily: 'both' }],
    ['tcp with TLS', { ...tcp, tls: true, addressFamily: 'ipv4' }],
    ['tcp with STARTTLS', { ...tcp, speaks: 'smtp-starttls', addressFamily: 'ipv4' }],
  ])('%s over a family is refused, with both remedies', async (_what, body) => {
    expect((await post(body)).json).toMatchObject({
      status: 422,
      field: 'addressFamily',
      detail: `${agents}join an agent first, or choose any`,
    })
    expect((await post({ ...body, addressFamily: 'any' })).status).toBe(201)
  })

  it('a port in the clear and a certificate are asked by any place', async () => {
    expect((await post({ ...tcp, addressFamily: 'ipv6' })).status).toBe(201)
    const tls = { type: 'tls', host: 'shop.example', addressFamily: 'both' }
    expect((await post(tls)).status).toBe(201)
  })

  it('an address of the other family is refused as such', async () => {
    const { json } = await post({ ...http, url: 'http://[2001:db8::1]/', addressFamily: 'ipv4' })
    expect(json).toMatchObject({ status: 422, field: 'addressFamily' })
    expect(json.detail).toContain('[2001:db8::1] is an address already')
  })
})

describe('with an agent of its own', () => {
  beforeAll(async () => {
    const { json: made } = await world.ask('POST', '/api/agents/tokens')
    const facts = { name: 'home', network: 'isp', program: '0.1.0', capabilities: ['family'] }
    const joining = { key: null, body: { token: made.token, ...facts } }
    agent = (await world.ask('POST', '/agent/join', joining)).json.id
  })
  const over = (locations?: string[]) => ({ ...http, addressFamily: 'ipv6', locations })
  const made = async (body: object) => {
    const { status, json } = await post(body)
    expect(status).toBe(201)
    return json as { id: string }
  }
  const patch = (id: string, body: object) => world.ask('PATCH', `/api/checks/${id}`, { body })

  it('a request over a family is asked from agents alone', async () => {
    const detail = `${agents}choose agents alone, or any family`
    const refused = (field: string) => ({ status: 422, field, detail })
    expect((await post(over())).json).toMatchObject(refused('addressFamily'))
    expect((await post(over(['one', 'two']))).json).toMatchObject(refused('locations'))
    expect((await post(over(['one', agent]))).json).toMatchObject(refused('locations'))
    expect((await post(over([agent]))).json).toMatchObject({
      addressFamily: 'ipv6',
      locations: [agent],
    })
  })

  it('no change leads to what only agents can ask from elsewhere', async () => {
    const { id } = await made(http)
    expect((await patch(id, { addressFamily: 'both' })).json).toMatchObject({ status: 422 })
    const both = { addressFamily: 'both', locations: [agent] }
    expect((await patch(id, both)).json).toMatchObject(both)
    expect((await patch(id, { locations: null })).json).toMatchObject({ status: 422 })
    const any = { addressFamily: 'any', locations: null }
    expect((await patch(id, any)).json).toMatchObject(any)
    const { id: port } = await made({ ...tcp, addressFamily: 'ipv6' })
    expect((await patch(port, { tls: true })).json).toMatchObject({ field: 'addressFamily' })
    expect((await patch(port, { tls: true, locations: [agent] })).status).toBe(200)
  })

  it('it is not asked at once from elsewhere, nor tested from there', async () => {
    const { id } = await made(over([agent]))
    const now = await world.ask('POST', `/api/checks/${id}/probes`, {
      body: { locations: ['one'] },
    })
    expect(now.json).toMatchObject({ status: 422, field: 'locations' })
    const test = await world.ask('POST', '/api/probes', { body: over(['one']) })
    expect(test.json).toMatchObject({ status: 422, field: 'locations' })
  })
})

describe('the form', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const send = (path: string, texts: [string, string][]) =>
    world.ask('POST', path, { raw: new URLSearchParams(texts).toString(), headers: form })
  const texts: [string, string][] = [
    ...(Object.entries(http) as [string, string][]),
    ['addressFamily', 'ipv6'],
    ['tags', 'six'],
  ]
  const boxOf = (text: string, id: string) =>
    new RegExp(`<input[^>]*name="locations"[^>]*value="${id}"[^>]*>`).exec(text)?.[0] ?? ''

  it.each(['http', 'websocket', 'tcp'])('of %s says whom it needs', async (type) => {
    const { text } = await world.ask('GET', `/checks/new?type=${type}`)
    expect(text).toMatch(/[oO]nly agents can ask over a chosen one: choose them alone below/)
    expect(text).toContain('None chosen: the default ones.')
  })

  it('keeps what was typed and chosen, and says at the places what is wrong', async () => {
    const refused = await send('/checks', [...texts, ['locations', 'one']])
    expect(refused.status).toBe(422)
    expect(refused.text).toMatch(/<span class="fault"[^>]*>Locations: over one family only agents/)
    expect(refused.text.split('choose agents alone, or any family')).toHaveLength(2)
    expect(refused.text).toMatch(/<details open/)
    expect(refused.text).toMatch(/<option[^>]*value="ipv6"[^>]*selected/)
    expect(refused.text).toContain('value="six"')
    expect(boxOf(refused.text, 'one')).toContain('checked')
    expect(boxOf(refused.text, agent)).not.toContain('checked')
    expect(refused.text).toContain('Only agents can ask this. None chosen: the built-in one.')
  })

  it('without a place says it at the family', async () => {
    const refused = await send('/checks', texts)
    expect(refused.text).toMatch(
      /<span class="fault"[^>]*>IPv4 or IPv6: over one family only agents/,
    )
  })

  it('takes agents alone, and shows them when it is opened again', async () => {
    const saved = await send('/checks', [...texts, ['locations', agent]])
    expect(saved.status).toBe(303)
    const { text } = await world.ask('GET', `${saved.headers.get('location')}/edit`)
    expect(boxOf(text, agent)).toContain('checked')
    expect(text).toContain('Only agents can ask this.')
    const page = await world.ask('GET', saved.headers.get('location')!)
    expect(page.text).toContain('over IPv6.')
    expect(text).toContain('home<small> agent</small>')
  })
})

describe('with the built-in agent', () => {
  it('it is asked where no place is named', async () => {
    const own = { key: `esa_${'k'.repeat(40)}`, name: 'this machine', network: 'dc' }
    await letInOwnAgent(world.hub, own)
    const { status, json } = await post({ ...http, addressFamily: 'both' })
    expect([status, json.locations]).toEqual([201, null])
    const page = await world.ask('GET', `/checks/${json.id}`)
    expect(page.text).toContain('from the built-in agent;')
  })
})
