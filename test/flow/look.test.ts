// Check now, and a test of a target: what a person sees, what counts, and what is kept of it.
import { describe, expect, it } from 'vitest'
import { look, lookNow } from '../../workers/flow/look.ts'
import { echoPlaces } from '../fakes/echo-place.ts'
import { checkOf, configOf, workspace } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

function worldWith(facts = {}) {
  const check = checkOf({ paused: false, ...facts })
  const places = echoPlaces()
  const world = shardWorld(configOf({ checks: [check] }))
  world.ports.locations = places
  // Time passes only for those who wait to the end of it.
  world.ports.clock.sleep = (ms) =>
    new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5_000)))
  const begin = () => void world.wake()
  const now = (locations: string[] | null = null, of = workspace) =>
    lookNow(world.memory, world.ports, { workspace: of, check: check.id, locations }, begin)
  const state = () => world.memory.checks.get(check.id)!.state
  return { world, check, places, now, state }
}

describe('check now', () => {
  it('asks the places of a round once, whole, and the answers count', async () => {
    const { now, places, state } = worldWith()
    const looks = await now()
    expect(looks?.map((one) => [one.location, one.kind, one.counted])).toEqual([
      ['one', 'pass', true],
      ['two', 'pass', true],
    ])
    expect(looks?.[0]?.measurement).toMatchObject({ status: 200, apart: { name: 3 }, headers: {} })
    expect(looks?.[0]?.words).toContain('One')
    expect(places.asked.map(({ location, order }) => [location, order.whole])).toEqual([
      ['one', true],
      ['two', true],
    ])
    expect(Object.keys(state().latest)).toEqual(['one', 'two'])
  })

  it('asks another place beside, which does not count', async () => {
    const { now, places, state } = worldWith()
    const looks = await now(['spare', 'one'])
    expect(looks?.map((one) => [one.location, one.counted])).toEqual([
      ['spare', false],
      ['one', true],
    ])
    expect(places.asked.map(({ location }) => location).toSorted()).toEqual(['one', 'spare', 'two'])
    expect(state().latest).not.toHaveProperty('spare')
  })

  it('of other places alone begins no round', async () => {
    const { now, places, state } = worldWith()
    const before = state().lastRound
    expect(await now(['spare'])).toMatchObject([{ location: 'spare', counted: false }])
    expect(places.asked).toHaveLength(1)
    expect(state().lastRound).toBe(before)
  })

  it('tells of a place that stays silent', async () => {
    const { now, places } = worldWith()
    places.silence('two')
    expect(await now()).toMatchObject([
      { location: 'one', kind: 'pass' },
      { location: 'two', kind: 'unknown', reasons: ['silent'], measurement: null },
    ])
  })

  it('knows no check of another workspace, and none that is paused', async () => {
    const { now } = worldWith()
    expect(await now(null, 'rival0000002')).toBeNull()
    expect(await worldWith({ paused: true }).now()).toBeNull()
  })

  it('tells of a place that still measures, and does not ask it again', async () => {
    const { world, check, now, places } = worldWith()
    const { measuring } = world.memory.checks.get(check.id)!
    for (const id of ['two', 'spare']) measuring.set(id, 'an earlier order')
    const looks = await now()
    expect(looks?.map((one) => [one.location, one.kind])).toEqual([
      ['one', 'pass'],
      ['two', 'unknown'],
    ])
    expect(looks?.[1]?.words).toContain('still waits')
    expect(places.asked.map(({ location }) => location)).toEqual(['one'])
  })

  it('of another place is in flight for it, too: nobody asks there a second time', async () => {
    const { world, check, now, places } = worldWith()
    const { measuring } = world.memory.checks.get(check.id)!
    const ask = places.ask
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    places.ask = async function* (location, batch) {
      for await (const answer of ask(location, batch)) {
        await held
        yield answer
      }
    }
    const looks = now(['spare'])
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect([...measuring.keys()]).toEqual(['spare'])
    const again = await now(['spare'])
    expect(again).toMatchObject([{ location: 'spare', kind: 'unknown', counted: false }])
    expect(again?.[0]?.words).toContain('still waits')
    letGo()
    expect(await looks).toMatchObject([{ location: 'spare', kind: 'pass' }])
    expect(places.asked.map(({ location }) => location)).toEqual(['spare'])
    expect(measuring.size).toBe(0)
  })

  it('of a place whose order is lost holds it no longer than the call can last', async () => {
    const { world, check, now, places } = worldWith()
    const { measuring } = world.memory.checks.get(check.id)!
    places.ask = () => ({
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    })
    const waits: number[] = []
    let isLong = false
    world.ports.clock.sleep = async (ms) => {
      waits.push(ms)
      while (!isLong) await new Promise((resolve) => setTimeout(resolve, 5))
    }
    void now(['spare'])
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(measuring.size).toBe(1)
    isLong = true
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(measuring.size).toBe(0)
    expect(Math.max(...waits)).toBeLessThanOrEqual(check.timeoutMs + 31_000)
  })

  it('does not ask the next round for the whole', async () => {
    const { world, now, places } = worldWith()
    await now()
    places.asked.length = 0
    world.pass(60_000)
    await world.wake()
    expect(places.asked.length).toBeGreaterThan(0)
    for (const { order } of places.asked) expect(order).not.toHaveProperty('whole')
  })
})

describe('a test of a target', () => {
  const secret = 'hunter2hunter2'
  const withSecret = () => {
    const { world, check, places } = worldWith()
    const http = {
      ...(check.type === 'http' ? check.http : null!),
      headers: [{ name: 'x-key', value: secret }],
      basicAuth: { username: 'ann', password: secret },
    }
    const target = checkOf({ id: `chk_${workspace}_test`, ...{ http } })
    return { world, places, target }
  }

  it('sends the secrets, and hides every echo of them', async () => {
    const { world, places, target } = withSecret()
    const looks = await look(world.ports, world.memory.book, target, ['two'])
    expect(JSON.stringify(places.asked)).toContain(secret)
    expect(looks).toMatchObject([{ location: 'two', kind: 'pass', counted: false }])
    expect(JSON.stringify(looks)).not.toContain(secret)
    expect(JSON.stringify(looks)).not.toContain(btoa(`ann:${secret}`).slice(0, 12))
    expect(looks[0]?.measurement).not.toHaveProperty('body')
  })

  it('leaves nothing behind', async () => {
    const { world, target } = withSecret()
    const before = JSON.stringify([...world.documents])
    await look(world.ports, world.memory.book, target, ['one', 'two'])
    expect(world.memory.checks.has(target.id)).toBe(false)
    expect(JSON.stringify([...world.documents])).toBe(before)
    expect([world.archived, world.live, world.sent]).toEqual([[], [], []])
  })
})

describe('every probe', () => {
  it('carries a trace of its own (W3C Trace Context), sampled where somebody will look', async () => {
    const { world, places } = worldWith()
    await world.wake()
    const traces = places.asked.map(({ order }) => order.traceparent)
    for (const trace of traces) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    expect(new Set(traces).size).toBe(traces.length)
    await look(world.ports, world.memory.book, checkOf(), ['one'])
    expect(places.asked.at(-1)?.order.traceparent).toMatch(/-01$/)
  })
})
