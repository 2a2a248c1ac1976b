// Checks and channels by API: the smallest calls, edits that do not overwrite each other, secrets
// that are never echoed, creates that may be repeated.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.stop())

const http = { type: 'http', url: 'https://example.com', intervalSeconds: 60 }

describe('the smallest calls', () => {
  it('make an http check with every default, and tell the shard', async () => {
    const made = await world.ask('POST', '/api/checks', { body: http })
    expect(made.status).toBe(201)
    expect(made.headers.get('etag')).toBe('"1"')
    expect(made.json).toMatchObject({
      type: 'http',
      name: 'https://example.com/',
      timeoutMs: 10_000,
      confirmSeconds: 15,
      recoverSeconds: 30,
      slowAfterMs: null,
      locations: null,
    })
    expect(world.configs.get(acme)?.checks.map((one) => one.id)).toContain(made.json.id)
    const read = await world.ask('GET', `/api/checks/${made.json.id}`)
    expect(read.json).toEqual(made.json)
  })

  it('make a tcp check, also from host:port in one text', async () => {
    const pair = await world.ask('POST', '/api/checks', {
      body: { type: 'tcp', host: 'db.example.com', port: 1234 },
    })
    expect(pair.json).toMatchObject({ host: 'db.example.com', port: 1234 })
    const text = await world.ask('POST', '/api/checks', {
      body: { type: 'tcp', url: 'db.example.com:1234' },
    })
    expect(text.json).toMatchObject({ host: 'db.example.com', port: 1234 })
  })

  it('make checks of names and registrations', async () => {
    const dns = await world.ask('POST', '/api/checks', {
      body: { type: 'dns', host: 'a.example', resolvers: ['quad9'], answers: ['count at least 1'] },
    })
    expect(dns.json).toMatchObject({
      target: 'a.example A',
      expect: 'exists',
      resolvers: ['quad9'],
    })
    const domain = await world.ask('POST', '/api/checks', {
      body: { type: 'domain', domain: 'shop.example' },
    })
    expect(domain.json).toMatchObject({ domain: 'shop.example', intervalSeconds: 86_400 })
  })

  it('make a webhook whose secret is shown once, sealed at rest, and joined to the default policy', async () => {
    const made = await world.ask('POST', '/api/channels', {
      body: { type: 'webhook', url: 'https://ops.example/hook' },
    })
    expect(made.status).toBe(201)
    const { secret, id } = made.json
    expect(secret).toMatch(/^whsec_/)
    for (const path of ['/api/channels', `/api/channels/${id}`]) {
      expect((await world.ask('GET', path)).text).not.toContain(secret)
    }
    const rows = await world.place.query('select * from channels where id = $1', [id])
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify(rows)).toContain('sealed:v1:k1:')
    const audit = await world.place.query('select * from audit')
    expect(JSON.stringify(audit)).not.toContain(secret)
    expect(world.configs.get(acme)?.policies[0]).toMatchObject({
      isDefault: true,
      steps: [{ channels: 'all' }],
    })
    const test = await world.ask('POST', `/api/channels/${id}/tests`, { body: {} })
    expect(test.json).toMatchObject({ state: 'sent' })
  })
})

