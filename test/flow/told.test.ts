// Manual checks and groups in a shard: what is said, what members make of their group, what is
// told; and the pings a heartbeat keeps.
import { describe, expect, it } from 'vitest'
import type { CheckOf } from '../../workers/domain/check/check.ts'
import type { PageSnapshot } from '../../workers/domain/page.ts'
import { pingsKept } from '../../workers/domain/ping.ts'
import { actOn } from '../../workers/flow/act.ts'
import { configure } from '../../workers/flow/configure.ts'
import { hearPing, hearSaying, hearSlug } from '../../workers/flow/hear.ts'
import { pingKeyEntryOf } from '../../workers/flow/ping-key.ts'
import { pingKeyOf } from '../../workers/flow/tokens.ts'
import { incidentsOf, pingsOf, viewOf } from '../../workers/flow/view.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { groupOf, heardOf, heartbeatOf, manualOf } from '../fakes/told.ts'
import { shardWorld } from './shard.ts'

const minute = 60_000
type World = ReturnType<typeof shardWorld>
const idOf = (name: string) => `chk_${workspace}_${name}`

async function say(world: World, name: string, health: 'up' | 'slow' | 'down', text = '') {
  const saying = { health, text, by: 'Ann' }
  expect(hearSaying(world.memory, world.ports, workspace, idOf(name), saying)).toBe(true)
  await world.wake()
}
const healthOf = (world: World, name: string) =>
  viewOf(world.memory, world.ports, workspace, idOf(name))?.health
const headlines = (world: World) =>
  world.sent.splice(0).map(({ body }) => JSON.parse(body).data.headline as string)

describe('a manual check', () => {
  it('is what was said last: one incident, raised, lowered and ended with it', async () => {
    const world = shardWorld(configOf({ checks: [manualOf('payments')] }))
    await world.wake()
    expect(healthOf(world, 'payments')).toBe('unknown')
    await say(world, 'payments', 'slow', 'queue is long')
    world.pass(minute)
    await say(world, 'payments', 'down', 'provider is away.')
    await say(world, 'payments', 'down', 'provider is away.')
    world.restart()
    world.pass(minute)
    await say(world, 'payments', 'slow')
    world.pass(minute)
    await say(world, 'payments', 'up')
    expect(headlines(world)).toEqual([
      'payments is slow: set by Ann: queue is long',
      'Worse: payments is down: set by Ann: provider is away',
      'Better, not well yet: payments is slow: set by Ann',
      'payments answers at its usual speed again: was slow for 3 min',
    ])
    expect(healthOf(world, 'payments')).toBe('up')
    const [incident] = incidentsOf(world.memory, workspace)
    expect(incident?.events.map((one) => `${one.kind} ${one.level}`)).toEqual([
      'opened warning',
      'raised critical',
      'lowered warning',
      'resolved warning',
    ])
  })

  it('is unknown after an end by hand, and may be said to be down again', async () => {
    const world = shardWorld(configOf({ checks: [manualOf('payments')] }))
    await say(world, 'payments', 'down')
    const [open] = incidentsOf(world.memory, workspace)
    const act = { kind: 'resolved' as const, by: 'Ann' }
    actOn(world.memory, world.ports, workspace, open!.id, act)
    await world.wake()
    expect(healthOf(world, 'payments')).toBe('unknown')
    await say(world, 'payments', 'down')
    expect(incidentsOf(world.memory, workspace)[0]).toMatchObject({ resolvedAt: null })
    expect(healthOf(world, 'payments')).toBe('down')
  })

  it('belongs to its workspace, and a heartbeat is none', () => {
    const world = shardWorld(configOf({ checks: [manualOf('payments'), heartbeatOf()] }))
    const saying = { health: 'down' as const, text: '', by: 'Eve' }
    const ask = (ws: string, name: string) =>
      hearSaying(world.memory, world.ports, ws, idOf(name), saying)
    expect(ask('rival0000002', 'payments')).toBe(false)
    expect(ask(workspace, 'backup')).toBe(false)
  })
})

