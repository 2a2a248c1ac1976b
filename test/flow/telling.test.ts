// What the shard does with messages: told once, reminded, silenced by maintenance and told after
// it, dropped where nobody listens any more; and what people do to an incident by hand.
import { describe, expect, it } from 'vitest'
import { readMessage } from '../../workers/domain/message.ts'
import { actOn, addNote, sendTest } from '../../workers/flow/act.ts'
import { configure } from '../../workers/flow/configure.ts'
import { deliveriesIn, incidentsOf } from '../../workers/flow/view.ts'
import type { SendOutcome } from '../../workers/ports.ts'
import { channelOf, checkOf, configOf, policyWith, workspace } from '../fakes/telling.ts'
import { shardWorld, startAt } from './shard.ts'

const minute = 60_000
const eventsOf = (world: ReturnType<typeof shardWorld>) =>
  deliveriesIn(world.memory, workspace, null)
    .toSorted((a, b) => a.createdAt - b.createdAt)
    .map((one) => `${one.event} ${one.state}`)

describe('maintenance', () => {
  const maintenance = [
    { id: 'm1', startsAt: startAt - minute, endsAt: startAt + 10 * minute, checks: null },
  ]

  it('silences, and what is still broken at its end is told then, once', async () => {
    const world = shardWorld(configOf({ maintenance }))
    world.open()
    await world.wake()
    expect(world.sent).toHaveLength(0)
    world.pass(9 * minute)
    await world.wake()
    expect(world.sent).toHaveLength(0)
    world.pass(2 * minute)
    await world.wake()
    world.pass(minute)
    await world.wake()
    expect(world.sent).toHaveLength(1)
  })
})

describe('a reminder', () => {
  it('comes as often as the policy says, until somebody acknowledges', async () => {
    const world = shardWorld(
      configOf({
        policies: [policyWith({ remindEveryMinutes: 10 })],
        maintenance: [{ id: 'm', startsAt: startAt - 2, endsAt: startAt - 1, checks: null }],
      }),
    )
    const incident = world.open()
    await world.wake()
    expect(eventsOf(world)).toEqual(['opened sent'])
    for (let passed = 0; passed < 25; passed += 1) {
      world.pass(minute)
      await world.wake()
    }
    expect(eventsOf(world)).toEqual(['opened sent', 'reminder sent', 'reminder sent'])
    const after = actOn(world.memory, world.ports, workspace, incident.id, {
      kind: 'acknowledged',
      by: 'Ann',
    })
    expect(after?.acknowledgedBy).toBe('Ann')
    for (let passed = 0; passed < 25; passed += 1) {
      world.pass(minute)
      await world.wake()
    }
    expect(eventsOf(world)).toEqual([
      'opened sent',
      'reminder sent',
      'reminder sent',
      'acknowledged sent',
    ])
  })
})

describe('a receiver', () => {
  it('that says 410 is switched off, and history learns why', async () => {
    const world = shardWorld()
    world.answer({ kind: 'answered', status: 410, body: 'gone', retryAfterSeconds: null, ms: 3 })
    world.open()
    await world.wake()
    const [channel] = world.memory.configs.get(workspace)!.channels
    expect(channel).toMatchObject({ enabled: false, disabledWhy: 'gone' })
    expect(world.archived).toContainEqual(
      expect.objectContaining({ kind: 'channelOff', channel: channel!.id, why: 'gone' }),
    )
    world.restart()
    expect(world.memory.configs.get(workspace)!.channels[0]?.enabled).toBe(false)
    world.pass(60 * minute)
    await world.wake()
    expect(world.sent).toHaveLength(1)
  })

  it('that asks for time gets it, across a restart', async () => {
    const world = shardWorld()
    world.answer({ kind: 'answered', status: 503, body: '', retryAfterSeconds: 120, ms: 3 })
    world.open()
    await world.wake()
    world.answer({ kind: 'answered', status: 200, body: '', retryAfterSeconds: null, ms: 3 })
    world.restart()
    world.pass(119_000)
    await world.wake()
    expect(world.sent).toHaveLength(1)
    expect(world.alarm()).toBeLessThanOrEqual(startAt + 120_000)
    world.pass(1_000)
    await world.wake()
    expect(world.sent).toHaveLength(2)
    expect(world.sent[1]?.body).toBe(world.sent[0]?.body)
  })

  it('of a channel that was removed hears nothing more', async () => {
    const world = shardWorld()
    world.answer({ kind: 'fault', fault: 'refused', ms: 1 })
    world.open()
    await world.wake()
    configure(world.memory, world.ports, configOf({ version: 8, channels: [] }))
    world.pass(60 * minute)
    await world.wake()
    expect(world.sent).toHaveLength(1)
    expect(deliveriesIn(world.memory, workspace, null)[0]).toMatchObject({
      state: 'dropped',
      why: 'channel_removed',
    })
  })
})

