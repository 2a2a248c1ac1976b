// The overview: what is asked for by its address, what is said of each check, and what it says when a
// part of eSonar is away. Another workspace's checks are never on it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acme, keys, openWorld, type World } from './world.ts'

let world: World
let shop: string

const checks = [
  { type: 'http', url: 'https://shop.example.com/', name: 'shop', tags: ['front', 'eu'] },
  { type: 'http', url: 'https://blog.example.com/', name: 'blog', tags: ['front'] },
  { type: 'tcp', host: 'db.example.com', port: 25, name: 'mail' },
]

beforeAll(async () => {
  world = await openWorld()
  for (const body of checks) {
    const { json } = await world.ask('POST', '/api/checks', { body })
    shop ??= json.id
  }
  const other = { type: 'http', url: 'https://secret.example.com/', name: 'of bolt' }
  await world.ask('POST', '/api/checks', { key: keys.bolt, body: other })
})
afterAll(() => world.stop())

async function seen(path: string): Promise<string> {
  const { status, text } = await world.ask('GET', path, { headers: { accept: 'text/html' } })
  expect([path, status]).toEqual([path, 200])
  return text
}
const names = (html: string) =>
  [...html.matchAll(/class="name"[^>]*>([^<]+)</g)].map((found) => found[1])

describe('the overview', () => {
  it('says when few credits for text messages and calls are left, or none', async () => {
    expect(await seen('/')).not.toContain('text messages and calls')
    const { used } = world.door
    const plain = await used(acme)
    try {
      world.door.used = async () => ({ ...plain, low: 'low', left: 4 })
      const text = async () => (await seen('/')).replaceAll(/<[^>]+>|\s+/g, ' ')
      expect(await text()).toMatch(/4 credits for text messages and\s+calls\s+are left\s*\./)
      world.door.used = async () => ({ ...plain, low: 'out', left: 0 })
      expect(await text()).toMatch(/No credits for .* are left: alarms go by mail/)
    } finally {
      world.door.used = used
    }
  })

  it('says who is told while there is no channel', async () => {
    expect(await seen('/')).toContain('Nobody is told yet')
    const { settings } = world.hub
    const { carriers } = settings
    try {
      const mail = { kind: 'resend', key: 're_1', from: 'a@b.example', url: 'http://x' } as const
      settings.carriers = { ...carriers, mail }
      expect(await seen('/')).toContain('Only the owners are told yet, by mail')
    } finally {
      settings.carriers = carriers
    }
  })

  it('groups by tag, and shows nothing of another workspace', async () => {
    const html = await seen('/')
    expect(names(html)).toEqual(['shop', 'blog', 'mail'])
    expect([...html.matchAll(/class="group">([^<]+?)\s*</g)].map((found) => found[1])).toEqual([
      'eu',
      'front',
      'no tag',
    ])
    expect(html).not.toContain('of bolt')
  })

  it.each([
    ['/?q=BLOG', ['blog']],
    ['/?q=example.com+shop', ['shop']],
    ['/?tag=front', ['blog', 'shop']],
    ['/?type=tcp', ['mail']],
    ['/?health=down', []],
    ['/?health=wrong', ['shop', 'blog', 'mail']],
    ['/?group=nothing', ['blog', 'mail', 'shop']],
    ['/?type=nonsense&health=%3Cb%3E&group=x', ['shop', 'blog', 'mail']],
  ])('is narrowed by its address: %s', async (path, expected) => {
    expect(names(await seen(path))).toEqual(expected)
  })

  it('keeps what was searched for, as text', async () => {
    const html = await seen('/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E')
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(html).toContain('No check is like that')
  })

  it('marks a silenced check', async () => {
    const body = { check: shop, until: new Date(Date.now() + 3_600_000).toISOString(), reason: 'x' }
    expect((await world.ask('POST', '/api/silences', { body })).status).toBe(201)
    const html = await seen('/?q=shop')
    expect(html).toMatch(/title="until [^"]+">silenced</)
    expect(await seen('/?q=blog')).not.toContain('>silenced<')
  })

  it('draws a day of answers and the days that were down', async () => {
    const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000
    await world.place.query(`update checks set created_at = now() - interval '100 days'
      where id = '${shop}'`)
    const packed = {
      v: 1 as const,
      workspace: acme,
      check: shop,
      location: 'one',
      hour: hour - 3_600_000,
      offsets: [0, 60, 120],
      latencies: [100, 200, 5],
      outcomes: [0, 1, 2],
    }
    await world.place.archive.save([{ kind: 'packed', packed }])
    await world.place.upkeep.rollup(Date.now())
    const html = await seen('/?q=shop')
    expect(html).toContain('24 h: 150 ms to 150 ms by the hour')
    expect(html).toMatch(/<path class="bad" d="M94 0v24"/)
    expect(html).toContain('90 days: never down')
  })
})

describe('the overview with a part of eSonar away', () => {
  it('says that the shard does not answer, and shows what is of record', async () => {
    const kept = world.hub.shard
    world.hub.shard = async () => Promise.reject(new Error('the shard is away'))
    try {
      const html = await seen('/')
      expect(html).toContain('how things are now is not known')
      expect(names(html)).toHaveLength(3)
    } finally {
      world.hub.shard = kept
    }
  })

  it('says since when no answer came in', async () => {
    const at = Date.now() - 600_000
    const latest = { one: { kind: 'pass', ms: 9, at } }
    const view = { check: shop, health: 'up', activity: 'steady', since: at, paused: false, latest }
    const kept = world.door.views
    world.door.views = async () => [view] as never
    try {
      expect(await seen('/')).toContain('No answer has come in since')
      latest.one.at = Date.now()
      expect(await seen('/')).not.toContain('No answer has come in')
    } finally {
      world.door.views = kept
    }
  })
})
