// The doctor asks each lender, and says what is wrong and what to do.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { lentClockOff } from '../workers/domain/lending.ts'
import { keyOf } from '../workers/domain/loan.ts'
import { isSigned } from '../workers/probe/signing.ts'
import { lookAtLenders } from './doctor-lenders.ts'

const key = keyOf({ id: `lon_acme_${'b'.repeat(12)}` }, 'c'.repeat(40))
let server: Server | null = null
const asked: { headers: Headers; body: string; path: string }[] = []
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = null
  asked.length = 0
})

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += part
  return text
}

async function lenderThat(status: number, body: unknown, headers: Record<string, string> = {}) {
  server = createServer(async (request, response) => {
    const given = new Headers(request.headers as Record<string, string>)
    asked.push({ headers: given, body: await bodyOf(request), path: request.url ?? '' })
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const look = async (url: string) => {
  const lender = { id: 'far', network: 'net', label: 'far', url, place: 'weur', key }
  const [found] = await lookAtLenders({ lenders: [lender] }, Date.now())
  return found!
}
const state = { v: 1, network: 'net', perDay: 50, left: 48 }
const refusal = (detail: string) => ({ title: 'no', detail })

describe('a lender', () => {
  it('is asked with a signature, and for no look', async () => {
    const found = await look(await lenderThat(200, state))
    expect(found).toMatchObject({ of: 'lender far', state: 'ok', remedy: null })
    expect(found.says).toContain('48 of 50')
    const [{ headers, body, path } = asked[0]!] = asked
    expect([path, JSON.parse(body)]).toEqual(['/lend/state', { v: 1, location: 'weur' }])
    expect(await isSigned(key, headers, body, Date.now())).toBe(true)
  })

  it.each([
    [401, refusal('This loan or its signature is not known here.'), 'fault', 'a new line'],
    [401, refusal(lentClockOff), 'fault', 'timedatectl'],
    [403, refusal('This loan was revoked by its lender.'), 'fault', 'another loan'],
    [422, refusal('is not lent; of this loan there are oc'), 'fault', 'which places'],
    [409, refusal('Probing is stopped.'), 'warning', 'later'],
    [503, 'away', 'warning', 'later'],
    [404, 'nothing here', 'fault', 'older version'],
    [301, '', 'fault', 'copy the line'],
    [200, 'a page', 'fault', 'copy the line'],
    [200, { ...state, left: 0 }, 'warning', 'until 00:00 UTC'],
    [200, { ...state, network: 'other' }, 'warning', 'honestly'],
  ])('that answers %d %j: %s', async (status, body, judged, remedy) => {
    const found = await look(await lenderThat(status, body, { location: 'https://x.example/' }))
    expect(found.state).toBe(judged)
    expect(found.remedy).toContain(remedy)
    expect(JSON.stringify(found)).not.toContain('cccc')
  })

  it('that is not reached: a warning, for it abstains', async () => {
    const url = await lenderThat(200, state)
    await new Promise((resolve) => server!.close(resolve))
    expect(await look(url)).toMatchObject({ state: 'warning', says: `${url} is not reached` })
  })

  it('is not there without a setting', async () => {
    expect(await lookAtLenders({ lenders: [] }, Date.now())).toEqual([])
  })
})
