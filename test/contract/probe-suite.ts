// The contract of a location, asked as the shard asks it: a region Worker in real workerd, over one
// of its two roads, or an agent on Node, against targets that really misbehave.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProbeEvent, ProbeOrder } from '../../workers/domain/measurement.ts'
import { orderSlotsMax } from '../../workers/probe/slots.ts'
import { type Fault, startTarget } from '../fakes/target.ts'
import { getOf, heard, orderOf, type Road, startWorld, type World } from './probe-world.ts'

/** All that a location promises, by this road. */
export function probeSuite(road: Road): void {
  let world: World
  beforeAll(async () => {
    world = await startWorld(road)
  })
  afterAll(() => world?.close())

  const at = (path: string) => `${world.target.url}${path}`
  const local = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`
  const ofOrder = (events: ProbeEvent[], id: string) => events.filter((one) => one.order === id)
  /** A failure in the words of the table. */
  const fails = (reason: string, phase: string, accepted: boolean, facts: object = {}) => ({
    kind: 'failed',
    reason,
    phase,
    accepted,
    ...facts,
  })
  const blocked = { kind: 'notMeasured', reason: 'blocked_target' }

  describe('what a target does, path by path', () => {
    const ok = (facts: object = {}) => ({ kind: 'answered', status: 200, ...facts })
    const table: [string, Fault, object][] = [
      ['ok', { kind: 'ok', body: 'ready' }, ok({ body: 'ready', bodyBytes: 5 })],
      [
        'headers',
        { kind: 'status', status: 200, headers: { 'X-Age': '7', 'x-other': 'not asked for' } },
        ok({ headers: { 'x-age': '7' } }),
      ],
      ...(
        [
          ['latin', 'text/html; charset=ISO-8859-1', 'latin1', 'grüß'],
          ['wide', 'text/plain;charset="utf-16le"', 'utf16le', 'grüß'],
          ['unheard-of', 'text/html; charset=klingon', 'utf8', 'grüß'],
        ] as const
      ).map(([name, type, encoding, text]): [string, Fault, object] => [
        name,
        {
          kind: 'status',
          status: 200,
          headers: { 'content-type': type },
          body: Buffer.from(text, encoding),
        },
        ok({ body: text, bodyBytes: Buffer.byteLength(text, encoding) }),
      ]),
      ['slow', { kind: 'slow', ms: 250 }, ok({ body: 'late' })],
      ['not-found', { kind: 'status', status: 404 }, { kind: 'answered', status: 404 }],
      [
        'unavailable',
        { kind: 'status', status: 503, body: 'x'.repeat(3_000) },
        { kind: 'answered', status: 503, bodyStart: 'x'.repeat(1_024) },
      ],
      [
        'too-many',
        { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
        { kind: 'answered', status: 429, retryAfterSeconds: 30 },
      ],
      [
        'challenge',
        { kind: 'status', status: 403, headers: { 'cf-mitigated': 'challenge' } },
        { kind: 'answered', status: 403, challenge: true },
      ],
      ...(
        [
          ['x-amzn-waf-action', 'captcha', 405],
          ['x-vercel-mitigated', 'challenge', 429],
        ] as const
      ).map(([name, value, status]): [string, Fault, object] => [
        name,
        { kind: 'status', status, headers: { [name]: value } },
        { kind: 'answered', status, challenge: true },
      ]),
      ['loop', { kind: 'redirect', to: '/loop' }, fails('redirect_loop', 'headers', true)],
      [
        'to-ftp',
        { kind: 'redirect', to: 'ftp://a.b/' },
        fails('redirect_bad_location', 'headers', true),
      ],
      ...[
        ...['2852039166', '0xa9fea9fe', '[::ffff:169.254.169.254]', '[64:ff9b::a9fe:a9fe]'],
        ...['[2002:a9fe:a9fe::1]', '[fe80::1]', '[fd00:ec2::254]'],
      ].map((host, index): [string, Fault, object] => [
        `to-metadata-${index}`,
        { kind: 'redirect', to: `http://${host}/latest` },
        blocked,
      ]),
      ['reset', { kind: 'reset' }, fails('connection_reset', 'headers', true)],
      ['empty', { kind: 'empty' }, fails('empty_reply', 'headers', true)],
      ['garbage', { kind: 'garbage' }, fails('invalid_http', 'headers', true)],
      ['truncated', { kind: 'truncated' }, fails('body_truncated', 'body', true)],
      ['bad-gzip', { kind: 'badGzip' }, fails('body_decode', 'body', true)],
      ['hang', { kind: 'hang' }, fails('headers_timeout', 'headers', true)],
      ['half-headers', { kind: 'hangInHeaders' }, fails('headers_timeout', 'headers', true)],
      ['half-body', { kind: 'hangInBody' }, fails('body_timeout', 'body', true)],
      ['drip', { kind: 'drip' }, fails('body_timeout', 'body', true)],
      ['endless', { kind: 'endless' }, ok({ bodyBytes: 65_536 })],
      ['bomb', { kind: 'gzipBomb' }, ok({ bodyBytes: 65_536 })],
    ]
    const hanging = ['hang', 'half-headers', 'half-body', 'drip']
    let events: ProbeEvent[] = []
    beforeAll(async () => {
      for (const [name, fault] of table) world.target.set(`/${name}`, fault)
      const orders = table.map(([name]) =>
        getOf(at(`/${name}`), { id: name, budgetMs: hanging.includes(name) ? 500 : 5_000 }),
      )
      events = await heard(world.locations, orders)
    })

    it.each(table)('%s', (name, _fault, expected) => {
      expect(ofOrder(events, name)).toEqual([expect.objectContaining(expected)])
    })

    it('is told once for each order', () => {
      expect(events.map((one) => one.order).toSorted()).toEqual(
        table.map(([name]) => name).toSorted(),
      )
    })

    it('is waited for as long as its budget and not longer', () => {
      for (const name of hanging) {
        const [event] = ofOrder(events, name)
        if (event?.kind !== 'failed') throw new Error(`${name} did not fail`)
        expect(event.totalMs).toBeGreaterThanOrEqual(490)
        expect(event.totalMs).toBeLessThan(1_500)
        expect(event.budgetMs).toBe(500)
      }
    })
  })

  describe('a HEAD', () => {
    const headOf = (path: string) => {
      const order = getOf(at(path))
      if (order.target.type === 'http') order.target.http.method = 'HEAD'
      return order
    }
    it.each([405, 501])(
      'answered with %i is asked again with GET, and both are told',
      async (status) => {
        world.target.set('/no-head', { kind: 'noHead', status })
        const [event] = await heard(world.locations, [headOf('/no-head')])
        expect(event).toMatchObject({
          kind: 'answered',
          status: 200,
          body: 'ready',
          hops: [
            { url: at('/no-head'), status, method: 'HEAD' },
            { url: at('/no-head'), status: 200 },
          ],
        })
      },
    )

    it('with any other status is the answer', async () => {
      world.target.set('/no-head', { kind: 'noHead', status: 404 })
      const [event] = await heard(world.locations, [headOf('/no-head')])
      expect(event).toMatchObject({ kind: 'answered', status: 404, bodyBytes: 0 })
    })
  })

  describe('what a probe sends', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'
    it('says who asks, where to read about it, and its trace, and the answer names the trace', async () => {
      const [event] = await heard(world.locations, [getOf(at('/who'), { traceparent })])
      expect(event).toMatchObject({ kind: 'answered', trace: traceparent.split('-')[1] })
      expect(world.target.headers('/who')).toMatchObject({
        'user-agent': 'eSonar/1.0 (+https://esonar.example/about; location=here)',
        traceparent,
      })
    })
  })

  describe('a look', () => {
    it('brings the whole home: headers, first of the body, phases of a connection apart', async () => {
      const headers = { 'x-age': '7', server: 'nginx', 'set-cookie': 'session=abc' }
      world.target.set('/look', { kind: 'status', status: 200, headers, body: 'ready' })
      const [event] = await heard(world.locations, [getOf(at('/look'), { whole: true })])
      expect(event).toMatchObject({
        kind: 'answered',
        bodyStart: 'ready',
        headers: { 'x-age': '7', server: 'nginx', 'set-cookie': '[redacted]' },
        apart: { connect: expect.any(Number) },
      })
      const [usual] = await heard(world.locations, [getOf(at('/look'))])
      expect(usual).not.toHaveProperty('bodyStart')
      expect(usual).not.toHaveProperty('apart')
    })
  })

  describe('redirects', () => {
    it('are followed to the end, each hop told', async () => {
      world.target.set('/a', { kind: 'redirect', to: '/b', status: 301 })
      world.target.set('/b', { kind: 'redirect', to: at('/c') })
      const [event] = await heard(world.locations, [getOf(at('/a'))])
      expect(event).toMatchObject({
        kind: 'answered',
        status: 200,
        finalUrl: at('/c'),
        hops: [
          { url: at('/a'), status: 301, location: '/b' },
          { url: at('/b'), status: 302, location: at('/c') },
          { url: at('/c'), status: 200 },
        ],
      })
    })

    it('that are not to be followed are the answer', async () => {
      const order = getOf(at('/a'))
      if (order.target.type === 'http') order.target.http.follow = false
      const [event] = await heard(world.locations, [order])
      const hops = [{ url: at('/a'), status: 301, location: '/b' }]
      expect(event).toMatchObject({ kind: 'answered', status: 301, hops })
      expect(event).not.toHaveProperty('finalUrl')
    })

    it('end after ten hops', async () => {
      for (let hop = 0; hop < 11; hop += 1) {
        world.target.set(`/hop${hop}`, { kind: 'redirect', to: `/hop${hop + 1}` })
      }
      const orders = [getOf(at('/hop0'), { id: 'eleven' }), getOf(at('/hop1'), { id: 'ten' })]
      const events = await heard(world.locations, orders)
      expect(ofOrder(events, 'eleven')).toMatchObject([fails('redirect_limit', 'headers', true)])
      expect(ofOrder(events, 'ten')).toMatchObject([{ kind: 'answered', status: 200 }])
    })

    it('to a port of ours are no target', async () => {
      world.target.set('/inside', { kind: 'redirect', to: local(world.ownPort) })
      const [event] = await heard(world.locations, [getOf(at('/inside'))])
      expect(event).toMatchObject(blocked)
    })
  })

  describe('below HTTP', () => {
    const tcp = (host: string, port: number) => orderOf({ type: 'tcp', tcp: { host, port } })
    const rows: [string, () => ProbeOrder, object][] = [
      [
        'refused',
        () => getOf(local(world.closedPort)),
        fails('connection_refused', 'connect', false),
      ],
      ['our own port', () => getOf(local(world.ownPort)), blocked],
      ['link-local', () => getOf('http://169.254.169.254/'), blocked],
      ['no such name', () => getOf('http://gone.invalid/'), fails('dns_nxdomain', 'name', false)],
      [
        'a broken zone',
        () => getOf('http://broken.invalid/'),
        fails('dns_servfail', 'name', false),
      ],
      ['a closed zone', () => getOf('http://closed.invalid/'), fails('dns_refused', 'name', false)],
      [
        'TLS to a port without it',
        () => getOf(`https://127.0.0.1:${world.target.port}/`),
        fails('not_tls', 'tls', true, { detail: 'not_tls:HTTP/' }),
      ],
      [
        'a self-signed certificate',
        () => getOf(`https://127.0.0.1:${world.selfSignedPort}/`),
        fails('tls_self_signed', 'tls', true, {
          certificate: expect.objectContaining({ names: ['127.0.0.1'], trusted: false }),
        }),
      ],
      [
        'an expired certificate',
        () => getOf(`https://127.0.0.1:${world.expiredPort}/`),
        fails('tls_expired', 'tls', true, {
          certificate: expect.objectContaining({ validTo: '2021-01-01T00:00:00.000Z' }),
        }),
      ],
      [
        'a handshake that never comes',
        () => getOf(`https://127.0.0.1:${world.mutePort}/`, { budgetMs: 400 }),
        fails('tls_timeout', 'tls', true),
      ],
      ['tcp accepted', () => tcp('127.0.0.1', world.mutePort), { kind: 'answered' }],
      [
        'tcp refused',
        () => tcp('127.0.0.1', world.closedPort),
        fails('connection_refused', 'connect', false),
      ],
      ['tcp no such name', () => tcp('gone.invalid', 1), fails('dns_nxdomain', 'name', false)],
      ['tcp our own port', () => tcp('localhost', world.ownPort), blocked],
    ]
    it.concurrent.each(rows)('%s', async (_name, order, expected) => {
      expect(await heard(world.locations, [order()])).toEqual([expect.objectContaining(expected)])
    })
  })

  describe('a patient order', () => {
    const patient = { reportAfterMs: 300 }
    it('says that it waits, and then what came', async () => {
      world.target.set('/late', { kind: 'slow', ms: 600 })
      world.target.set('/never', { kind: 'hang' })
      const orders = ['/late', '/never', '/soon'].map((path) =>
        getOf(at(path), { id: path, budgetMs: path === '/never' ? 800 : 5_000, patient }),
      )
      const events = await heard(world.locations, orders)
      const waiting = { v: 1, kind: 'waiting', waitedMs: 300 }
      expect(ofOrder(events, '/late')).toMatchObject([waiting, { kind: 'answered', status: 200 }])
      expect(ofOrder(events, '/never')).toMatchObject([
        waiting,
        fails('headers_timeout', 'headers', true),
      ])
      expect(ofOrder(events, '/soon')).toMatchObject([{ kind: 'answered' }])
    })
  })

  describe('a batch', () => {
    const many = (url: string, count: number, facts: Partial<ProbeOrder> = {}) =>
      Array.from({ length: count }, (_, index) => getOf(`${url}/${index}`, facts))

    it('holds five connections at most, and they are used', async () => {
      const target = await startTarget()
      for (let path = 0; path < 20; path += 1) target.set(`/${path}`, { kind: 'slow', ms: 60 })
      const events = await heard(world.locations, many(target.url, 20), { perHost: 6 })
      expect(events.filter((one) => one.kind === 'answered')).toHaveLength(20)
      expect(target.inFlightMax()).toBe(orderSlotsMax)
      await target.close()
    })

    it('tells a failure while others hang: its controls do not wait behind them', async () => {
      const target = await startTarget()
      for (let path = 0; path < 12; path += 1) target.set(`/${path}`, { kind: 'hang' })
      const control = await startTarget()
      const controls = [{ url: `${control.url}/`, private: true }]
      const bad = getOf(local(world.closedPort), { controls: 'trouble' })
      const slow = many(target.url, 12, { budgetMs: 1_500 })
      const events = await heard(world.locations, [bad, ...slow], { controls })
      expect(events[0]).toMatchObject({ order: bad.id, kind: 'failed', controls: [{ ok: true }] })
      await Promise.all([target.close(), control.close()])
    })

    it('asks one host twice at a time, and is not held by it when it hangs', async () => {
      const target = await startTarget()
      for (let path = 0; path < 12; path += 1) target.set(`/${path}`, { kind: 'slow', ms: 60 })
      await heard(world.locations, many(target.url, 12))
      expect(target.inFlightMax()).toBe(2)
      for (let path = 0; path < 6; path += 1) target.set(`/${path}`, { kind: 'hang' })
      const events = await heard(world.locations, many(target.url, 6, { budgetMs: 2_500 }))
      expect(events).toMatchObject(many('', 6).map(() => ({ reason: 'headers_timeout' })))
      expect(target.inFlightMax()).toBeGreaterThan(2)
      await target.close()
    })

    it('keeps the slow in a lane that cannot hold the others', async () => {
      const target = await startTarget()
      for (let path = 0; path < 6; path += 1) target.set(`/${path}`, { kind: 'hang' })
      const slow = many(target.url, 6, { slowLane: true, budgetMs: 800 })
      const orders = [...slow, ...many(world.target.url, 12)]
      const events = await heard(world.locations, orders, { perHost: 6 })
      expect(events.slice(0, 12).every((one) => one.kind === 'answered')).toBe(true)
      expect(events.slice(12)).toMatchObject(slow.map(() => ({ reason: 'headers_timeout' })))
      expect(target.inFlightMax()).toBe(3)
      await target.close()
    })

    it('ends at its deadline: what is not there was not measured', async () => {
      const target = await startTarget()
      for (let path = 0; path < 8; path += 1) target.set(`/${path}`, { kind: 'hang' })
      const slow = many(target.url, 8, { budgetMs: 8_000 })
      const begun = performance.now()
      const events = await heard(world.locations, [getOf(at('/ok')), ...slow], {
        deadlineMs: 800,
        perHost: 6,
      })
      expect(performance.now() - begun).toBeLessThan(2_500)
      expect(events[0]).toMatchObject({ kind: 'answered' })
      expect(events.slice(1)).toMatchObject(
        slow.map(({ id }) => ({ kind: 'notMeasured', order: id, reason: 'batch_deadline' })),
      )
      await target.close()
    })

    it('proves itself by its controls, once, and only in trouble', async () => {
      const control = await startTarget()
      const controls = [
        { url: `${control.url}/yes`, private: true },
        { url: local(world.closedPort), private: true },
        { url: 'https://public.example/', private: false },
      ]
      const refused = ['/1', '/2'].map((path) =>
        getOf(local(world.closedPort, path), { controls: 'trouble' }),
      )
      const fine = getOf(at('/fine'), { controls: 'trouble' })
      const events = await heard(world.locations, [fine, ...refused], { controls })
      const answers = [
        { url: controls[0]?.url, ok: true, ms: expect.any(Number) },
        { url: controls[1]?.url, ok: false },
      ]
      for (const { id } of refused) {
        expect(ofOrder(events, id)).toMatchObject([{ kind: 'failed', controls: answers }])
      }
      expect(ofOrder(events, fine.id)[0]).not.toHaveProperty('controls')
      expect(control.seen('/yes')).toHaveLength(1)
      await control.close()
    })
  })

  // An agent is reached through its door: test/server/agent.test.ts.
  if (road === 'agent') return
  describe('a location that cannot be believed or reached says nothing', () => {
    const order = () => [getOf(at('/untouched'))]
    it('with another secret', async () => {
      const road = world.roadTo(world.regionUrl, 'another secret')
      expect(await heard(road, order())).toEqual([])
      expect(world.target.seen('/untouched')).toEqual([])
    })
    it('when it is down', async () => {
      expect(await heard(world.roadTo(local(world.closedPort, '')), order())).toEqual([])
    })
    it('when nobody knows it', async () => {
      expect(await heard(world.locations, order(), { location: 'nowhere' })).toEqual([])
    })
    it.concurrent.each<[string, Fault]>([
      ['something else answers', { kind: 'ok', body: '{"order":1}\nnull\n<html>\n' }],
      ['it is redirected', { kind: 'redirect', to: '/elsewhere' }],
      ['it breaks off', { kind: 'truncated' }],
      ['it resets', { kind: 'reset' }],
      ['it never answers', { kind: 'hang' }],
    ])('when %s', async (_name, fault) => {
      const place = await startTarget()
      place.set('/probe', fault)
      expect(await heard(world.roadTo(place.url), order(), { deadlineMs: 100 })).toEqual([])
      expect(place.seen('/probe')).toHaveLength(1)
      expect(place.seen('/elsewhere')).toEqual([])
      await place.close()
    })
  })
}
