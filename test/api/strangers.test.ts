// Callers without a key, with a bad one, an expired one, one that is gone, at every route of the API's
// own description; and that description itself. What strangers and readers may is in sweep.test.ts.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkIn } from '../contract/store-world.ts'
import { acme, keys, openWorld, type World } from './world.ts'

interface Operation {
  summary?: string
  responses: Record<string, unknown>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
}

let world: World
let operations: { method: string; path: string; operation: Operation }[]

beforeAll(async () => {
  world = await openWorld()
  const { json } = (await world.ask('GET', '/api/openapi.json', { key: null })) as {
    json: Document
  }
  operations = Object.entries(json.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
})
afterAll(() => world.stop())

/** An address of each path; what it names need not be there. */
const withId = (path: string) => path.replace(/\{\w+\}/g, 'none')

describe('a stranger', () => {
  it('sees an empty list wherever there is one', async () => {
    for (const noun of ['checks', 'channels', 'incidents', 'suspicions', 'deliveries']) {
      const { status, json } = await world.ask('GET', `/api/${noun}`, { key: keys.bolt })
      expect([noun, status, json.data]).toEqual([noun, 200, []])
    }
  })

  it('cannot smuggle another workspace into a check', async () => {
    const stolen = checkIn(acme, 'stolen')
    const answer = await world.ask('POST', '/api/checks', { key: keys.bolt, body: stolen })
    expect(answer.status).toBe(422)
  })
})

describe('a caller', () => {
  it('without a valid key is told so at every route', async () => {
    for (const { method, path } of operations) {
      for (const key of [null, 'esn_nobody-knows-this-key-00000000000', keys.expired]) {
        const answer = await world.ask(method, withId(path), { key })
        expect(`${method} ${path} ${answer.status}`).toBe(`${method} ${path} 401`)
        expect(answer.headers.get('www-authenticate')).toBe('Bearer')
      }
    }
  })

  it('whose key is removed is out at once', async () => {
    const made = await world.ask('POST', '/api/keys', { body: { name: 'short', role: 'member' } })
    expect(made.status).toBe(201)
    const { id, secret } = made.json
    expect((await world.ask('GET', '/api/checks', { key: secret })).status).toBe(200)
    expect((await world.ask('DELETE', `/api/keys/${id}`)).status).toBe(204)
    expect((await world.ask('GET', '/api/checks', { key: secret })).status).toBe(401)
    expect((await world.ask('GET', '/api/keys')).text).not.toContain(secret)
  })
})

describe('every answer', () => {
  it('is hardened and named', async () => {
    for (const path of ['/api/checks', '/api/nothing', '/about/prober', '/sign-in']) {
      const { headers } = await world.ask('GET', path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-request-id')).toBeTruthy()
    }
  })

  it('is described in OpenAPI 3.1, each with a summary', async () => {
    const { json, text } = await world.ask('GET', '/api/openapi.json', { key: null })
    expect(json.openapi).toBe('3.1.0')
    for (const { method, path, operation } of operations) {
      expect(operation.summary, `${method} ${path}`).toBeTruthy()
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0)
    }
    const golden = join(import.meta.dirname, '../golden/openapi.json')
    const now = `${JSON.stringify(JSON.parse(text), null, 2)}\n`
    if (process.env.UPDATE) writeFileSync(golden, now)
    expect(now).toBe(readFileSync(golden, 'utf8'))
  })
})
