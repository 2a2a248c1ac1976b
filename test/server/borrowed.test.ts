// Borrowed eyes on two real programs: one lends a place, the other watches a target with a place of its
// own and that one. What both places see is made up here, behind the same signed calls as a region's.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { lookAtLenders } from '../../server/doctor-lenders.ts'
import { readLenders } from '../../server/lenders.ts'
import type { Batch, ProbeOrder } from '../../workers/domain/measurement.ts'
import { makeClient, until } from '../fakes/client.ts'
import { endAll, type Program, start } from './program.ts'

const keyOf = (letter: string) => `esn_${letter.repeat(32)}`
const ownerOf = (letter: string) => ({
  ESONAR_OWNER_EMAIL: `${letter}@example.com`,
  ESONAR_OWNER_PASSWORD: 'long enough for this',
  ESONAR_API_KEY: keyOf(letter),
})
const waitMs = 25_000

/** A place whose sight is ours to choose; it keeps what it was asked. */
async function startEye() {
  const asked: Batch[] = []
  const eye = { sees: 'up' as 'up' | 'down', asked, url: '', close: () => {} }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const part of request) text += part
    const batch = JSON.parse(text) as Batch
    asked.push(batch)
    response.end(batch.orders.map((one) => `${JSON.stringify(seen(one, eye.sees))}\n`).join(''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  eye.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  eye.close = () => {
    server.closeAllConnections()
    server.close()
  }
  return eye
}

function seen({ id: order, budgetMs }: ProbeOrder, sight: 'up' | 'down') {
  const base = {
    v: 1,
    order,
    startedAt: Date.now(),
    totalMs: 40,
    budgetMs,
    phases: { headers: 40 },
  }
  if (sight === 'up') return { ...base, kind: 'answered', status: 200, bodyBytes: 900 }
  const why = { reason: 'connection_refused', phase: 'connect', accepted: false }
  return { ...base, kind: 'failed', ...why }
}

type Eye = Awaited<ReturnType<typeof startEye>>
let own: Eye
let lent: Eye
let lender: Program
let borrower: Program
let loan: { loan: { id: string }; key: string; line: string }

beforeAll(async () => {
  ;[own, lent] = await Promise.all([startEye(), startEye()])
  lender = await start({ ...ownerOf('a'), ESONAR_LOCATIONS: `far@carrier=${lent.url}` })
  const body = { name: 'the office', locations: ['far'], perDay: 500 }
  loan = await makeClient(lender.url, keyOf('a')).post('/api/loans', body)
  borrower = await start({
    ...ownerOf('b'),
    ESONAR_LOCATIONS: `near@home=${own.url}`,
    ESONAR_LENDERS: loan.line.replace('ESONAR_LENDERS=', ''),
  })
}, 60_000)
afterAll(async () => {
  await endAll()
  for (const eye of [own, lent]) eye?.close()
})

// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into field by field
const get = (path: string) => makeClient(borrower.url, keyOf('b')).get<any>(path)
const meter = async () => {
  const path = `/api/loans/${loan.loan.id}`
  const { usedToday } = await makeClient(lender.url, keyOf('a')).get<{ usedToday: number }>(path)
  return usedToday
}

const doctor = async () => {
  const lenders = readLenders({ ESONAR_LENDERS: loan.line.replace('ESONAR_LENDERS=', '') }, [])
  return (await lookAtLenders({ lenders }, Date.now()))[0]!
}

it('confirm a fall, are counted, and once they are revoked the verdict does without', async () => {
  const api = makeClient(borrower.url, keyOf('b'))
  const site = { type: 'http', intervalSeconds: 10, confirmSeconds: 0, recoverSeconds: 0 }
  const { id } = await api.post<{ id: string }>('/api/checks', {
    ...site,
    name: 'hidden-name',
    url: 'https://shop.example/',
    tags: ['hidden-tag'],
  })
  const secret = {
    ...site,
    url: 'https://inside.example/',
    headers: [{ name: 'authorization', value: 'Bearer x1' }],
  }
  await api.post('/api/checks', secret)
  const healthIs = (health: string) =>
    until(`${health}`, waitMs, async () => (await get(`/api/checks/${id}/state`)).health === health)
  const verdict = async () => (await get(`/api/incidents?check=${id}`)).data[0].verdict

  await healthIs('up')
  await until('an introduction', waitMs, async () => (await meter()) === 1)
  expect(await doctor()).toMatchObject({ state: 'ok' })
  expect(await meter()).toBe(1)
  expect((await get('/api/locations')).data).toContainEqual(
    expect.objectContaining({ id: 'lent-far', network: 'carrier', borrowed: true }),
  )

  own.sees = lent.sees = 'down'
  await healthIs('down')
  expect(await verdict()).toMatchObject({
    fail: ['near', 'lent-far'],
    networks: ['home', 'carrier'],
  })
  const taken = await meter()
  expect(taken).toBeGreaterThanOrEqual(2)
  expect(taken).toBe(lent.asked.length)
  const shown = JSON.stringify(lent.asked)
  expect(lent.asked.every((one) => one.publicOnly === true)).toBe(true)
  expect(shown).toContain('https://shop.example/')
  expect(shown).not.toMatch(/hidden|inside\.example|chk_|traceparent/)
  own.sees = lent.sees = 'up'
  await healthIs('up')

  await makeClient(lender.url, keyOf('a')).put(`/api/loans/${loan.loan.id}/revocation`)
  expect(await doctor()).toMatchObject({
    state: 'fault',
    remedy: expect.stringContaining('another loan'),
  })
  own.sees = 'down'
  await healthIs('down')
  expect(await verdict()).toMatchObject({
    fail: ['near'],
    abstained: [{ location: 'lent-far', reason: 'lender_refused' }],
  })
  expect(lent.asked.length).toBe(await meter())
  own.sees = 'up'
  await healthIs('up')
}, 150_000)

it('show on the page of places why they do not answer', async () => {
  const signedIn = await fetch(`${borrower.url}/sign-in`, {
    method: 'POST',
    headers: { origin: borrower.url },
    body: new URLSearchParams({ email: 'b@example.com', password: 'long enough for this' }),
    redirect: 'manual',
  })
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0])
  const page = await fetch(`${borrower.url}/locations`, { headers: { cookie: cookie.join('; ') } })
  const text = await page.text()
  expect(text).toContain('borrowed, to confirm')
  expect(text).toContain('This loan was revoked by its lender.')
  expect(text).not.toContain(loan.key.slice(-40))
})
