// Requests over one family of addresses, or over both: HTTP, WebSockets, and TLS within a tcp check. An
// agent sends them; an edge location, whose runtime chooses addresses itself, says that it cannot.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttps, type Server, type ServerOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../server/port.ts'
import { dialogueOf } from '../../workers/domain/check/dialogue.ts'
import type { Family } from '../../workers/domain/family.ts'
import type { HttpTarget, ProbeOrder, Target } from '../../workers/domain/measurement.ts'
import { type KeyAndCertificate, privateAuthority, selfSigned } from '../fakes/certificate.ts'
import { addressOf, recordOf, startDoh } from '../fakes/doh.ts'
import { startSpeaker } from '../fakes/speaker.ts'
import { type Target as FakeTarget, startTarget } from '../fakes/target.ts'
import { startWebsocket, type WebsocketServer } from '../fakes/websocket.ts'
import { heard, orderOf, type PlaceProcess, startPlace, ways } from './probe-world.ts'

type Over = Family | 'both'
const day = 86_400_000
const loopback6 = recordOf('AAAA', Buffer.from([...new Array(15).fill(0), 1]))
const loopback4 = addressOf('127.0.0.1')
/** By name: what there is of each family. */
const names: Record<string, { A: Buffer[]; AAAA: Buffer[] }> = {
  'both.test': { A: [loopback4], AAAA: [loopback6] },
  'four.test': { A: [loopback4], AAAA: [] },
  'six.test': { A: [], AAAA: [loopback6] },
  'pool.test': { A: [addressOf('127.0.0.9'), loopback4], AAAA: [loopback6] },
  'metadata.test': { A: [addressOf('169.254.169.254')], AAAA: [] },
}