describe('an edit', () => {
  it('changes what it names, and no more', async () => {
    const { json } = await world.ask('POST', '/api/checks', { body: { ...http, name: 'one' } })
    const edit = { confirmSeconds: 30, slowAfterMs: 900, locations: ['one', 'two'] }
    const after = await world.ask('PATCH', `/api/checks/${json.id}`, { body: edit })
    expect(after.status).toBe(200)
    expect(after.json).toMatchObject({
      ...edit,
      name: 'one',
      url: 'https://example.com/',
      version: 2,
    })
  })

  it('of what the answer must say names the line that cannot be used', async () => {
    const { json } = await world.ask('POST', '/api/checks', { body: http })
    expect(json.expect).toEqual([])
    const path = `/api/checks/${json.id}`
    const lines = ['json $.status equals ok', 'header content-type contains json']
    const refused = await world.ask('PATCH', path, { body: { expect: [...lines, 'json $ is'] } })
    expect(refused.status).toBe(422)
    expect(refused.json).toMatchObject({ field: 'expect.2' })
    expect(refused.json.detail).toMatch(/write it like/)
    const after = await world.ask('PATCH', path, { body: { expect: lines } })
    expect(after.json).toMatchObject({ expect: lines, version: 2 })
  })

  it('of an old version is refused with what to do', async () => {
    const { json } = await world.ask('POST', '/api/checks', { body: http })
    const path = `/api/checks/${json.id}`
    const first = await world.ask('PATCH', path, {
      body: { name: 'first' },
      headers: { 'if-match': '"1"' },
    })
    expect(first.status).toBe(200)
    const second = await world.ask('PATCH', path, {
      body: { name: 'second' },
      headers: { 'if-match': '"1"' },
    })
    expect(second.status).toBe(412)
    expect(second.json.detail).toContain('version 2')
    const drop = await world.ask('DELETE', path, { headers: { 'if-match': '"1"' } })
    expect(drop.status).toBe(412)
    expect((await world.ask('GET', path)).json.name).toBe('first')
  })

  it('pauses, resumes and removes', async () => {
    const { json } = await world.ask('POST', '/api/checks', { body: http })
    const path = `/api/checks/${json.id}`
    expect((await world.ask('PUT', `${path}/pause`)).json.paused).toBe(true)
    expect((await world.ask('POST', `${path}/probes`)).status).toBe(409)
    expect((await world.ask('DELETE', `${path}/pause`)).json.paused).toBe(false)
    expect((await world.ask('POST', `${path}/probes`)).status).toBe(200)
    expect((await world.ask('DELETE', path)).status).toBe(204)
    expect((await world.ask('GET', path)).status).toBe(404)
    expect(world.configs.get(acme)?.checks.some((one) => one.id === json.id)).toBe(false)
  })
})

describe('a secret', () => {
  const headers = [{ name: 'X-Token', value: 'header-secret' }]
  const login = { basicAuth: { username: 'me', password: 'password-secret' } }

  it.each<[string, object]>([
    ['and a password', login],
    ['and a token', { bearerToken: 'bearer-secret' }],
  ])(
    '%s: sealed at rest, masked in every answer, kept when the mask comes back',
    async (_, auth) => {
      const made = await world.ask('POST', '/api/checks', { body: { ...http, headers, ...auth } })
      expect(made.status).toBe(201)
      expect(made.text).not.toMatch(/-secret/)
      const path = `/api/checks/${made.json.id}`
      const { basicAuth, bearerToken } = made.json
      const edit = { headers: made.json.headers, basicAuth, bearerToken, name: 'renamed' }
      expect((await world.ask('PATCH', path, { body: edit })).status).toBe(200)
      const held = world.configs.get(acme)?.checks.find((one) => one.id === made.json.id)
      expect(JSON.stringify(held)).not.toMatch(/-secret/)
      if (held?.type !== 'http') throw new Error('an http check is expected')
      expect(await world.hub.vault.open(held.http.headers[0]!.value)).toBe('header-secret')
      const kept = held.http.basicAuth?.password ?? held.http.bearerToken
      expect(await world.hub.vault.open(kept!)).toBe(
        'basicAuth' in auth ? 'password-secret' : 'bearer-secret',
      )
      for (const table of ['checks', 'audit']) {
        const rows = await world.place.query(`select * from ${table}`)
        expect(JSON.stringify(rows)).not.toMatch(/(header|password|bearer)-secret/)
      }
    },
  )

  it('that was stored before its field was one is sealed by the next change', async () => {
    const body = { type: 'websocket', url: 'wss://example.com/live', send: 'hello-secret' }
    const made = await world.ask('POST', '/api/checks', { body })
    expect([made.status, made.json.send]).toEqual([201, '•••'])
    const { id } = made.json
    const heldSend = () => {
      const held = world.configs.get(acme)?.checks.find((one) => one.id === id)
      return held?.type === 'websocket' ? held.websocket.send! : ''
    }
    for (const change of [{ name: 'renamed' }, { send: '•••' }]) {
      const plain = `jsonb_set(settings, '{websocket,send}', '"hello-secret"')`
      await world.place.query(`update checks set settings = ${plain} where id = '${id}'`)
      const changed = await world.ask('PATCH', `/api/checks/${id}`, { body: change })
      expect([changed.status, changed.json.send]).toEqual([200, '•••'])
      expect(heldSend()).toMatch(/^sealed:/)
      expect(await world.hub.vault.open(heldSend())).toBe('hello-secret')
      for (const table of ['checks', 'audit']) {
        const rows = await world.place.query(`select * from ${table}`)
        expect(JSON.stringify(rows)).not.toContain('hello-secret')
      }
    }
  })

  it('in a script is kept while its sends are as many, and asked for anew when not', async () => {
    const script = ['send AUTH send-secret', 'expect contains +OK', 'send QUIT-secret']
    const made = await world.ask('POST', '/api/checks', {
      body: { type: 'tcp', host: 'db.example.com', port: 6379, script },
    })
    expect(made.json.script).toEqual(['send •••', 'expect contains +OK', 'send •••'])
    const path = `/api/checks/${made.json.id}`
    const edit = (lines: string[]) => world.ask('PATCH', path, { body: { script: lines } })
    const kept = await edit(['expect contains ready', 'send •••', 'send PART-secret'])
    expect([kept.status, kept.text]).toEqual([200, expect.not.stringContaining('-secret')])
    const held = world.configs.get(acme)?.checks.find((one) => one.id === made.json.id)
    const sends = held?.type === 'tcp' ? (held.tcp.script ?? []).slice(1) : []
    const open = await Promise.all(sends.map((one) => world.hub.vault.open(one.slice(5))))
    expect(open).toEqual(['AUTH send-secret', 'PART-secret'])
    const fewer = await edit(['send •••', 'expect contains ready'])
    expect([fewer.status, fewer.json.field]).toEqual([422, 'script'])
    for (const table of ['checks', 'audit']) {
      const rows = await world.place.query(`select * from ${table}`)
      expect(JSON.stringify(rows)).not.toMatch(/(send|PART|QUIT)-secret/)
    }
  })

  it('cannot be made out of a mask', async () => {
    const made = await world.ask('POST', '/api/checks', { body: { ...http, bearerToken: '•••' } })
    expect(made.status).toBe(422)
    expect(made.json.field).toBe('bearerToken')
  })
})

