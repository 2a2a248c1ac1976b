// The page of places: who is unwell since when, and what each saw in a day; of no other workspace.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlaceMap } from '../../dashboard/parts/map.tsx'
import { newBook } from '../../workers/domain/verdict/index.ts'
import { placesIn } from '../../workers/flow/view.ts'
import { acme, bolt, keys, openWorld, type World } from './world.ts'

let world: World
let check: string
const hourMs = 3_600_000

beforeAll(async () => {
  world = await openWorld()
  const body = { type: 'http', url: 'https://shop.example.com/', name: 'shop' }
  check = (await world.ask('POST', '/api/checks', { body })).json.id
  const packed = {
    v: 1 as const,
    workspace: acme,
    check,
    location: 'two',
    hour: Math.floor(Date.now() / hourMs) * hourMs - hourMs,
    offsets: [0, 60, 120, 180],
    latencies: [100, 200, 5, 9],
    outcomes: [0, 1, 2, 4],
  }
  await world.place.archive.save([{ kind: 'packed', packed }])
  await world.place.upkeep.rollup(Date.now())
})
afterAll(() => world.stop())

const rows = async (key = keys.acme) => {
  const { status, text } = await world.ask('GET', '/locations', {
    key,
    headers: { accept: 'text/html' },
  })
  expect(status).toBe(200)
  const body = text.slice(text.indexOf('<tbody>'), text.indexOf('</tbody>'))
  return body.split('</tr>').map((row) =>
    row
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  )
}

describe('the page of places', () => {
  it('says what each saw in a day, to its own workspace', async () => {
    const [one, two] = await rows()
    expect(one).toBe('one net-a ● well – – – – not needed yet')
    expect(two).toBe('two net-b ● well 4 1 1 150 ms not needed yet')
    expect((await rows(keys.bolt))[1]).toContain('well – – – –')
  })

  it('says that a place is unwell, since when and why', async () => {
    const since = Date.now() - 120_000
    const held = { unwellSince: since, muteSince: null, colo: 'LHR', lent: null }
    const seen = { alone: [check], controls: [] }
    world.door.places = async () => [{ location: 'one', ...held, ...seen }]
    const [one] = await rows()
    expect(one).toContain('unwell, not counted for 2 min alone in failing shop')
  })

  it('stays when the shard is away', async () => {
    world.door.places = async () => Promise.reject(new Error('away'))
    expect((await rows())[1]).toContain('two net-b')
  })
})

describe('what a shard says of its places', () => {
  it('names no check of another workspace', () => {
    const book = newBook()
    const alone = { mine: { since: 1, at: 1 }, theirs: { since: 1, at: 1 } }
    book.locations.one = { unwellSince: 5, incident: null, alone }
    const checks = new Map([
      ['mine', { check: { workspace: acme } }],
      ['theirs', { check: { workspace: bolt } }],
    ])
    const [seen] = placesIn({ book, checks } as never, acme)
    expect(seen).toEqual({
      location: 'one',
      colo: null,
      lent: null,
      unwellSince: 5,
      muteSince: null,
      alone: ['mine'],
      controls: [],
    })
  })
})

describe('the map', () => {
  const at = (id: string, isWell = true) => ({ id, label: id, isWell })

  it('marks the places that it knows, the unwell ones by another shape', () => {
    const drawn = String(PlaceMap({ places: [at('weur'), at('oc', false), at('home')] }))
    expect(drawn).toContain('aria-label="Places: weur, oc (not well)"')
    expect(drawn.match(/class="well"/g)).toHaveLength(1)
    expect(drawn).toMatch(/<g class="unwell"><rect/)
  })

  it('is not drawn where no place is known', () => {
    expect(PlaceMap({ places: [at('one'), at('two')] })).toBeNull()
  })
})
