// What Postgres learns: everything once in effect, in order, also after an hour without it and a
// restart in the middle; and the pages that the public reads.
import { describe, expect, it } from 'vitest'
import type { Observation } from '../../workers/domain/observation.ts'
import { viewOf } from '../../workers/domain/page/view.ts'
import { type Vouched, vouchKey, withVouched } from '../../workers/domain/page/vouched.ts'
import type { PageSnapshot } from '../../workers/domain/page.ts'
import type { CheckState } from '../../workers/domain/verdict/state.ts'
import { noteSample, recentOf } from '../../workers/flow/samples.ts'
import { healthOf } from '../../workers/flow/view.ts'
import { writeQuiet } from '../../workers/flow/write.ts'
import type { ArchiveItem } from '../../workers/ports.ts'
import { configOf } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const minute = 60_000

/** One healthy answer a minute, written as a wake would. */
function answerFor(world: ReturnType<typeof shardWorld>, minutes: number): void {
  for (let passed = 0; passed < minutes; passed += 1) {
    const watched = world.memory.checks.values().next().value!
    const at = world.ports.clock.now()
    const one: Observation = { kind: 'pass', location: 'one', network: 'n', at, ms: 40 + passed }
    noteSample(world.memory, watched, one)
    writeQuiet(world.memory, world.ports)
    world.pass(minute)
  }
}

const packedOf = (world: ReturnType<typeof shardWorld>) => {
  const hours = new Map<number, number[]>()
  for (const item of world.archived)
    if (item.kind === 'packed') hours.set(item.packed.hour, item.packed.latencies)
  return [...hours].toSorted(([a], [b]) => a - b).flatMap(([, latencies]) => latencies)
}

describe('history', () => {
  it('is complete after an hour without Postgres and a restart in the middle', async () => {
    const world = shardWorld()
    world.archiveIs('away')
    world.open()
    await world.wake()
    answerFor(world, 40)
    world.restart()
    answerFor(world, 40)
    await world.wake()
    expect(world.archived).toEqual([])
    expect(healthOf(world.memory, world.ports.clock.now())).toMatchObject({
      backlog: expect.any(Number),
    })
    expect(healthOf(world.memory, world.ports.clock.now()).backlog).toBeGreaterThan(0)
    world.archiveIs('there')
    world.pass(10 * minute)
    await world.wake()
    expect(packedOf(world)).toEqual(
      [...Array(40).keys(), ...Array(40).keys()].map((one) => 40 + one),
    )
    expect(world.archived.filter((one) => one.kind === 'delivery').at(-1)).toMatchObject({
      delivery: { state: 'sent' },
    })
    expect(healthOf(world.memory, world.ports.clock.now()).backlog).toBe(0)
  })

  it('lets an hour go, and its documents, once it is over and saved', async () => {
    const world = shardWorld()
    answerFor(world, 150)
    for (let wakes = 0; wakes < 3; wakes += 1) {
      await world.wake()
      world.pass(6 * minute)
    }
    expect(packedOf(world)).toHaveLength(150)
    expect(world.memory.hours.size).toBeLessThanOrEqual(1)
    expect([...world.documents.keys()].filter((key) => key.startsWith('log/')).length).toBeLessThan(
      70,
    )
    const check = world.memory.checks.keys().next().value!
    expect(recentOf(world.memory, check).length).toBeLessThanOrEqual(1)
  })

  it('is tried again with growing pauses, never in a loop', async () => {
    const world = shardWorld()
    world.archiveIs('away')
    world.open()
    await world.wake()
    const pauses: number[] = []
    for (let tries = 0; tries < 12; tries += 1) {
      const pause = world.memory.archive.notBefore - world.ports.clock.now()
      pauses.push(pause)
      world.pass(pause)
      await world.wake()
    }
    expect(pauses[0]).toBeGreaterThanOrEqual(1_000)
    expect(pauses.at(-1)).toBe(300_000)
    expect(pauses.every((pause, index) => index === 0 || pause >= pauses[index - 1]!)).toBe(true)
  })
})