describe('a create that is repeated', () => {
  it('with its Idempotency-Key gives the first answer', async () => {
    const headers = { 'idempotency-key': 'deploy-17' }
    const first = await world.ask('POST', '/api/checks', {
      body: { ...http, name: 'once' },
      headers,
    })
    const again = await world.ask('POST', '/api/checks', {
      body: { ...http, name: 'once' },
      headers,
    })
    expect(again.status).toBe(201)
    expect(again.json).toEqual(first.json)
    const other = await world.ask('POST', '/api/checks', {
      body: { ...http, name: 'two' },
      headers,
    })
    expect([409, 422]).toContain(other.status)
    const { json } = await world.ask('GET', '/api/checks?limit=200')
    expect(json.data.filter((one: { name: string }) => one.name === 'once')).toHaveLength(1)
  })
})

describe('a list', () => {
  it('is cut into pages that lead to its end, each row once', async () => {
    const ids: string[] = []
    let path: string | null = '/api/checks?limit=3'
    while (path) {
      const { json }: { json: { data: { id: string }[]; next: string | null } } = await world.ask(
        'GET',
        path,
      )
      expect(json.data.length).toBeLessThanOrEqual(3)
      ids.push(...json.data.map((one) => one.id))
      path = json.next ? `/api/checks?limit=3&cursor=${encodeURIComponent(json.next)}` : null
    }
    const all = (await world.ask('GET', '/api/checks?limit=200')).json.data
    expect(ids).toEqual(all.map((one: { id: string }) => one.id))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('levels of a check', () => {
  it('are changed by kind, and a stranger among them is refused by name', async () => {
    const { json } = await world.ask('POST', '/api/checks', {
      body: { type: 'http', url: 'https://levels.example', levels: { slow: 'info' } },
    })
    expect(json.levels).toEqual({ slow: 'info' })
    const changed = await world.ask('PATCH', `/api/checks/${json.id}`, {
      body: { levels: { content: 'critical' } },
    })
    expect(changed.json.levels).toEqual({ content: 'critical' })
    const held = world.configs.get(acme)!.checks.find((one) => one.id === json.id)
    expect(held?.levels).toEqual({ content: 'critical' })
    for (const levels of [{ slow: 'loud' }, { down: 'info' }]) {
      const refused = await world.ask('PATCH', `/api/checks/${json.id}`, { body: { levels } })
      expect(refused.status).toBe(422)
      expect(refused.json.field).toMatch(/^levels/)
    }
  })
})
