// The shard inside real workerd: configured, it sets its alarm, asks its regions and judges; an
// eviction at any moment costs nothing, and a lost alarm comes back with the cron.
import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openStores } from '../../workers/store/index.ts'
import { acme, ownShard, until, untilHealth } from './shard-world.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('a configured shard', () => {
  it('sets its alarm, asks every region and finds the check up', async () => {
    const shard = ownShard()
    expect(await shard.alarmAt()).toBeNull()
    expect(await shard.door.configure(shard.config)).toEqual({ version: 1 })
    const alarmAt = await shard.alarmAt()
    expect(alarmAt).toBeGreaterThan(Date.now() - 1_000)
    expect(alarmAt).toBeLessThanOrEqual(Date.now() + 20_000)

    const view = await untilHealth(shard, 'up')
    expect(Object.keys(view.latest).toSorted()).toEqual(['one', 'three', 'two'])
    expect(view).toMatchObject({ activity: 'steady', incident: null, paused: false })
    // The grid of the check may have brought a second slot already.
    const seen = await shard.seen()
    const slot = { fresh: false, controls: 'trouble' }
    expect(seen.length).toBeGreaterThan(0)
    expect(seen).toMatchObject(seen.map(() => slot))
    const hours = await shard.door.recent(acme, shard.check.id)
    expect(hours.map((one) => one.latencies[0])).toEqual([12, 12, 12])
    expect(await shard.door.health()).toMatchObject({ checks: 1, unwellLocations: [] })
  })

  it('asks again when its alarm rings', async () => {
    const shard = ownShard()
    await shard.door.configure(shard.config)
    await untilHealth(shard, 'up')
    const before = (await shard.seen()).length
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 })
    expect(await runDurableObjectAlarm(shard.stub())).toBe(true)
    await until('a further slot', async () => (await shard.seen()).length > before)
    expect(await shard.alarmAt()).not.toBeNull()
  })

  it('ignores an older configuration', async () => {
    const shard = ownShard()
    await shard.door.configure({ ...shard.config, version: 3 })
    const older = { ...shard.config, version: 2, checks: [] }
    expect(await shard.door.configure(older)).toEqual({ version: 3 })
    expect(await shard.door.versions()).toEqual({ [acme]: 3 })
    expect(await shard.door.views(acme)).toHaveLength(1)
  })
})

describe('an eviction', () => {
  it('of a quiet shard loses nothing', async () => {
    const shard = ownShard()
    await shard.door.configure(shard.config)
    const before = await untilHealth(shard, 'up')
    const hours = await shard.door.recent(acme, shard.check.id)
    await evictDurableObject(shard.stub())
    // Phases of the latest answer are shown while they are in memory; they are no state.
    const latest = Object.entries(before.latest).map(([id, { phases: _, ...rest }]) => [id, rest])
    expect(await shard.door.view(acme, shard.check.id)).toMatchObject({
      health: 'up',
      since: before.since,
      latest: Object.fromEntries(latest),
    })
    expect(await shard.door.versions()).toEqual({ [acme]: 1 })
    const after = await shard.door.recent(acme, shard.check.id)
    expect(after.map(({ hour: _, ...rest }) => rest)).toEqual(
      hours.map(({ hour: _, ...rest }) => rest),
    )
  })

  it('in the middle of a verification: the incident opens, of the same suspicion', async () => {
    const shard = ownShard(acme, { confirmSeconds: 3 })
    await shard.door.configure(shard.config)
    await untilHealth(shard, 'up')
    await shard.behave('refuse')
    await shard.door.checkNow(acme, shard.check.id)
    await until('verifying', async () => {
      return (await shard.door.view(acme, shard.check.id))?.activity === 'verifying'
    })
    const [suspicion] = await shard.door.suspicions(acme, shard.check.id)
    expect(suspicion?.id).toMatch(/^sus_/)
    expect(await shard.door.incidents(acme)).toEqual([])

    await shard.pullThePlug()
    expect(await shard.door.view(acme, shard.check.id)).toMatchObject({ activity: 'verifying' })
    // Ended in the middle of a round, it goes on at the alarm set before: seconds later.
    const view = await untilHealth(shard, 'down', 25_000)
    const incident = await shard.door.incident(acme, view.incident ?? '')
    expect(incident).toMatchObject({ kind: 'down', level: 'critical', resolvedAt: null })
    const suspicions = await shard.door.suspicions(acme, shard.check.id)
    expect(suspicions.map((one) => one.id)).toEqual([suspicion?.id])
    expect(suspicions[0]).toMatchObject({ outcome: 'incident', incident: incident?.id })
    const verify = (await shard.seen()).filter((one) => one.fresh)
    // One is enough beside the slot's own failure: on a slow machine the second comes after `down`.
    expect(verify.length).toBeGreaterThan(0)
    expect(verify.every((one) => one.controls === 'always')).toBe(true)
  })

  it('with an incident open keeps it, and its deliveries; Postgres has it soon', async () => {
    const shard = ownShard()
    await shard.door.configure(shard.config)
    await untilHealth(shard, 'up')
    await shard.behave('refuse')
    await shard.door.checkNow(acme, shard.check.id)
    const id = (await untilHealth(shard, 'down')).incident ?? ''
    const deliveries = await shard.door.deliveries(acme, id)
    expect(deliveries.map((one) => one.event)).toEqual(['opened'])

    await shard.pullThePlug()
    await shard.door.wake()
    expect(await shard.door.view(acme, shard.check.id)).toMatchObject({
      health: 'down',
      incident: id,
    })
    const after = await shard.door.deliveries(acme, id)
    expect(after.map((one) => one.id)).toEqual(deliveries.map((one) => one.id))
    const { history } = openStores({
      url: env.DATABASE_URL,
      fetchEndpoint: env.NEON_FETCH_ENDPOINT,
    })
    const stored = await until('the incident in Postgres', () => history.incident(acme, id))
    expect(stored).toMatchObject({ id, kind: 'down', check: shard.check.id })

    await shard.behave('pass')
    await shard.door.checkNow(acme, shard.check.id)
    await untilHealth(shard, 'up')
    expect(await shard.door.incident(acme, id)).toMatchObject({ resolvedHow: 'recovered' })
  })
})

describe('the cron alone', () => {
  it('repairs an alarm that was lost', async () => {
    const shard = ownShard()
    await shard.door.configure(shard.config)
    await untilHealth(shard, 'up')
    await shard.loseAlarm()
    expect(await shard.alarmAt()).toBeNull()
    await shard.door.wake()
    expect(await shard.alarmAt()).toBeGreaterThan(Date.now())
  })

  it('wakes an evicted shard without an alarm, and asks what is due', async () => {
    const shard = ownShard()
    await shard.door.configure(shard.config)
    await untilHealth(shard, 'up')
    await shard.loseAlarm()
    await evictDurableObject(shard.stub())
    expect(await shard.alarmAt()).toBeNull()
    const before = (await shard.seen()).length
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    const health = await shard.door.wake()
    expect(health).toMatchObject({ checks: 1 })
    expect(health.lastWakeAt).toBeGreaterThanOrEqual(Date.now() - 1_000)
    await until('a further slot', async () => (await shard.seen()).length > before)
    expect(await shard.alarmAt()).toBeGreaterThan(Date.now())
  })
})
