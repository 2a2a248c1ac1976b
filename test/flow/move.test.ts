// A workspace moves from one shard to another, with an incident open and messages owed, and with either
// shard lost at any step: at no moment do both run it, and in the end one has all of it.
import { describe, expect, it } from 'vitest'
import { drillMessage } from '../../workers/domain/drill.ts'
import { freshDelivery } from '../../workers/domain/fresh-delivery.ts'
import { phaseOf, slotOf } from '../../workers/domain/schedule.ts'
import { actOn } from '../../workers/flow/act.ts'
import { arrive, takeParcel } from '../../workers/flow/arrive.ts'
import { configure } from '../../workers/flow/configure.ts'
import { hearPing } from '../../workers/flow/hear.ts'
import { leave } from '../../workers/flow/leave.ts'
import { incidentsOf, viewOf } from '../../workers/flow/view.ts'
import { newChange, putDeliveries } from '../../workers/flow/write.ts'
import { channelOf, checkOf, configOf, workspace } from '../fakes/telling.ts'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { type ShardWorld, shardWorld, startAt } from './shard.ts'

const other = 'rival0000002'
const check = checkOf()
const beat = heartbeatOf({}, 'backup')
const config = configOf({ checks: [check, beat], channels: [channelOf('hook')] })

/** Two shards; the second holds a workspace of its own. */
function twoShards() {
  const from = shardWorld(config, 'from')
  const theirs = checkOf({ id: `chk_${other}_own`, workspace: other })
  const to = shardWorld(configOf({ workspace: other, checks: [theirs], channels: [] }), 'to')
  connect(from, to)
  connect(to, from)
  return { from, to }
}

let step: (name: string) => void = () => undefined

function connect(here: ShardWorld, there: ShardWorld): void {
  here.ports.shard = () =>
    ({
      takeParcel: async (ws: string, epoch: number, number: number, parcel: never) => {
        step('parcel on its way')
        takeParcel(there.memory, there.ports, ws, { epoch, number, parcel })
        step('parcel taken')
      },
      arrive: async (ws: string, arrival: never) => {
        step('arrival on its way')
        arrive(there.memory, there.ports, ws, arrival)
        step('arrived')
      },
    }) as never
}

/** An open incident, three owed messages that fill more than one parcel, a ping, samples. */
function fill(world: ShardWorld) {
  const incident = world.open()
  const owed = ['one', 'two', 'three'].map((rest) =>
    freshDelivery({
      id: `dlv_${workspace}_${rest}`,
      workspace,
      channel: config.channels[0]!.id,
      channelType: 'webhook',
      event: 'opened',
      level: 'critical',
      incident: incident.id,
      createdAt: startAt,
      payload: {
        ...drillMessage('hook', 'Acme', 'Ana', startAt),
        details: [rest.repeat(70_000)],
      },
    }),
  )
  const change = newChange()
  putDeliveries(world.memory, change, owed)
  world.ports.store.write(change)
  hearPing(world.memory, world.ports, workspace, beat.id, heardOf({ body: 'all copied' }))
  world.memory.used.set(workspace, { v: 1, month: '2026-11', segments: 7 })
  world.ports.store.write({ put: [[`used/${workspace}`, world.memory.used.get(workspace)]] })
  return incident
}

/** Ids of what was sent, once for each time; of the three alone. */
const sentOf = (...worlds: ShardWorld[]) =>
  worlds
    .flatMap(({ sent }) => sent.map(({ headers }) => new Headers(headers).get('webhook-id') ?? ''))
    .filter((id) => /_(one|two|three)$/.test(id))
    .toSorted()
const three = ['one', 'three', 'two'].map((rest) => `dlv_${workspace}_${rest}`)

const holds = ({ memory }: ShardWorld) => memory.configs.has(workspace)
const move = (from: ShardWorld, epoch = 1) =>
  leave(from.memory, from.ports, workspace, { to: 'to', epoch })
const kinds = ['cfg', 'pings', 'dlv', 'used', 'chan', 'codes', 'drill', 'host']
const documentsOf = (world: ShardWorld) =>
  [...world.documents]
    .filter(([key]) => kinds.includes(key.split('/')[0]!) && !key.includes(other))
    .map(([key, text]) => `${key} ${text.length} ${text.slice(0, 300)}`)
    .toSorted()