describe.each(ways)('by %s', (way) => {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-request-family-'))
  const authority = privateAuthority('Authority', Date.now() - day, Date.now() + 90 * day)
  const issue = (name: string, days = 30) =>
    authority.issue(name, Date.now() - day, Date.now() + days * day)
  const closing: (() => unknown)[] = []
  let place: PlaceProcess
  /** On 127.0.0.1 alone, on ::1 alone, and one of each on one port. */
  let only4: FakeTarget
  let only6: FakeTarget
  let four: FakeTarget
  let six: FakeTarget
  let own: FakeTarget
  let closed: number

  async function target(host: string, port = 0): Promise<FakeTarget> {
    const one = await startTarget(port, { host })
    closing.push(one.close)
    return one
  }

  beforeAll(async () => {
    const resolver = await startDoh(({ name, type }) => {
      const found = names[name]
      return { rcode: found ? 0 : 3, records: (type === 1 ? found?.A : found?.AAAA) ?? [] }
    })
    closing.push(resolver.close)
    only4 = await target('127.0.0.1')
    only6 = await target('::1')
    four = await target('127.0.0.1')
    six = await target('::1', four.port)
    own = await target('127.0.0.1')
    closed = await freePort()
    writeFileSync(join(folder, 'ca.crt'), authority.cert)
    process.env.SSL_CERT_FILE = join(folder, 'ca.crt')
    place = await startPlace(way, { folder, dohUrl: resolver.url, ownPorts: [own.port] })
  }, 120_000)

  afterAll(async () => {
    delete process.env.SSL_CERT_FILE
    await place?.stop()
    for (const close of closing) await close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function asked(to: Target, facts: Partial<ProbeOrder> = {}, controls: string[] = []) {
    const list = controls.map((url) => ({ url, private: true }))
    const order = orderOf(to, { budgetMs: 3_000, ...facts })
    const [event] = await heard(place.locations, [order], { controls: list })
    return event!
  }
  const http = (url: string, family: Over, facts: Partial<HttpTarget> = {}): Target => ({
    type: 'http',
    http: {
      ...{ url, family, method: 'GET', headers: [], follow: true, bodyBytesMax: 65_536 },
      ...{ bodyWanted: true, ...facts },
    },
  })
  const websocket = (url: string, family: Over): Target => ({
    type: 'websocket',
    websocket: { url, family, headers: [], messageWanted: false },
  })
  const secured = (host: string, port: number, family: Over): Target => ({
    type: 'tcp',
    tcp: { host, port, family, dialogue: [{ tls: true }] },
  })

  /** Shows a certificate for each family to whom asks for a name, and one of another name to whom does
   *  not. */
  async function secure(shown: Partial<Record<Family, KeyAndCertificate>>) {
    const servers: Server[] = []
    const named: unknown[] = []
    let port = 0
    for (const [family, host] of [
      ['ipv4', '127.0.0.1'],
      ['ipv6', '::1'],
    ] as const) {
      const certificate = shown[family]
      if (!certificate) continue
      const context = createSecureContext(certificate)
      const options: ServerOptions = {
        ...issue('nobody.test'),
        SNICallback: (name, done) => {
          named.push(name)
          done(null, context)
        },
      }
      const server = createHttps(options, (_request, response) => response.end(family))
      server.on('tlsClientError', () => undefined)
      await new Promise<void>((resolve) => server.listen(port, host, resolve))
      port = (server.address() as { port: number }).port
      servers.push(server)
    }
    closing.push(() => {
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    })
    return { port, named }
  }

  if (way !== 'agent') {
    it.each<[string, () => Target]>([
      ['a request', () => http(`http://both.test:${four.port}/no`, 'ipv6')],
      ['an upgrade', () => websocket(`ws://both.test:${four.port}/no`, 'both')],
      ['TLS within a dialogue', () => secured('both.test', four.port, 'ipv4')],
    ])('%s is not measured, and nothing is sent', async (_what, to) => {
      expect(await asked(to(), { controls: 'always' })).toMatchObject({
        kind: 'notMeasured',
        reason: 'not_inspectable',
        detail: 'one family of addresses cannot be chosen from here; an agent can',
      })
      expect([...four.seen('/no'), ...six.seen('/no')]).toEqual([])
    })
    return
  }

  describe('a request', () => {
    it.each<[Family, () => FakeTarget]>([
      ['ipv4', () => only4],
      ['ipv6', () => only6],
    ])('over %s goes to an address of it, under the name of the URL', async (family, server) => {
      const { port } = server()
      const event = await asked(http(`http://both.test:${port}/who`, family), { fresh: true })
      expect(event).toMatchObject({
        kind: 'answered',
        status: 200,
        family,
        budgetMs: 3_000,
        phases: { name: expect.any(Number), connect: expect.any(Number) },
      })
      expect(server().headers('/who').host).toBe(`both.test:${port}`)
      expect(server().seen('/who')).toHaveLength(1)
    })

    it('over both is sent to each, and both answers are brought home', async () => {
      four.set('/', { kind: 'ok', body: 'four' })
      six.set('/', { kind: 'status', status: 503, body: 'six' })
      const event = await asked(http(`http://both.test:${four.port}/`, 'both'))
      expect(event).toMatchObject({
        ...{ kind: 'answered', family: 'ipv4', status: 200, body: 'four' },
        other: { family: 'ipv6', status: 503, body: 'six' },
      })
    })

    it.each<[string, Over, () => string, object]>([
      ['one server', 'ipv6', () => `http://both.test:${only4.port}/`, { family: 'ipv6' }],
      ['one server of two', 'both', () => `http://both.test:${only4.port}/`, { family: 'ipv6' }],
      ['an address', 'ipv6', () => `http://[::1]:${only4.port}/`, { family: 'ipv6' }],
    ])(
      'that is refused by %s fails, with the proof of controls',
      async (_w, family, url, facts) => {
        const refused = { kind: 'failed', reason: 'connection_refused', phase: 'connect', ...facts }
        const controls: [string, object[]][] = [
          [`http://both.test:${only6.port}/`, [{ ok: true }]],
          [`http://both.test:${closed}/`, [{ ok: false }]],
          [`http://four.test:${only4.port}/`, []],
        ]
        for (const [control, route] of controls) {
          const event = await asked(http(url(), family), {}, [control])
          expect(event).toMatchObject({ ...refused, route })
          expect((event as { route: object[] }).route).toHaveLength(route.length)
        }
      },
    )

    it('over both needs IPv4 where the place has a way there', async () => {
      const url = `http://both.test:${only6.port}/`
      const way4 = [`http://127.0.0.1:${only4.port}/`]
      const failed = { reason: 'connection_refused', family: 'ipv4', route: [{ ok: true }] }
      expect(await asked(http(url, 'both'), {}, way4)).toMatchObject(failed)
    })

    it.each<[string, Over, object]>([
      ['four.test', 'ipv6', { reason: 'dns_no_data', phase: 'name', family: 'ipv6' }],
      ['four.test', 'both', { reason: 'dns_no_data', phase: 'name', family: 'ipv6' }],
      ['gone.test', 'ipv4', { reason: 'dns_nxdomain', phase: 'name', family: 'ipv4' }],
      ['metadata.test', 'ipv4', { kind: 'notMeasured', reason: 'blocked_target' }],
    ])('to %s over %s', async (host, family, expected) => {
      expect(await asked(http(`http://${host}:${four.port}/`, family))).toMatchObject(expected)
    })

    it('passes over a dead member of a pool, and is given all of its time', async () => {
      only4.set('/slow', { kind: 'slow', ms: 2_000 })
      const event = await asked(http(`http://pool.test:${only4.port}/slow`, 'ipv4'))
      expect(event).toMatchObject({ kind: 'answered', family: 'ipv4' })
    })

    it.each<[string, object]>([
      ['hang', { reason: 'headers_timeout', phase: 'headers' }],
      ['hangInBody', { reason: 'body_timeout', phase: 'body' }],
      ['reset', { reason: 'connection_reset', phase: 'headers' }],
      ['empty', { reason: 'empty_reply', phase: 'headers' }],
    ])('is looked into over the same family: %s', async (kind, expected) => {
      only6.set('/bad', { kind } as { kind: 'hang' })
      const url = `http://pool.test:${only6.port}/bad`
      const event = await asked(http(url, 'ipv6'), { budgetMs: 500 })
      expect(event).toMatchObject({ kind: 'failed', family: 'ipv6', accepted: true, ...expected })
    })
  })

  describe('a redirect', () => {
    const moved = (to: string, family: Family) => {
      for (const one of [four, six]) one.set('/moved', { kind: 'redirect', to })
      return asked(http(`http://both.test:${four.port}/moved`, family))
    }

    it.each<[Family, string]>([
      ['ipv4', 'four.test'],
      ['ipv6', 'six.test'],
    ])('is followed over %s to a host that is there alone', async (family, host) => {
      const url = `http://${host}:${four.port}/end`
      expect(await moved(url, family)).toMatchObject({
        ...{ kind: 'answered', family, status: 200, finalUrl: url },
        hops: [{ status: 302 }, { url }],
      })
    })

    it.each<[string, Family, object]>([
      ['http://four.test:PORT/', 'ipv6', { reason: 'dns_no_data', phase: 'name' }],
      ['http://six.test:PORT/', 'ipv4', { reason: 'dns_no_data', phase: 'name' }],
      ['http://127.0.0.1:PORT/', 'ipv6', { reason: 'dns_no_data', phase: 'name' }],
      ['http://gone.test:PORT/', 'ipv6', { reason: 'dns_nxdomain', phase: 'name' }],
      ['http://six.test:CLOSED/', 'ipv6', { reason: 'connection_refused', phase: 'connect' }],
    ])('to %s over %s fails there', async (to, family, expected) => {
      const url = to.replace('PORT', `${four.port}`).replace('CLOSED', `${closed}`)
      const hops = [{ status: 302, location: url }]
      expect(await moved(url, family)).toMatchObject({ kind: 'failed', family, hops, ...expected })
    })

    it.each([
      ['metadata', 'http://metadata.test/'],
      ['a port of our own', 'http://four.test:OWN/'],
      ['an address of ours', 'http://127.0.0.1:OWN/'],
    ])('does not lead to %s', async (_what, to) => {
      const event = await moved(to.replace('OWN', `${own.port}`), 'ipv4')
      expect(event).toMatchObject({ kind: 'notMeasured', reason: 'blocked_target' })
      expect(own.seen('/')).toEqual([])
    })
  })

  describe('a certificate', () => {
    const certificateWanted = true

    it('is that of the URL, whatever the address', async () => {
      const { port, named } = await secure({
        ipv4: issue('both.test'),
        ipv6: issue('both.test', 5),
      })
      const url = `https://both.test:${port}/`
      const event = await asked(http(url, 'both', { certificateWanted }))
      expect(event).toMatchObject({
        ...{ kind: 'answered', family: 'ipv4', body: 'ipv4' },
        phases: { tls: expect.any(Number) },
        certificate: { names: ['both.test'], trusted: true },
        other: { family: 'ipv6', body: 'ipv6', certificate: { names: ['both.test'] } },
      })
      const ends = (one: unknown) =>
        (one as { certificate: { validTo: string } }).certificate.validTo
      expect(ends(event) > ends((event as { other: object }).other)).toBe(true)
      expect(new Set(named)).toEqual(new Set(['both.test']))
    })

    it.each<[string, KeyAndCertificate, string]>([
      ['of another name', issue('other.test'), 'tls_name_mismatch'],
      ['that nobody trusts', selfSigned('both.test', 0, Date.now() + day), 'tls_self_signed'],
    ])('%s fails over its family alone', async (_what, certificate, reason) => {
      const { port } = await secure({ ipv4: issue('both.test'), ipv6: certificate })
      const failed = { kind: 'failed', family: 'ipv6', phase: 'tls', reason }
      const url = `https://both.test:${port}/`
      expect(await asked(http(url, 'both'))).toMatchObject(failed)
      expect(await asked(http(url, 'ipv4'))).toMatchObject({ kind: 'answered' })
      expect(await asked(websocket(url.replace('http', 'ws'), 'ipv6'))).toMatchObject(failed)
      expect(await asked(secured('both.test', port, 'both'))).toMatchObject(failed)
      expect(await asked(secured('both.test', port, 'ipv4'))).toMatchObject({ kind: 'answered' })
    })

    it('after STARTTLS is that of the host, too', async () => {
      const answers: [string, string][] = [
        ['EHLO', '250-mail\r\n250 STARTTLS\r\n'],
        ['STARTTLS', '220 go ahead\r\n'],
        ['QUIT', '221 bye\r\n'],
      ]
      const mail = async (key: KeyAndCertificate) => {
        const speaker = await startSpeaker({ greeting: '220 mail\r\n', answers, key }, '::1')
        closing.push(speaker.close)
        const { port } = speaker
        const dialogue = dialogueOf({ host: 'both.test', port, speaks: 'smtp-starttls' })
        return asked({ type: 'tcp', tcp: { host: 'both.test', port, family: 'ipv6', dialogue } })
      }
      expect(await mail(issue('both.test'))).toMatchObject({ kind: 'answered', family: 'ipv6' })
      const wrong = { reason: 'tls_name_mismatch', phase: 'tls', family: 'ipv6' }
      expect(await mail(issue('other.test'))).toMatchObject(wrong)
    })
  })

  describe('a WebSocket', () => {
    let open4: WebsocketServer
    let open6: WebsocketServer
    beforeAll(async () => {
      open4 = await startWebsocket()
      open6 = await startWebsocket('::1', open4.port)
      closing.push(open4.close, open6.close)
      open4.set('/', { kind: 'open' })
      open6.set('/', { kind: 'status', status: 404 })
    })

    it('is opened over one family, or over each', async () => {
      const url = `ws://both.test:${open4.port}/`
      const opened = { kind: 'answered', status: 101, family: 'ipv4' }
      expect(await asked(websocket(url, 'ipv4'))).toMatchObject(opened)
      const other = { status: 404, family: 'ipv6' }
      expect(await asked(websocket(url, 'both'))).toMatchObject({ ...opened, other })
      expect(open4.headers('/').host).toBe(`both.test:${open4.port}`)
    })

    it('that is refused fails over its family', async () => {
      const url = `ws://both.test:${only4.port}/`
      const refused = { reason: 'connection_refused', family: 'ipv6', phase: 'connect', route: [] }
      expect(await asked(websocket(url, 'ipv6'))).toMatchObject(refused)
    })
  })
})
