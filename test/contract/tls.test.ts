// What a tls check reads, by a region in real workerd and by an agent, of real TLS servers on
// loopback with every kind of certificate, and of servers that speak no TLS at all.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls, type SecureVersion, type TlsOptions } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../server/port.ts'
import { startRegion } from '../../server/region-process.ts'
import { startTlsOf } from '../../workers/domain/check/dialogue.ts'
import { evaluate, resolveCheck } from '../../workers/domain/check/index.ts'
import type { CertificateFacts, Measurement, TlsTarget } from '../../workers/domain/measurement.ts'
import {
  type KeyAndCertificate,
  privateAuthority,
  selfSigned,
  type Wish,
} from '../fakes/certificate.ts'
import { startSpeaker } from '../fakes/speaker.ts'
import { differences } from './differences.ts'
import { getOf, heard, orderOf, secret, startWorld, type World, ways } from './probe-world.ts'

describe.each(ways)('by %s', (way) => {
  const dayMs = 86_400_000
  const now = Date.now()
  const [from, to] = [now - dayMs, now + 40 * dayMs]
  const host = '127.0.0.1'
  const folder = mkdtempSync(join(tmpdir(), 'esonar-tls-'))
  const root = privateAuthority('Root', from, to)
  const between = root.below('Between', from, to)
  const stranger = privateAuthority('Stranger', from, to)
  const good = (wish: Wish = {}) => root.issue(host, from, to, wish)
  const withChain = ({ key, cert }: KeyAndCertificate, ...chain: string[]) => ({
    key,
    cert: [cert, ...chain].join(''),
  })

  let world: World
  const closing: (() => void)[] = []
  beforeAll(async () => {
    writeFileSync(join(folder, 'ca.crt'), root.cert)
    process.env.SSL_CERT_FILE = join(folder, 'ca.crt')
    world = await startWorld(way)
  })
  afterAll(async () => {
    delete process.env.SSL_CERT_FILE
    await world?.close()
    for (const close of closing) close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function listening(server: Server): Promise<number> {
    const open = new Set<Socket>()
    server.on('connection', (socket: Socket) => {
      open.add(socket)
      socket.on('error', () => undefined)
    })
    server.on('tlsClientError', () => undefined)
    closing.push(() => {
      server.close()
      for (const socket of open) socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    return (server.address() as { port: number }).port
  }

  const secure = (options: TlsOptions) =>
    listening(
      createTls({ ...good(), ...options }, (socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
      }),
    )
  const plain = (talk: (socket: Socket) => void) => listening(createServer(talk))

  async function read(port: number, target: Partial<TlsTarget> = {}, budgetMs = 4_000) {
    const order = orderOf({ type: 'tls', tls: { host, port, ...target } }, { budgetMs })
    const [event] = await heard(world.locations, [order])
    return event as Measurement
  }

  /** What the check makes of it. */
  function judged(measured: Measurement, port: number, settings: object = {}) {
    const facts = { id: 'chk_acme_1', workspace: 'acme', nowIso: new Date(now).toISOString() }
    const check = resolveCheck({ type: 'tls', host, port, ...settings }, facts)
    return evaluate(check, measured, now)
  }
  const only = (version: SecureVersion): TlsOptions => ({
    minVersion: version,
    maxVersion: version,
  })
  const weak = (options: TlsOptions): TlsOptions => ({
    ...options,
    ciphers: `${options.ciphers ?? 'DEFAULT'}:@SECLEVEL=0`,
  })

  describe('a sound certificate is read and trusted', () => {
    const rows: [what: string, options: TlsOptions, facts: object][] = [
      ['TLS 1.3, EC', {}, { protocol: 'TLS 1.3', group: 'x25519', keyType: 'ec', keyBits: 256 }],
      ['TLS 1.3, RSA', good({ key: 'rsa' }), { keyType: 'rsa', keyBits: 2048 }],
      ['a leaf on P-384', good({ key: 'P-384' }), { keyType: 'ec', keyBits: 384 }],
      ['x25519 alone', { ecdhCurve: 'X25519' }, { group: 'x25519' }],
      ['the group P-256 alone', { ecdhCurve: 'P-256' }, { group: 'P-256' }],
      ['the group P-384 alone', { ecdhCurve: 'P-384' }, { group: 'P-384' }],
      ['AES-256 alone', { ciphers: 'TLS_AES_256_GCM_SHA384' }, { suite: '0x1302' }],
      ['TLS 1.2, ECDHE', only('TLSv1.2'), { protocol: 'TLS 1.2', suite: '0xc02b' }],
      [
        'a chain of two',
        withChain(between.issue(host, from, to), between.cert),
        { chainLength: 2, chainSound: true, issuer: 'CN=Between' },
      ],
    ]
    it.each(rows)('%s', async (_what, options, facts) => {
      const port = await secure(options)
      const measured = await read(port)
      expect(measured).toMatchObject({
        kind: 'answered',
        phases: { connect: expect.any(Number), tls: expect.any(Number) },
        certificate: {
          subject: 'CN=127.0.0.1',
          names: [host],
          trusted: true,
          selfSigned: false,
          signature: 'ecdsa-with-SHA256',
          fingerprint256: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
          validTo: new Date(Math.floor(to / 1000) * 1000).toISOString(),
          ...facts,
        },
      })
      expect(judged(measured, port)).toMatchObject({
        kind: 'pass',
        expiry: { group: 'certificate', of: host, infoDays: 21, warningDays: 7 },
      })
    })

    it('also by ciphers of old: of trust is told where the strict stack speaks them', async () => {
      for (const [ciphers, options] of [
        ['AES128-SHA', good({ key: 'rsa' })],
        ['DHE-RSA-AES128-GCM-SHA256', { ...good({ key: 'rsa' }), dhparam: 'auto' }],
      ] as const) {
        const port = await secure({ ...only('TLSv1.2'), ...options, ciphers })
        const measured = await read(port)
        expect(measured).toMatchObject({ kind: 'answered', certificate: { protocol: 'TLS 1.2' } })
        const trust = differences[way].speaksOldCiphers ? { trusted: true } : {}
        const { trusted } = (measured as { certificate: CertificateFacts }).certificate
        expect(trusted === undefined ? {} : { trusted }).toEqual(trust)
        expect(judged(measured, port)).toMatchObject({ kind: 'pass' })
      }
    })

    it('by the name asked for, where the server shows another without it', async () => {
      const port = await secure({
        ...selfSigned('default.example', from, to),
        SNICallback: (name, done) => {
          const isOurs = name === 'shop.example'
          const { key, cert } = root.issue('shop.example', from, to)
          import('node:tls').then(({ createSecureContext }) =>
            done(null, isOurs ? createSecureContext({ key, cert }) : undefined),
          )
        },
      })
      const measured = await read(port, { serverName: 'shop.example' })
      expect(measured).toMatchObject({ certificate: { names: ['shop.example'] } })
      expect(judged(measured, port, { serverName: 'shop.example' })).toMatchObject({ kind: 'pass' })
      expect(await read(port)).toMatchObject({ certificate: { names: ['default.example'] } })
    })

    it.each([
      [
        'smtp',
        '220 mail.example\r\n',
        [
          ['EHLO', '250 OK\r\n'],
          ['STARTTLS', '220 go\r\n'],
        ],
      ],
    ] as const)('after the words of %s', async (protocol, greeting, answers) => {
      const script = { greeting, answers: answers.map(([a, b]) => [a, b] as [string, string]) }
      const speaker = await startSpeaker({ ...script, key: good() })
      closing.push(() => void speaker.close())
      const measured = await read(speaker.port, { dialogue: startTlsOf(protocol) })
      expect(measured).toMatchObject({ kind: 'answered', certificate: { trusted: true } })
    })
  })

  describe('a fault of the certificate is told by its name', () => {
    const rows: [
      reason: string,
      what: string,
      options: () => TlsOptions,
      settings?: { leastProtocol?: string },
    ][] = [
      ['tls_expired', 'over', () => root.issue(host, from - dayMs, from)],
      ['tls_not_yet_valid', 'not begun', () => root.issue(host, now + dayMs, to)],
      ['tls_name_mismatch', 'for another host', () => root.issue('other.example', from, to)],
      ['tls_self_signed', 'self-signed', () => selfSigned(host, from, to)],
      ['tls_expired', 'self-signed and over', () => selfSigned(host, from - dayMs, from)],
      [
        'tls_untrusted_or_incomplete_chain',
        'of an unknown authority',
        () => withChain(stranger.issue(host, from, to), stranger.cert),
      ],
      [
        'tls_untrusted_or_incomplete_chain',
        'without what lies between',
        () => between.issue(host, from, to),
      ],
      ['tls_key_weak', 'with a short RSA key', () => weak(good({ key: 'rsa1024' }))],
      ['tls_key_weak', 'signed with SHA-1', () => weak(good({ digest: 'sha1' }))],
      [
        'tls_protocol',
        'over too old a protocol',
        () => only('TLSv1.2'),
        { leastProtocol: 'TLS 1.3' },
      ],
    ]
    it.each(rows)('%s: %s', async (reason, _what, options, settings = {}) => {
      const port = await secure(options())
      const measured = await read(port)
      expect(measured).toMatchObject({ kind: 'answered' })
      if (!settings.leastProtocol) expect(measured).toHaveProperty('detail')
      expect(judged(measured, port, settings)).toMatchObject({ kind: 'fail', reasons: [reason] })
    })

    it('and so by an http check, the certificate kept as evidence', async () => {
      for (const [reason, , options, settings] of rows) {
        if (settings || reason === 'tls_key_weak') continue
        const port = await secure(options())
        const [event] = await heard(world.locations, [getOf(`https://${host}:${port}/`)])
        expect(event).toMatchObject({ kind: 'failed', reason, phase: 'tls', accepted: true })
        expect(event).toHaveProperty('certificate.fingerprint256')
        expect(event).toHaveProperty('detail')
      }
    })

    it('says which: incomplete, or not trusted', async () => {
      const details: unknown[] = []
      for (const options of [
        between.issue(host, from, to),
        withChain(stranger.issue(host, from, to), stranger.cert),
      ]) {
        const port = await secure(options)
        const [event] = await heard(world.locations, [getOf(`https://${host}:${port}/`)])
        details.push((event as { detail?: string }).detail)
      }
      expect(details).toEqual([
        expect.stringMatching(/^incomplete: .*CN=Between/),
        'not trusted: issued by CN=Stranger',
      ])
    })
  })

  describe('beside an https answer', () => {
    const wanted = (port: number) => {
      const order = getOf(`https://${host}:${port}/`)
      if (order.target.type === 'http') order.target.http.certificateWanted = true
      return order
    }

    it('the certificate is read where it is wanted, and only there', async () => {
      const port = await secure({})
      const [event] = await heard(world.locations, [wanted(port)])
      expect(event).toMatchObject({
        kind: 'answered',
        status: 200,
        certificate: { names: [host], trusted: true, protocol: 'TLS 1.3' },
      })
      const [other] = await heard(world.locations, [getOf(`https://${host}:${port}/`)])
      expect(other).toMatchObject({ kind: 'answered' })
      expect(other).not.toHaveProperty('certificate')
    })

    it('that cannot be read, the answer stands, and its time is its own', async () => {
      const inner = createTls(good(), (socket) => {
        socket.on('error', () => undefined)
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))
      })
      let connections = 0
      const port = await plain((socket) => {
        connections += 1
        if (connections === 1) inner.emit('connection', socket)
      })
      const begun = Date.now()
      const [event] = await heard(world.locations, [wanted(port)])
      expect(Date.now() - begun).toBeGreaterThanOrEqual(1_900)
      expect(event).toMatchObject({ kind: 'answered', status: 200 })
      expect(event).not.toHaveProperty('certificate')
      expect((event as { totalMs: number }).totalMs).toBeLessThan(1_500)
      expect(connections).toBe(2)
    })
  })

  describe('a client certificate that is wanted', () => {
    it.each<SecureVersion>(['TLSv1.2', 'TLSv1.3'])('over %s', async (version) => {
      const mutual = { requestCert: true, rejectUnauthorized: true, ca: root.cert }
      const port = await secure({ ...only(version), ...mutual })
      const measured = await read(port)
      expect(measured).toMatchObject({ kind: 'answered', certificate: { clientAsked: true } })
      expect(judged(measured, port)).toMatchObject({ reasons: ['tls_client_cert_required'] })
      const [event] = await heard(world.locations, [getOf(`https://${host}:${port}/`)])
      expect(event).toMatchObject({ kind: 'failed', reason: 'tls_client_cert_required' })
    })

    it('and not insisted on is no fault', async () => {
      for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
        const polite = { requestCert: true, rejectUnauthorized: false, ca: root.cert }
        const port = await secure({ ...only(version), ...polite })
        expect(judged(await read(port), port)).toMatchObject({ kind: 'pass' })
      }
    })
  })

  describe('no certificate to be had', () => {
    const failed = (reason: string, facts: object = {}) => ({ kind: 'failed', reason, ...facts })
    const rows: [what: string, start: () => Promise<number>, expected: object][] = [
      [
        'TLS 1.1 alone',
        () => secure(weak(only('TLSv1.1'))),
        failed('tls_protocol', { detail: 'alert:protocol_version' }),
      ],
      [
        'an alert',
        () =>
          plain((socket) =>
            socket.once('data', () => socket.end(Buffer.from('15030300020228', 'hex'))),
          ),
        failed('tls_handshake', { detail: 'alert:handshake_failure' }),
      ],
      [
        'ChaCha20 alone under TLS 1.3',
        () => secure({ ...only('TLSv1.3'), ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }),
        failed('tls_handshake', { detail: 'alert:handshake_failure' }),
      ],
      ['plain HTTP', async () => world.target.port, failed('not_tls', { detail: 'not_tls:HTTP/' })],
      [
        'SSH',
        () => plain((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1\r\n')),
        failed('not_tls', { detail: 'not_tls:SSH-2' }),
      ],
      [
        'a hang',
        async () => world.mutePort,
        failed('tls_timeout', { phase: 'tls', accepted: true }),
      ],
      [
        'a reset',
        () => plain((socket) => socket.once('data', () => socket.resetAndDestroy())),
        failed('connection_reset', { phase: 'tls' }),
      ],
      [
        'an end without a word',
        () => plain((socket) => socket.once('data', () => socket.end())),
        failed('empty_reply', { phase: 'tls' }),
      ],
      ['a refusal', freePort, failed('connection_refused', { phase: 'connect', accepted: false })],
      [
        'our own port',
        async () => world.ownPort,
        { kind: 'notMeasured', reason: 'blocked_target' },
      ],
    ]
    it.concurrent.each(rows)('%s', async (_what, start, expected) => {
      expect(await read(await start(), {}, 1_000)).toMatchObject(expected)
    })

    if (differences[way].isBesideCloudflare) {
      it('behind Cloudflare, where no connection comes about', async () => {
        // A network that reaches nothing public, as Cloudflare's own does not reach its customers.
        const closed = await startRegion({
          folder: join(folder, 'closed'),
          port: 0,
          location: 'here',
          signingSecret: secret,
          dohUrl: 'http://127.0.0.1:1/dns-query',
          allow: ['private'],
        })
        const tls = { host: '104.16.0.1', port: 443 }
        const [event] = await heard(world.roadTo(closed.url), [orderOf({ type: 'tls', tls })])
        await closed.stop()
        expect(event).toMatchObject({
          kind: 'notMeasured',
          reason: 'not_inspectable',
          detail: 'managed by Cloudflare, not inspectable from the edge',
        })
      })
    }

    it('a name that does not exist', async () => {
      expect(await read(443, { host: 'gone.invalid' })).toMatchObject(failed('dns_nxdomain'))
    })
  })
})