describe('by hand', () => {
  it('a test is sent once and settled by the real answer', async () => {
    const world = shardWorld()
    world.answer({
      kind: 'answered',
      status: 500,
      body: 'no paper',
      retryAfterSeconds: null,
      ms: 3,
    })
    const delivery = await sendTest(world.memory, world.ports, workspace, channelOf('ops').id)
    expect(delivery).toMatchObject({ event: 'test', state: 'dead' })
    expect(delivery?.attempts).toEqual([
      expect.objectContaining({ status: 500, said: expect.stringContaining('no paper') }),
    ])
    world.pass(60 * minute)
    await world.wake()
    expect(world.sent).toHaveLength(1)
    expect(
      await sendTest(world.memory, world.ports, 'bolt00000002', channelOf('ops').id),
    ).toBeNull()
  })

  it('a note joins the timeline and tells nobody', async () => {
    const world = shardWorld()
    const { id } = world.open()
    await world.wake()
    const note = { by: 'Ann', text: 'restarting' }
    expect(addNote(world.memory, world.ports, workspace, id, note)?.events.at(-1)).toMatchObject({
      kind: 'noted',
      ...note,
    })
    await world.wake()
    expect(world.sent).toHaveLength(1)
    world.restart()
    expect(incidentsOf(world.memory, workspace)[0]?.events.at(-1)?.text).toBe('restarting')
    expect(addNote(world.memory, world.ports, 'bolt00000002', id, note)).toBeNull()
  })

  it('a resolution ends it, tells so, and looks again at once', async () => {
    const world = shardWorld()
    const { id, check } = world.open()
    await world.wake()
    const over = actOn(world.memory, world.ports, workspace, id, { kind: 'resolved', by: 'Ann' })
    expect(over).toMatchObject({ resolvedHow: 'by_hand' })
    const watched = world.memory.checks.get(check!)!
    expect([watched.state.health, watched.now]).toEqual(['unknown', true])
    await world.wake()
    expect(
      readMessage(JSON.parse(JSON.stringify(deliveriesIn(world.memory, workspace, id)[0]?.payload)))
        ?.type,
    ).toBe('incident.resolved')
    expect(
      actOn(world.memory, world.ports, 'bolt00000002', id, { kind: 'resolved', by: 'Ben' }),
    ).toBeNull()
  })
})

describe('a configuration', () => {
  it('that is older, or the same, changes nothing', () => {
    const world = shardWorld()
    const older = configOf({ version: 6, checks: [] })
    expect(configure(world.memory, world.ports, older)).toEqual({ version: 7 })
    expect(world.memory.checks.size).toBe(1)
  })

  it('that pauses a check closes its incident as paused, and says so', async () => {
    const world = shardWorld()
    const { id } = world.open()
    await world.wake()
    configure(
      world.memory,
      world.ports,
      configOf({ version: 8, checks: [checkOf({ paused: true })] }),
    )
    await world.wake()
    expect(incidentsOf(world.memory, workspace).find((one) => one.id === id)?.resolvedHow).toBe(
      'paused',
    )
    expect(world.sent).toHaveLength(2)
  })

  it('with a new check asks it at once', () => {
    const world = shardWorld()
    const fresh = checkOf({ id: `chk_${workspace}_fresh` })
    configure(world.memory, world.ports, configOf({ version: 8, checks: [checkOf(), fresh] }))
    expect(world.memory.checks.get(fresh.id)?.now).toBe(true)
  })
})

describe('a chat that keeps threads', () => {
  it('is answered to the first message of the incident, across a restart', async () => {
    const settings = {
      conversation: 'C0123456789',
      token: 'xoxb-t',
      server: 'https://slack.example/api',
    }
    const world = shardWorld(
      configOf({ channels: [channelOf('chat', { type: 'slackApp', settings })] }),
    )
    const taken = (ts: string): SendOutcome => ({
      kind: 'answered',
      status: 200,
      body: JSON.stringify({ ok: true, ts }),
      retryAfterSeconds: null,
      ms: 5,
    })
    world.answer(taken('1.1'))
    const incident = world.open()
    await world.wake()
    world.restart()
    world.answer(taken('2.2'))
    actOn(world.memory, world.ports, workspace, incident.id, { kind: 'acknowledged', by: 'ana' })
    world.pass(5_000)
    await world.wake()
    actOn(world.memory, world.ports, workspace, incident.id, { kind: 'resolved', by: 'ana' })
    world.pass(5_000)
    await world.wake()
    const threads = world.sent.map(({ body }) => JSON.parse(body ?? '{}').thread_ts ?? null)
    expect(threads).toEqual([null, '1.1', '1.1'])
    expect(JSON.parse(world.sent[2]!.body ?? '{}').reply_broadcast).toBe(true)
  })
})
