// The dns and domain probes in real workerd and of an agent, over loopback resolvers and registries
// that speak the real protocols, well and badly.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../server/port.ts'
import type { DnsTarget } from '../../workers/domain/dns.ts'
import type { Locations } from '../../workers/ports.ts'
import { addressOf, nameOf, type Question, type Reply, recordOf, startDoh } from '../fakes/doh.ts'
import { type DomainAnswer, domainObject, startRdap } from '../fakes/rdap.ts'
import { heard, orderOf, type PlaceProcess, startPlace, ways } from './probe-world.ts'

describe.each(ways)('by %s', (way) => {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-names-'))
  const root: Reply = { records: [recordOf('NS', nameOf('a.root.example'))] }
  let place: PlaceProcess
  let locations: Locations
  let resolver: Awaited<ReturnType<typeof startDoh>>
  let registry: Awaited<ReturnType<typeof startRdap>>
  let ownPort: number
  let reply: (question: Question) => Reply
  let answer: (name: string) => DomainAnswer | null

  beforeAll(async () => {
    ownPort = await freePort()
    resolver = await startDoh((question) => (question.name === '' ? root : reply(question)))
    registry = await startRdap((name) => answer(name))
    place = await startPlace(way, {
      folder,
      dohUrl: resolver.url,
      rdapUrl: registry.listUrl,
      ownPorts: [ownPort],
    })
    locations = place.locations
  }, 120_000)

  afterAll(async () => {
    await place?.stop()
    await Promise.all([resolver?.close(), registry?.close()])
    rmSync(folder, { recursive: true, force: true })
  })

  async function asked(facts: Partial<DnsTarget> = {}, budgetMs = 4_000) {
    const dns = { name: 'www.shop.test', recordType: 'A' as const, resolvers: [], ...facts }
    const [event] = await heard(locations, [orderOf({ type: 'dns', dns }, { budgetMs })])
    return event!
  }

  /** The one outcome of the location's own resolver, with its detail. */
  async function outcome(how: (question: Question) => Reply, facts?: Partial<DnsTarget>) {
    reply = how
    const event = await asked(facts)
    if (event.kind === 'notMeasured') return `${event.reason}: ${event.detail}`
    const [one] = 'answers' in event ? (event.answers ?? []) : []
    return `${one?.outcome}${one?.detail ? `: ${one.detail}` : ''}`
  }

  describe('a resolver that answers', () => {
    it('is asked for the type, with DNSSEC, and read', async () => {
      reply = () => ({ records: [addressOf('192.0.2.1', 60), addressOf('192.0.2.2', 60)] })
      const event = await asked()
      const record = { name: 'www.shop.test', type: 'A', ttlSeconds: 60 }
      expect(event).toMatchObject({
        kind: 'answered',
        answers: [
          {
            resolver: 'own resolver',
            outcome: 'answer',
            records: [
              { ...record, data: '192.0.2.1' },
              { ...record, data: '192.0.2.2' },
            ],
          },
        ],
      })
      expect(resolver.questions.at(-1)).toMatchObject({ name: 'www.shop.test', type: 1, id: 0 })
    })
    it('with aliases is followed to their end', async () => {
      const edge = { owner: 'edge.cdn.test' }
      reply = () => ({
        records: [
          recordOf('CNAME', nameOf('shop.cdn.test')),
          recordOf('CNAME', nameOf('edge.cdn.test'), { owner: 'shop.cdn.test' }),
          recordOf('A', Buffer.from([192, 0, 2, 7]), edge),
          recordOf('A', Buffer.from([192, 0, 2, 9]), { owner: 'other.test' }),
        ],
      })
      const event = await asked()
      expect(event).toMatchObject({
        answers: [{ chain: ['shop.cdn.test', 'edge.cdn.test'], records: [{ data: '192.0.2.7' }] }],
      })
    })
    it.each<[string, Reply, string]>([
      ['no such name', { rcode: 3 }, 'nxdomain'],
      [
        'no such name, with a code',
        { rcode: 3, errors: [[15, 'blocked']] },
        'nxdomain: extended error 15: blocked',
      ],
      ['nothing of the type', {}, 'no_data'],
      ['an alias to nothing', { records: [recordOf('CNAME', nameOf('gone.test'))] }, 'no_data'],
      [
        'an alias to itself',
        { records: [recordOf('CNAME', nameOf('www.shop.test'))] },
        'cname_loop',
      ],
      ['REFUSED', { rcode: 5 }, 'refused'],
      ['SERVFAIL', { rcode: 2 }, 'servfail'],
      [
        'signatures that are over',
        { rcode: 2, errors: [[7, 'over']] },
        'bogus: extended error 7: over',
      ],
      [
        'SERVFAIL for want of servers',
        { rcode: 2, errors: [[22, '']] },
        'servfail: extended error 22',
      ],
    ])('%s', async (_, said, told) => {
      expect(await outcome(() => said)).toBe(told)
    })
    it('SERVFAIL, and answers without validation: bogus', async () => {
      const told = await outcome(({ unchecked }) =>
        unchecked ? { records: [addressOf('192.0.2.1')] } : { rcode: 2 },
      )
      expect(told).toBe('bogus')
    })
    it('nothing in time, and the root at once: the name is to blame', async () => {
      reply = () => 'silence'
      expect(await asked({}, 600)).toMatchObject({ answers: [{ outcome: 'timeout' }] })
    })
  })

  describe('a resolver that is unwell says nothing of the name', () => {
    const raw = Buffer.concat([nameOf('other.test'), Buffer.from([0, 1, 0, 1])])
    const long = Buffer.alloc(70_000)
    const circle = Buffer.from([0xc0, 45])
    it.each<[string, (question: Question) => Reply, RegExp]>([
      ['status 500', () => ({ status: 500 }), /status 500/],
      ['a redirect', () => ({ status: 302, location: '/elsewhere' }), /status 302/],
      ['a page', () => ({ type: 'text/html' }), /text\/html/],
      [
        'noise',
        () => ({ bytes: Buffer.from('hello, I am no message at all') }),
        /no DNS message|question/,
      ],
      ['nothing', () => ({ bytes: Buffer.alloc(0) }), /no DNS message/],
      ['another id', () => ({ id: 77 }), /another id/],
      ['another question', () => ({ question: raw }), /another question/],
      ['a question', () => ({ flags: 0x0100 }), /with a question/],
      ['half an answer', () => ({ flags: 0x8380 }), /cut/],
      ['a name in a circle', () => ({ records: [recordOf('CNAME', circle)] }), /no DNS message/],
      ['more than 64 KB', () => ({ bytes: long }), /64 KB/],
      ['FORMERR', () => ({ rcode: 1 }), /code 1/],
      ['NOTIMP', () => ({ rcode: 4 }), /code 4/],
    ])('%s', async (_, how, detail) => {
      expect(await outcome(how)).toMatch(/^resolver_unavailable: own resolver/)
      expect(await outcome(how)).toMatch(detail)
    })
    it.each<[string, Reply]>([
      ['SERVFAIL', { rcode: 2 }],
      ['REFUSED', { rcode: 5 }],
      ['silence', 'silence'],
    ])('%s for the root as well', async (_, said) => {
      const sick = await startDoh(() => said)
      try {
        const event = await asked({ resolvers: [{ name: 'sick', url: sick.url }] }, 600)
        expect(event).toMatchObject({ kind: 'notMeasured', reason: 'resolver_unavailable' })
      } finally {
        await sick.close()
      }
    })
    it('a closed port, and one that may not be asked', async () => {
      const to = (port: number) => [{ name: 'x', url: `http://127.0.0.1:${port}/` }]
      const closed = await asked({ resolvers: to(await freePort()) })
      expect(closed).toMatchObject({ reason: 'resolver_unavailable' })
      expect(await asked({ resolvers: to(ownPort) })).toMatchObject({
        detail: 'x may not be asked',
      })
    })
  })

  describe('several resolvers', () => {
    it('are all asked, each for its share of the time', async () => {
      const slow = await startDoh(() => 'silence')
      reply = () => ({ records: [addressOf('192.0.2.1')] })
      const resolvers = [
        { name: 'slow', url: slow.url },
        { name: 'well', url: resolver.url },
      ]
      const event = await asked({ resolvers }, 1_000)
      await slow.close()
      expect(event).toMatchObject({
        kind: 'answered',
        answers: [
          { resolver: 'slow', outcome: 'unusable' },
          { resolver: 'well', outcome: 'answer' },
        ],
      })
    })
  })

  async function registration(name: string, how: typeof answer, budgetMs = 4_000) {
    answer = how
    registry.asked.length = 0
    const order = orderOf({ type: 'domain', domain: { name } }, { budgetMs })
    const [event] = await heard(locations, [order])
    return event!
  }

  describe('a registry that answers', () => {
    const expires = '2027-03-04T05:06:07Z'
    it('tells the last day, the registrar and the states', async () => {
      const states = ['Client Transfer Prohibited', 'pending delete']
      const event = await registration('shop.test', (name) => ({
        body: domainObject(name, { expires, states }),
      }))
      expect(event).toMatchObject({
        kind: 'answered',
        registration: {
          name: 'shop.test',
          isFound: true,
          expiresAt: expires,
          registrar: 'Registrar Ltd',
          states: ['client transfer prohibited', 'pending delete'],
        },
      })
    })
    it('is asked about what the name lies in, until one is known', async () => {
      const event = await registration('a.www.shop.co.test', (name) =>
        name === 'shop.co.test' ? { body: domainObject(name, { expires }) } : null,
      )
      expect(event).toMatchObject({ registration: { name: 'shop.co.test', isFound: true } })
      expect(registry.asked).toEqual(['a.www.shop.co.test', 'www.shop.co.test', 'shop.co.test'])
    })
    it('that it knows none', async () => {
      const event = await registration('www.free.test', () => null)
      expect(event).toMatchObject({ registration: { isFound: false, name: 'www.free.test' } })
      expect(registry.asked).toEqual(['www.free.test', 'free.test'])
    })
    it('by way of a redirect', async () => {
      const event = await registration('old.test', (name) =>
        name === 'old.test'
          ? { status: 302, headers: { location: '/rdap/domain/new.test' } }
          : { body: domainObject('old.test', { expires }) },
      )
      expect(event).toMatchObject({ registration: { expiresAt: expires } })
    })
    it('the second server, when the first is away', async () => {
      const event = await registration('shop.two', (name) => ({
        body: domainObject(name, { expires }),
      }))
      expect(event).toMatchObject({ registration: { expiresAt: expires } })
    })
    it('with no day, no registrar and odd shapes', async () => {
      const more = {
        events: [null, 7, { eventAction: 'expiration', eventDate: 'soon' }],
        entities: [[]],
        status: 'x',
      }
      const event = await registration('odd.test', (name) => ({
        body: domainObject(name, { more }),
      }))
      expect(event).toMatchObject({
        registration: { expiresAt: null, registrar: null, states: [], isFound: true },
      })
    })
    it('from one list of registries for all', () => {
      expect(registry.lists()).toBe(1)
    })
  })

  describe('a registry that does not answer is no measurement', () => {
    it.each<[string, string, DomainAnswer, string, RegExp]>([
      ['429', 'shop.test', { status: 429 }, 'registry_unavailable', /status 429/],
      ['500', 'shop.test', { status: 500 }, 'registry_unavailable', /status 500/],
      ['noise', 'shop.test', { body: '<html>' }, 'registry_unavailable', /no JSON/],
      ['null', 'shop.test', { body: 'null' }, 'registry_unavailable', /something else/],
      [
        'another domain',
        'shop.test',
        { body: domainObject('x.test') },
        'registry_unavailable',
        /something else/,
      ],
      [
        'too much',
        'shop.test',
        { body: `"${'a'.repeat(1_100_000)}"` },
        'registry_unavailable',
        /more than/,
      ],
      [
        'a redirect in a circle',
        'shop.test',
        { status: 301, headers: { location: '/rdap/domain/shop.test' } },
        'registry_unavailable',
        /too often/,
      ],
      [
        'a redirect to metadata',
        'shop.test',
        { status: 301, headers: { location: 'http://169.254.169.254/' } },
        'registry_unavailable',
        /may not/,
      ],
      [
        'a redirect to nowhere',
        'shop.test',
        { status: 301, headers: { location: 'http://' } },
        'registry_unavailable',
        /nowhere/,
      ],
      ['silence', 'shop.test', { isSilent: true }, 'registry_unavailable', /within 1000 ms/],
      ['no server', 'shop.away', {}, 'registry_unavailable', /reached/],
      ['no registry', 'shop.nowhere', {}, 'registry_unknown', /no registry is listed/],
    ])('%s', async (_, name, said, reason, detail) => {
      const event = await registration(name, () => said, 1_000)
      expect(event).toMatchObject({ kind: 'notMeasured', reason })
      expect('detail' in event && event.detail).toMatch(detail)
    })
  })
})