describe('a group', () => {
  const members = ['a', 'b', 'c'].map((name) => manualOf(name, { downLevel: 'info' }))
  const worldOf = (...groups: CheckOf<'group'>[]) =>
    shardWorld(configOf({ checks: [...members, ...groups] }))

  it('is down when too few can be up, since one more was down than may be, and names them', async () => {
    const world = worldOf(groupOf('shop', ['a', 'b', 'c'], 'at_least', 2))
    for (const name of ['a', 'b', 'c']) await say(world, name, 'up')
    expect(healthOf(world, 'shop')).toBe('up')
    const startedAt = world.ports.clock.now() + 2 * minute
    world.pass(minute)
    await say(world, 'a', 'down')
    expect(healthOf(world, 'shop')).toBe('up')
    world.pass(minute)
    await say(world, 'b', 'down')
    expect(healthOf(world, 'shop')).toBe('down')
    const [open] = incidentsOf(world.memory, workspace).filter((one) => one.check === idOf('shop'))
    expect(open).toMatchObject({ kind: 'down', level: 'critical', startedAt })
    expect(headlines(world)).toContain(
      'shop is down: 2 of 3 members are down (a and b), 2 must be up',
    )
    world.pass(minute)
    await say(world, 'c', 'slow')
    await say(world, 'a', 'up')
    expect(healthOf(world, 'shop')).toBe('slow')
    expect(headlines(world)).toContain('shop is up again: was down 1 min')
  })

  it.each([
    ['all', { a: 'up', b: 'up', c: 'up' }, 'up'],
    ['all', { a: 'up', b: 'down', c: 'up' }, 'down'],
    ['all', { a: 'up', b: 'slow', c: 'up' }, 'slow'],
    ['all', { a: 'up', b: 'up' }, 'unknown'],
    ['all', { a: 'down' }, 'down'],
    ['any', { a: 'down', b: 'down' }, 'unknown'],
    ['any', { a: 'down', b: 'down', c: 'down' }, 'down'],
    ['any', { a: 'down', b: 'down', c: 'up' }, 'up'],
    ['at_least', { a: 'up', b: 'up' }, 'up'],
    ['at_least', { a: 'down', b: 'up' }, 'unknown'],
    ['at_least', { a: 'down', b: 'down' }, 'down'],
  ] as const)(
    'of %s with %o is %s: who is not known counts as neither',
    async (rule, said, health) => {
      const world = worldOf(groupOf('shop', ['a', 'b', 'c'], rule, 2))
      for (const [name, one] of Object.entries(said)) await say(world, name, one)
      expect(healthOf(world, 'shop')).toBe(health)
    },
  )

  it('stays down while a member goes unknown, and sets paused ones aside', async () => {
    const world = worldOf(groupOf('shop', ['a', 'b'], 'all'))
    await say(world, 'a', 'down')
    await say(world, 'b', 'up')
    expect(healthOf(world, 'shop')).toBe('down')
    const open = incidentsOf(world.memory, workspace).find((one) => one.check === idOf('a'))!
    actOn(world.memory, world.ports, workspace, open.id, { kind: 'resolved', by: 'Ann' })
    await world.wake()
    expect([healthOf(world, 'a'), healthOf(world, 'shop')]).toEqual(['unknown', 'down'])
    const held = world.memory.configs.get(workspace)!
    const checks = held.checks.map((one) => (one.name === 'a' ? { ...one, paused: true } : one))
    configure(world.memory, world.ports, { ...held, checks, version: held.version + 1 })
    await world.wake()
    expect(healthOf(world, 'shop')).toBe('up')
  })

  it('of groups follows through, and is told once for each', async () => {
    const inner = groupOf('inner', ['a'])
    const world = worldOf(groupOf('outer', ['inner', 'b'], 'all'), inner)
    await say(world, 'b', 'up')
    await say(world, 'a', 'up')
    expect(healthOf(world, 'outer')).toBe('up')
    await say(world, 'a', 'down')
    expect([healthOf(world, 'inner'), healthOf(world, 'outer')]).toEqual(['down', 'down'])
    expect(headlines(world).filter((one) => one.startsWith('outer'))).toHaveLength(1)
    world.restart()
    for (let count = 0; count < 5; count += 1) {
      world.pass(minute)
      await world.wake()
    }
    expect(headlines(world)).toEqual([])
  })

  it('ended by hand says nothing more until a member changes', async () => {
    const world = worldOf(groupOf('shop', ['a', 'b'], 'all'))
    await say(world, 'a', 'down')
    const open = incidentsOf(world.memory, workspace).find((one) => one.check === idOf('shop'))!
    actOn(world.memory, world.ports, workspace, open.id, { kind: 'resolved', by: 'Ann' })
    await world.wake()
    const count = () =>
      incidentsOf(world.memory, workspace).filter((one) => one.check === idOf('shop')).length
    expect([count(), healthOf(world, 'shop')]).toEqual([1, 'unknown'])
    await say(world, 'b', 'down')
    expect([count(), healthOf(world, 'shop')]).toEqual([2, 'down'])
  })
})