describe('history that goes up once an hour', () => {
  const hourMs = 60 * minute
  const hourly = (config = configOf(), name = 'shard') => {
    const world = shardWorld(config, name)
    world.ports.settings.flushSeconds = 3_600
    const saves: { at: number; items: ArchiveItem[] }[] = []
    const { save } = world.ports.archive
    world.ports.archive.save = async (items) => {
      saves.push({ at: world.ports.clock.now(), items })
      await save(items)
    }
    return { world, saves }
  }

  it('goes at its moment of the hour, whole, and no restart costs or doubles anything', async () => {
    const { world, saves } = hourly()
    for (let passed = 0; passed < 5 * 60 + 10; passed += 1) {
      answerFor(world, 1)
      if ([20, 63, 100, 182, 243].includes(passed)) world.restart()
      await world.wake()
    }
    expect(saves).toHaveLength(5)
    for (const { at, items } of saves) {
      expect(at % hourMs).toBeGreaterThanOrEqual(2 * minute)
      expect(at % hourMs).toBeLessThan(5 * minute)
      expect(items.map((one) => one.kind === 'packed' && one.packed.offsets.length)).toEqual([60])
    }
    expect(packedOf(world)).toHaveLength(300)
    // The running hour is in the shard, for whoever looks.
    const check = world.memory.checks.keys().next().value!
    expect(recentOf(world.memory, check).at(-1)?.offsets).toHaveLength(10)
  })

  it('goes in the same minutes from all shards, each at another second', async () => {
    const moments = new Set<number>()
    for (let number = 0; number < 20; number += 1) {
      const { world, saves } = hourly(configOf(), `shard-${number}`)
      answerFor(world, 60)
      for (let second = 0; second < 300; second += 1) {
        world.pass(1_000)
        await world.wake()
      }
      expect(saves).toHaveLength(1)
      moments.add(saves[0]!.at % hourMs)
    }
    expect(moments.size).toBeGreaterThan(10)
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(2 * minute)
    expect(Math.max(...moments)).toBeLessThanOrEqual(4 * minute + 1_000)
  })

  it('fits into the documents of a full shard, and goes up in a few parts', async () => {
    const [only] = configOf().checks
    const checks = Array.from({ length: 500 }, (_, index) => ({
      ...only!,
      id: `chk_acme00000001_${index}`,
    }))
    const { world, saves } = hourly(configOf({ checks }))
    for (let passed = 0; passed < 63; passed += 1) {
      const at = world.ports.clock.now()
      for (const watched of world.memory.checks.values())
        for (const location of ['one', 'two', 'three'])
          noteSample(world.memory, watched, {
            kind: 'pass',
            location,
            network: 'n',
            at,
            ms: 12_345,
          })
      writeQuiet(world.memory, world.ports)
      world.pass(minute)
    }
    // A row of an object has at most 2 MB.
    const sizes = [...world.documents.values()].map((text) => text.length)
    expect(Math.max(...sizes)).toBeLessThan(1_000_000)
    world.restart()
    world.pass(minute)
    await world.wake()
    const packed = saves.flatMap(({ items }) => items)
    expect(saves).toHaveLength(3)
    expect(packed).toHaveLength(1_500)
    expect(packed.every((one) => one.kind === 'packed' && one.packed.offsets.length === 60)).toBe(
      true,
    )
  })

  it('is news at once, whatever the hour', async () => {
    const { world, saves } = hourly()
    world.pass(30 * minute)
    world.open()
    await world.wake()
    expect(saves.length).toBeGreaterThan(0)
    expect(saves[0]!.at).toBe(world.ports.clock.now())
  })
})

describe('quiet states', () => {
  const quiet = (world: ReturnType<typeof shardWorld>) =>
    [...world.documents].filter(([key]) => key.startsWith('quiet/'))

  it.each([
    [3, 1],
    [11, 3],
    [30, 6],
  ])(
    'of a full shard at %i places take %i of the documents, each within a row',
    async (count, documents) => {
      const places = Array.from({ length: count }, (_, index) => `place-${index}`)
      const [only] = configOf().checks
      const checks = Array.from({ length: 512 }, (_, index) => ({
        ...only!,
        id: `chk_acme00000001_${index}`,
      }))
      const world = shardWorld(configOf({ checks }))
      for (const watched of world.memory.checks.values()) {
        watched.state = { ...watched.state, ...quietAt(watched.state, places) }
        watched.dirty = true
      }
      writeQuiet(world.memory, world.ports)
      expect(quiet(world)).toHaveLength(documents)
      for (const [, text] of quiet(world)) expect(text.length).toBeLessThan(1_010_000)
      world.restart()
      expect([...world.memory.checks.values()].map(({ state }) => state.lastRound)).toEqual(
        checks.map(() => 77),
      )
      // With fewer places what is left over goes.
      for (const watched of world.memory.checks.values()) {
        watched.state = { ...watched.state, ...quietAt(watched.state, ['place-0']) }
        watched.dirty = true
      }
      writeQuiet(world.memory, world.ports)
      expect(quiet(world)).toHaveLength(1)
    },
  )
})

