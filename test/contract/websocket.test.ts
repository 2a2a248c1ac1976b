// A websocket check, asked by a region in real workerd, and by an agent, of a server on real
// sockets that upgrades, or does not, or does so badly.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type CheckInput,
  checkInput,
  evaluate,
  orderTarget,
  resolveCheck,
} from '../../workers/domain/check/index.ts'
import type { Measurement, ProbeOrder } from '../../workers/domain/measurement.ts'
import { type Manner, startWebsocket, type WebsocketServer } from '../fakes/websocket.ts'
import { heard, orderOf, startWorld, type World, ways } from './probe-world.ts'

describe.each(ways)('by %s', (way) => {
  let world: World
  let server: WebsocketServer
  let count = 0
  beforeAll(async () => {
    world = await startWorld(way)
    server = await startWebsocket()
  })
  afterAll(async () => {
    await server?.close()
    await world?.close()
  })

  const facts = { id: 'chk_w_1', workspace: 'w', nowIso: '2026-11-24T00:00:00Z' }

  /** What a location answers of a path of this manner, and what a check with these fields says. */
  async function asked(manner: Manner, fields: object = {}, order: Partial<ProbeOrder> = {}) {
    count += 1
    const path = `/${count}`
    server.set(path, manner)
    return { path, ...(await askedAt(`ws://127.0.0.1:${server.port}${path}`, fields, order)) }
  }

  async function askedAt(url: string, fields: object, order: Partial<ProbeOrder> = {}) {
    const input = checkInput.parse({ type: 'websocket', url, ...fields }) as CheckInput
    const check = resolveCheck(input, facts)
    const [event] = await heard(world.locations, [
      orderOf(orderTarget(check), { budgetMs: 2_000, ...order }),
    ])
    const judgement = evaluate(check, event as Measurement, Date.now())
    return { event, judgement }
  }

  describe('an address that upgrades', () => {
    it('passes, and is closed as it should be', async () => {
      const { event, judgement, path } = await asked({ kind: 'open' })
      expect(event).toMatchObject({
        kind: 'answered',
        status: 101,
        phases: { headers: expect.any(Number) },
      })
      expect(judgement).toEqual({ kind: 'pass' })
      await expect.poll(() => server.told(path)).toEqual(['close 1000'])
    })

    it('is asked with who we are, our trace, and the headers of the check', async () => {
      const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
      const headers = [{ name: 'Authorization', value: 'Bearer abcdef' }]
      const { event, path } = await asked({ kind: 'open' }, { headers }, { traceparent })
      expect(server.headers(path)).toMatchObject({
        'user-agent': expect.stringMatching(/^eSonar\/1\.0 \(\+https/),
        traceparent,
        authorization: 'Bearer abcdef',
      })
      expect(event).toMatchObject({ trace: traceparent.split('-')[1] })
    })

    it('is told what is to be said, and its answer is held to what is expected', async () => {
      const fields = {
        send: '{"type":"ping"}',
        expect: ['json $.type equals ping', 'size below 20'],
      }
      const { event, judgement, path } = await asked({ kind: 'open', echoes: true }, fields)
      expect(event).toMatchObject({ body: '{"type":"ping"}', phases: { body: expect.any(Number) } })
      expect(judgement).toEqual({ kind: 'pass' })
      expect(server.told(path)[0]).toBe('{"type":"ping"}')
    })

    it('and says something else is told so', async () => {
      const fields = { expect: ['json $.type equals ready'] }
      const { judgement } = await asked({ kind: 'open', says: '{"type":"busy"}' }, fields)
      expect(judgement).toEqual({
        kind: 'fail',
        reasons: ['expectation'],
        phase: 'body',
        timeout: false,
        unmet: { line: 'json $.type equals ready', found: '"busy"' },
      })
    })

    it('may speak in bytes, at length', async () => {
      const says = Buffer.from('x'.repeat(3_000))
      const { event } = await asked({ kind: 'open', says }, { awaitMessage: true })
      expect(event).toMatchObject({ kind: 'answered', bodyBytes: 3_000 })
    })

    it('may be late within its time', async () => {
      const manner: Manner = { kind: 'open', says: 'hello', afterMs: 300 }
      const { event } = await asked(manner, { awaitMessage: true })
      expect(event).toMatchObject({ kind: 'answered', body: 'hello' })
    })

    it('and takes a subprotocol that was offered', async () => {
      const protocols = ['mqtt', 'stomp']
      const { event, judgement, path } = await asked(
        { kind: 'open', takes: 'stomp' },
        { protocols },
      )
      expect(server.headers(path)['sec-websocket-protocol']).toBe('mqtt, stomp')
      expect(event).toMatchObject({ status: 101, protocol: 'stomp' })
      expect(judgement).toEqual({ kind: 'pass' })
    })

    it('and takes none is told so', async () => {
      const { judgement } = await asked({ kind: 'open' }, { protocols: ['mqtt'] })
      expect(judgement).toMatchObject({ kind: 'fail', reasons: ['subprotocol'] })
    })

    it('shows its headers and its message to who looks', async () => {
      const fields = { awaitMessage: true }
      const { event } = await asked({ kind: 'open', says: 'hello' }, fields, { whole: true })
      expect(event).toMatchObject({
        headers: { 'x-served-by': 'fake' },
        bodyStart: 'hello',
        apart: { connect: expect.any(Number) },
      })
    })
  })

  describe('an address that does not', () => {
    it.each<[string, Manner, object]>([
      [
        '200',
        { kind: 'status', status: 200, body: 'a page' },
        { status: 200, bodyStart: 'a page' },
      ],
      ['a redirect', { kind: 'status', status: 302, headers: { location: '/x' } }, { status: 302 }],
      ['403', { kind: 'status', status: 403 }, { status: 403 }],
      [
        '502 of its own',
        { kind: 'status', status: 502, headers: { server: 'x' } },
        { status: 502 },
      ],
    ])('but answers %s is told with its status', async (_what, manner, seen) => {
      const { event, judgement } = await asked(manner)
      expect(event).toMatchObject({ kind: 'answered', ...seen })
      expect(judgement).toMatchObject({ kind: 'fail', reasons: ['no_upgrade'], phase: 'headers' })
    })

    it('but turns us away is blocked', async () => {
      const many: Manner = { kind: 'status', status: 429, headers: { 'retry-after': '7' } }
      const { event, judgement } = await asked(many)
      expect(event).toMatchObject({ retryAfterSeconds: 7 })
      expect(judgement).toEqual({ kind: 'blocked', reason: 'rate_limited' })
      const headers = { 'cf-mitigated': 'challenge' }
      const bots = await asked({ kind: 'status', status: 403, headers })
      expect(bots.judgement).toEqual({ kind: 'blocked', reason: 'blocked_by_waf' })
    })

    it.each<[string, Manner, object, object]>([
      ['proves itself wrongly', { kind: 'badAccept' }, {}, { reason: 'upgrade_invalid' }],
      ['resets', { kind: 'reset' }, {}, { reason: 'connection_reset' }],
      ['never answers', { kind: 'hang' }, {}, { reason: 'headers_timeout' }],
      [
        'opens and is silent',
        { kind: 'open' },
        { awaitMessage: true },
        { reason: 'message_timeout', phase: 'body' },
      ],
      [
        'opens and closes',
        { kind: 'closes', code: 1011, reason: 'too busy' },
        { awaitMessage: true },
        { reason: 'websocket_closed', detail: 'closed with 1011: too busy' },
      ],
      [
        'opens and drops',
        { kind: 'drops' },
        { awaitMessage: true },
        { reason: 'websocket_closed' },
      ],
    ])('%s', async (_what, manner, fields, expected) => {
      const { event } = await asked(manner, fields, { budgetMs: 1_200 })
      expect(event).toMatchObject({ kind: 'failed', accepted: true, ...expected })
    })

    it('refuses, has no name, is ours: as for http', async () => {
      const at = async (host: string) => (await askedAt(`ws://${host}/`, {})).event
      expect(await at(`127.0.0.1:${world.closedPort}`)).toMatchObject({
        reason: 'connection_refused',
        accepted: false,
      })
      expect(await at('gone.invalid')).toMatchObject({ reason: 'dns_nxdomain' })
      expect(await at(`127.0.0.1:${world.ownPort}`)).toMatchObject({ reason: 'blocked_target' })
      const self = await askedAt(`wss://127.0.0.1:${world.selfSignedPort}/`, {})
      expect(self.event).toMatchObject({ reason: 'tls_self_signed' })
    })
  })

  describe('a silence after the upgrade', () => {
    it('is a timeout: a patient probe decides', async () => {
      const { judgement } = await asked({ kind: 'open' }, { awaitMessage: true }, { budgetMs: 300 })
      expect(judgement).toMatchObject({ kind: 'fail', timeout: true })
    })
  })
})