describe('a move', () => {
  it('brings everything, and the other shard goes on from there', async () => {
    const { from, to } = twoShards()
    const incident = fill(from)
    const before = documentsOf(from)
    expect(before.length).toBeGreaterThan(4)
    expect(await move(from)).toBe('moved')
    expect([holds(from), holds(to), documentsOf(to)]).toEqual([false, true, before])
    expect(documentsOf(from)).toEqual([])
    expect([...from.documents.keys()].filter((key) => key.startsWith('parcel/'))).toEqual([])
    expect([...to.documents.keys()].filter((key) => key.startsWith('came/'))).toEqual([])
    expect(incidentsOf(to.memory, workspace).map((one) => one.id)).toContain(incident.id)
    const view = viewOf(to.memory, to.ports, workspace, beat.id)
    expect(view?.beat?.word).toBe('on_time')
    await from.wake()
    expect(from.sent).toEqual([])
    await to.wake()
    expect(sentOf(to)).toEqual(three)
    to.restart()
    const by = { kind: 'acknowledged', by: 'Ana' } as const
    expect(actOn(to.memory, to.ports, workspace, incident.id, by)?.acknowledgedBy).toBe('Ana')
    // Its neighbour is as it was.
    expect(to.memory.configs.has(other)).toBe(true)
  })

  it('takes the rhythm of the other shard without a slot lost', async () => {
    const { from, to } = twoShards()
    const watched = from.memory.checks.get(check.id)!
    const lastSlot = slotOf(startAt, 60, phaseOf('from', 60)) + 5
    watched.state = { ...watched.state, lastSlot }
    await move(from)
    const there = to.memory.checks.get(check.id)!.state
    expect(there.lastSlot).toBe(slotOf(there.engine.lastStartedAt, 60, phaseOf('to', 60)))
  })

  it('back again is another move, and an order that was overtaken changes nothing', async () => {
    const { from, to } = twoShards()
    fill(from)
    await move(from)
    expect(await leave(to.memory, to.ports, workspace, { to: 'from', epoch: 2 })).toBe('moved')
    expect([holds(from), holds(to)]).toEqual([true, false])
    expect(await move(from, 1)).toBe('moved')
    arrive(to.memory, to.ports, workspace, { epoch: 1, parcels: 0, at: startAt })
    expect([holds(from), holds(to)]).toEqual([true, false])
    await from.wake()
    expect(sentOf(from)).toEqual(three)
  })

  it('of a workspace that the shard never knew leaves a fence behind', async () => {
    const { from, to } = twoShards()
    const unknown = 'newer0000003'
    expect(await leave(from.memory, from.ports, unknown, { to: 'to', epoch: 1 })).toBe('moved')
    from.restart()
    expect(from.memory.gone.get(unknown)).toMatchObject({ to: 'to', parcels: null })
    expect(to.memory.configs.has(unknown)).toBe(false)
  })

  it('waits for a message that is on its way, and nothing is sent twice', async () => {
    const { from, to } = twoShards()
    fill(from)
    let answer: () => void = () => undefined
    const sender = from.ports.sender
    from.ports.sender = {
      send: async (request) => {
        await new Promise<void>((resolve) => {
          answer = resolve
        })
        return sender.send(request)
      },
    }
    from.ports.clock.sleep = async (ms) => {
      from.pass(ms)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const woken = from.wake()
    const first = move(from)
    expect(await first).toBe('busy')
    expect(holds(from)).toBe(true)
    const second = move(from)
    for (let turn = 0; turn < 20; turn++) {
      answer()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(await second).toBe('moved')
    await woken
    to.pass(60_000)
    await to.wake()
    expect(sentOf(from, to)).toEqual(three)
  })

  it('that took long is no silence of a job', async () => {
    const { from, to } = twoShards()
    fill(from)
    step = (name) => {
      if (name === 'arrival on its way') throw new Error('away')
    }
    expect(await move(from)).toBe('busy')
    step = () => undefined
    const hour = 26 * 3_600_000
    from.pass(hour)
    to.pass(hour)
    await from.wake()
    expect(holds(to)).toBe(true)
    await to.wake()
    expect(incidentsOf(to.memory, workspace).filter((one) => one.kind === 'silent')).toEqual([])
  })
})

describe('a shard that is lost', () => {
  const places = ['parcel on its way', 'parcel taken', 'arrival on its way', 'arrived']
  const turns = [1, 2]
  const lost = ['from', 'to', 'both'] as const

  it.each(
    places.flatMap((place) => turns.flatMap((turn) => lost.map((who) => ({ place, turn, who })))),
  )('at "$place" ($turn), $who, loses and doubles nothing', async ({ place, turn, who }) => {
    const { from, to } = twoShards()
    fill(from)
    const before = documentsOf(from)
    let seen = 0
    step = (name) => {
      expect(holds(from) && holds(to)).toBe(false)
      if (name !== place) return
      seen += 1
      if (seen !== turn) return
      if (who !== 'to') from.restart()
      if (who !== 'from') to.restart()
      throw new Error('the plug was pulled')
    }
    await move(from)
    expect(holds(from) && holds(to)).toBe(false)
    // By itself at its next wake, and by cron.
    await from.wake()
    expect(await move(from)).toBe('moved')
    step = () => undefined
    expect([holds(from), documentsOf(to)]).toEqual([false, before])
    configure(from.memory, from.ports, configOf({ workspace: other, checks: [], version: 9 }))
    await from.wake()
    await to.wake()
    expect([sentOf(from), sentOf(to)]).toEqual([[], three])
    to.restart()
    await to.wake()
    expect(sentOf(to)).toEqual(three)
    expect(incidentsOf(to.memory, workspace)).toHaveLength(1)
  })
})