/** What a check that runs long is written as, at its largest. */
function quietAt(state: CheckState, places: string[]): Partial<CheckState> {
  const at = Date.UTC(2026, 10, 24)
  const recent = Array.from({ length: 10 }, () => 12_345)
  const of = <T>(one: T) => Object.fromEntries(places.map((place) => [place, one]))
  const known = { passedAt: at, absentSince: null, askedAt: at, failing: null, answers: 99_999 }
  return {
    health: 'up',
    activity: 'steady',
    lastRound: 77,
    latest: of({ at, kind: 'pass' as const, ms: 12_345 }),
    engine: {
      ...state.engine,
      places: of({ ...known, usualMs: 12_345, first: recent, last: recent }),
    },
  }
}

describe('a status page', () => {
  const pages = [
    {
      v: 1 as const,
      id: 'pag_acme00000001_a',
      workspace: 'acme00000001',
      version: 1,
      slug: 'acme',
      title: 'Acme',
      checks: null,
      isPublic: true,
    },
    {
      v: 1 as const,
      id: 'pag_acme00000001_b',
      workspace: 'acme00000001',
      version: 1,
      slug: 'hidden',
      title: 'Hidden',
      checks: null,
      isPublic: false,
    },
  ]

  it('is written when what it shows has changed, and not before', async () => {
    const world = shardWorld(configOf({ pages }))
    await world.wake()
    expect([...world.pages.keys()].filter((key) => /^page:/.test(key))).toEqual(['page:acme'])
    const first = world.pages.get('page:acme') as PageSnapshot
    expect(first.groups[0]?.components).toEqual([
      expect.objectContaining({ name: 'checkout-api', health: 'unknown' }),
    ])
    world.pass(5_000)
    await world.wake()
    expect((world.pages.get('page:acme') as PageSnapshot).updatedAt).toBe(first.updatedAt)
    world.open()
    await world.wake()
    const second = world.pages.get('page:acme') as PageSnapshot
    expect(second).toMatchObject({
      groups: [{ components: [{ name: 'checkout-api', health: 'down' }] }],
      incidents: [{ impact: 'down', resolvedAt: null }],
    })
    expect(JSON.stringify(second)).not.toMatch(/checkout\.example|chk_|weur/)
  })

  it('is written once, and each ten minutes the shard says of all that they are still so', async () => {
    const world = shardWorld(configOf({ pages }))
    let writes = 0
    const { put } = world.ports.snapshots
    world.ports.snapshots.put = async (key, value) => {
      writes += key.startsWith('page:') ? 1 : 0
      await put(key, value)
    }
    await world.wake()
    const written = world.pages.get('page:acme') as PageSnapshot
    for (let passed = 0; passed < 180; passed += 1) {
      world.pass(minute)
      await world.wake()
    }
    expect(writes).toBe(1)
    const now = world.ports.clock.now()
    const word = world.pages.get(vouchKey(written.by!)) as Vouched
    expect(word.slugs).toEqual(['acme'])
    expect(now - word.at).toBeLessThanOrEqual(10 * minute)
    expect(viewOf(written, null, now).staleMs).toBe(180 * minute)
    expect(viewOf(withVouched(written, word), null, now).staleMs).toBeNull()
    // Of another page, and before it was written, the word says nothing.
    expect(withVouched({ ...written, slug: 'other' }, word)).toMatchObject({ slug: 'other' })
    expect(withVouched({ ...written, slug: 'other' }, word).updatedAt).toBe(written.updatedAt)
    expect(withVouched(written, { ...word, at: 1 }).updatedAt).toBe(written.updatedAt)
  })

  it('is not vouched for while KV does not take it', async () => {
    const world = shardWorld(configOf({ pages }))
    const { put } = world.ports.snapshots
    world.ports.snapshots.put = async (key, value) => {
      if (key.startsWith('page:')) throw new Error('KV is away')
      await put(key, value)
    }
    for (let passed = 0; passed < 30; passed += 1) {
      await world.wake()
      world.pass(minute)
    }
    expect([...world.pages.keys()]).toEqual([])
  })
})
