// Addresses of one family, by a region in real workerd and by an agent: names with addresses of one
// kind, of both and of none, servers on one or both, and places whose controls have no way over
// IPv6.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../server/port.ts'
import type { Family } from '../../workers/domain/family.ts'
import type { Target } from '../../workers/domain/measurement.ts'
import type { Locations } from '../../workers/ports.ts'
import { selfSigned } from '../fakes/certificate.ts'
import { addressOf, recordOf, startDoh } from '../fakes/doh.ts'
import { heard, orderOf, type PlaceProcess, startPlace, ways } from './probe-world.ts'

describe.each(ways)('by %s', (way) => {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-family-'))
  const loopback6 = Buffer.from([...new Array(15).fill(0), 1])
  const four = [addressOf('127.0.0.1')]
  const six = [recordOf('AAAA', loopback6)]
  /** By name: what there is of each family, or a code. */
  const names: Record<string, { A: Buffer[]; AAAA: Buffer[]; rcode?: number }> = {
    'both.test': { A: four, AAAA: six },
    'four.test': { A: four, AAAA: [] },
    'pool.test': { A: [addressOf('127.0.0.9'), ...four], AAAA: six },
    'gone.test': { A: [], AAAA: [], rcode: 3 },
    'broken.test': { A: [], AAAA: [], rcode: 2 },
    'metadata.test': { A: [addressOf('169.254.169.254')], AAAA: [] },
  }
  const open: Server[] = []
  let place: PlaceProcess
  let locations: Locations
  let resolver: Awaited<ReturnType<typeof startDoh>>
  /** A port open on IPv4 alone, on both families (by servers of their own), and on none. */
  let only4: number
  let on6: number
  let on4and6: number
  let closed: number

  async function listen(server: Server, host: string, port = 0): Promise<number> {
    server.on('connection', (socket) => socket.on('error', () => undefined))
    open.push(server)
    await new Promise<void>((resolve) => server.listen({ port, host, ipv6Only: true }, resolve))
    return (server.address() as { port: number }).port
  }

  beforeAll(async () => {
    resolver = await startDoh(({ name, type }) => {
      const { A, AAAA, rcode = 0 } = names[name] ?? { A: [], AAAA: [], rcode: 3 }
      return { rcode, records: type === 1 ? A : AAAA }
    })
    only4 = await listen(createServer(), '127.0.0.1')
    on6 = await listen(createServer(), '::1')
    on4and6 = await listen(createServer(), '127.0.0.1')
    await listen(createServer(), '::1', on4and6)
    closed = await freePort()
    place = await startPlace(way, { folder, dohUrl: resolver.url })
    locations = place.locations
  }, 120_000)

  afterAll(async () => {
    await place?.stop()
    for (const server of open) server.close()
    await resolver?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function asked(target: Target, controls: string[] = []) {
    const list = controls.map((url) => ({ url, private: true }))
    const [event] = await heard(locations, [orderOf(target, { budgetMs: 3_000 })], {
      controls: list,
    })
    return event!
  }
  const tcp = (host: string, port: number, family: Family | 'both'): Target => ({
    type: 'tcp',
    tcp: { host, port, family },
  })
  describe('one family', () => {
    it('is asked at its own address, after its name', async () => {
      const event = await asked(tcp('both.test', only4, 'ipv4'))
      expect(event).toMatchObject({ kind: 'answered', family: 'ipv4' })
      expect(event).toMatchObject({
        phases: { name: expect.any(Number), connect: expect.any(Number) },
      })
    })

    it('of an address is that address', async () => {
      expect(await asked(tcp('127.0.0.1', only4, 'ipv4'))).toMatchObject({ kind: 'answered' })
    })

    it('that the name has not is a failure of the name', async () => {
      expect(await asked(tcp('four.test', only4, 'ipv6'))).toMatchObject({
        kind: 'failed',
        reason: 'dns_no_data',
        phase: 'name',
        family: 'ipv6',
      })
      expect(await asked(tcp('gone.test', only4, 'ipv4'))).toMatchObject({ reason: 'dns_nxdomain' })
      expect(await asked(tcp('broken.test', only4, 'ipv4'))).toMatchObject({
        reason: 'dns_servfail',
      })
    })

    it('passes over a dead member of a pool', async () => {
      const one = await listen(createServer(), '127.0.0.1')
      expect(await asked(tcp('pool.test', one, 'ipv4'))).toMatchObject({ kind: 'answered' })
    })

    it('does not reach what may not be a target', async () => {
      expect(await asked(tcp('metadata.test', 80, 'ipv4'))).toMatchObject({
        kind: 'notMeasured',
        reason: 'blocked_target',
      })
    })

    it('says and hears over it', async () => {
      const greeter = createServer((socket) => socket.end('ready\r\n'))
      const port = await listen(greeter, '127.0.0.1')
      const wanted = { wanted: { contains: 'no' }, stated: 'step 1: expect contains no' }
      const target: Target = {
        type: 'tcp',
        tcp: { host: 'both.test', port, family: 'ipv4', dialogue: [wanted] },
      }
      expect(await asked(target)).toMatchObject({ reason: 'expectation', family: 'ipv4' })
    })
  })

  describe('IPv6', () => {
    it('is reached where IPv4 would not answer, and the other way round', async () => {
      expect(await asked(tcp('both.test', on6, 'ipv6'))).toMatchObject({ kind: 'answered' })
      expect(await asked(tcp('both.test', on6, 'ipv4'))).toMatchObject({
        reason: 'connection_refused',
        family: 'ipv4',
        phase: 'connect',
      })
    })

    it('and IPv4 must each answer where both are asked', async () => {
      expect(await asked(tcp('both.test', on4and6, 'both'))).toMatchObject({ kind: 'answered' })
      expect(await asked(tcp('four.test', on4and6, 'both'))).toMatchObject({
        reason: 'dns_no_data',
        family: 'ipv6',
      })
    })

    it.each<[string, () => string, object[]]>([
      ['a control has a way', () => `http://both.test:${on6}/`, [{ ok: true }]],
      ['no control has a way', () => `http://both.test:${closed}/`, [{ ok: false }]],
      ['no control has such an address', () => `http://four.test:${only4}/`, []],
    ])('that fails brings home whether %s', async (_what, url, route) => {
      const controls = [url()]
      for (const family of ['ipv6', 'both'] as const) {
        const event = await asked(tcp('both.test', only4, family), controls)
        expect(event).toMatchObject({ reason: 'connection_refused', family: 'ipv6', route })
        expect((event as { route: object[] }).route).toHaveLength(route.length)
      }
    })

    it('decides where the place has no way over IPv4', async () => {
      const event = await asked(tcp('both.test', closed, 'both'), [`http://[::1]:${on6}/`])
      expect(event).toMatchObject({ family: 'ipv6', route: [{ ok: true }] })
    })

    it('shows a certificate of its own, and both are brought home', async () => {
      const day = 86_400_000
      const shows = (names: string, days: number) =>
        createTls(selfSigned(names, Date.now() - day, Date.now() + days * day))
      const port = await listen(shows('four.example', 30), '127.0.0.1')
      await listen(shows('six.example', 5), '::1', port)
      const event = await asked({ type: 'tls', tls: { host: 'both.test', port, family: 'both' } })
      expect(event).toMatchObject({
        kind: 'answered',
        family: 'ipv6',
        certificate: { subject: expect.stringContaining('six.example') },
        otherCertificate: { subject: expect.stringContaining('four.example') },
      })
    })
  })
})