describe('the pings of a heartbeat', () => {
  const ping = (world: World, facts = {}) =>
    hearPing(world.memory, world.ports, workspace, idOf('backup'), heardOf(facts))

  it('are kept, the latest fifty, over a restart, and go with the check', async () => {
    const world = shardWorld(configOf({ checks: [heartbeatOf()] }))
    ping(world, { act: 'start' })
    world.pass(90_000)
    expect(ping(world, { body: 'done', exitCode: 0 })).toBe('ok')
    world.restart()
    expect(pingsOf(world.memory, workspace, idOf('backup'))).toMatchObject([
      { act: 'success', durationMs: 90_000, exitCode: 0, body: 'done' },
      { act: 'start', durationMs: null },
    ])
    expect(pingsOf(world.memory, 'rival0000002', idOf('backup'))).toEqual([])
    for (let count = 0; count < 60; count += 1) {
      world.pass(3_000)
      ping(world)
    }
    expect(pingsOf(world.memory, workspace, idOf('backup'))).toHaveLength(pingsKept)
    configure(world.memory, world.ports, configOf({ version: 99, checks: [] }))
    expect([...world.documents.keys()].filter((key) => key.startsWith('pings/'))).toEqual([])
  })

  it('are limited to thirty a minute', () => {
    const world = shardWorld(configOf({ checks: [heartbeatOf()] }))
    const answers = Array.from({ length: 40 }, () => ping(world))
    expect(answers.filter((one) => one === 'ok')).toHaveLength(30)
    expect(answers.at(-1)).toBe('limited')
    world.pass(4_000)
    expect([ping(world), ping(world), ping(world)]).toEqual(['ok', 'ok', 'limited'])
  })

  it('of a paused check are kept and decide nothing; others are unknown', () => {
    const world = shardWorld(configOf({ checks: [heartbeatOf({}, 'backup', { paused: true })] }))
    expect(ping(world, { act: 'fail' })).toBe('paused')
    expect(incidentsOf(world.memory, workspace)).toEqual([])
    expect(pingsOf(world.memory, workspace, idOf('backup'))).toHaveLength(1)
    const ask = (ws: string, id: string) => hearPing(world.memory, world.ports, ws, id, heardOf())
    expect(ask('rival0000002', idOf('backup'))).toBe('unknown')
    expect(ask(workspace, idOf('nothing'))).toBe('unknown')
  })

  it('come by slug to the one heartbeat of the workspace that has it', () => {
    const checks = [
      heartbeatOf({ slug: 'backup' }),
      heartbeatOf({ slug: 'nightly' }, 'night', { paused: true }),
      heartbeatOf({ slug: 'twice' }, 'one'),
      heartbeatOf({ slug: 'twice' }, 'two'),
      heartbeatOf({}, 'silent'),
    ]
    const world = shardWorld(configOf({ checks }))
    const ask = (slug: string, ws = workspace, facts = {}) =>
      hearSlug(world.memory, world.ports, ws, slug, heardOf(facts))
    expect(ask('backup', workspace, { act: 'fail', exitCode: 3 })).toBe('ok')
    expect(healthOf(world, 'backup')).toBe('down')
    expect(ask('nightly')).toBe('paused')
    expect(['twice', 'silent', 'undefined', 'null', ''].map((slug) => ask(slug))).toEqual([
      'ambiguous',
      'unknown',
      'unknown',
      'unknown',
      'unknown',
    ])
    expect(ask('backup', 'rival0000002')).toBe('unknown')
    const counts = ['backup', 'night', 'one', 'two'].map(
      (name) => pingsOf(world.memory, workspace, idOf(name)).length,
    )
    expect(counts).toEqual([1, 1, 0, 0])
    const more = Array.from({ length: 30 }, () => ask('backup'))
    expect([more.at(-2), more.at(-1)]).toEqual(['ok', 'limited'])
  })

  it('never show on a public page', async () => {
    const page = { v: 1, id: 'pag_x', workspace, version: 1, slug: 'acme', title: 'Acme' } as const
    const pages = [{ ...page, checks: null, isPublic: true }]
    const checks = [heartbeatOf(), manualOf('payments')]
    const world = shardWorld(configOf({ checks, pages }))
    ping(world, { act: 'fail', body: 'password=hunter2', exitCode: 3 })
    await say(world, 'payments', 'down', 'hunter2 again')
    world.pass(2_000)
    await world.wake()
    const shown = world.pages.get('page:acme') as PageSnapshot
    const components = shown.groups[0]!.components
    expect(components.map((one) => [one.name, one.health])).toEqual([
      ['backup', 'down'],
      ['payments', 'down'],
    ])
    expect(shown.incidents.map((one) => one.impact)).toEqual(['down', 'down'])
    expect(JSON.stringify(shown)).not.toContain('hunter2')
    expect(JSON.stringify(shown)).not.toContain('Ann')
  })

  it('find their way again after KV was lost', async () => {
    const token = 'a'.repeat(32)
    const pingKey = 'b'.repeat(32)
    const world = shardWorld(configOf({ checks: [heartbeatOf({ token })], pingKey }))
    await world.wake()
    expect(world.pages.get(await pingKeyEntryOf(pingKey))).toEqual({ v: 1, workspace })
    const key = await pingKeyOf(token)
    expect(world.pages.get(key)).toEqual({ v: 1, workspace, check: idOf('backup') })
  })
})
