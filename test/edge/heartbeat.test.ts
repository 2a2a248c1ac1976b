// A heartbeat in real workerd: by its alarm, without its alarm, and over the end of its object.
import { describe, expect, it } from 'vitest'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { acme, type OwnShard, ownShard, until, untilHealth } from './shard-world.ts'

function ownHeartbeat(settings: Parameters<typeof heartbeatOf>[0] = {}): OwnShard {
  const shard = ownShard()
  shard.check = { ...heartbeatOf(settings), id: shard.check.id, workspace: acme }
  shard.config = { ...shard.config, checks: [shard.check] }
  return shard
}
const ping = (shard: OwnShard, facts = {}) => shard.door.ping(acme, shard.check.id, heardOf(facts))

describe('a heartbeat', () => {
  it('is up, down and up again as its job says, and each turn is delivered', async () => {
    const shard = ownHeartbeat()
    await shard.door.configure(shard.config)
    expect(await shard.door.view(acme, shard.check.id)).toMatchObject({
      health: 'unknown',
      beat: { word: 'waiting' },
    })
    expect(await ping(shard)).toBe('ok')
    await untilHealth(shard, 'up')
    await ping(shard, { act: 'fail', exitCode: 2 })
    const incident = (await untilHealth(shard, 'down')).incident!
    await ping(shard)
    await untilHealth(shard, 'up')
    const sent = await until('both messages', async () => {
      const all = await shard.door.deliveries(acme, incident)
      return all.filter((one) => one.state === 'sent').length === 2 && all
    })
    expect(sent.map((one) => one.event).toSorted()).toEqual(['opened', 'resolved'])
  })

  it('is told by its alarm when a run does not end', async () => {
    const shard = ownHeartbeat({ maxRunSeconds: 1 })
    await shard.door.configure(shard.config)
    await ping(shard, { act: 'start' })
    await untilHealth(shard, 'down')
    expect(await shard.door.incidents(acme)).toMatchObject([
      { kind: 'silent', level: 'critical', verdict: { rule: 'heartbeat_unended' } },
    ])
  })

  it('is told by cron alone when every alarm is lost', async () => {
    const shard = ownHeartbeat({ maxRunSeconds: 1 })
    await shard.door.configure(shard.config)
    await ping(shard, { act: 'start' })
    await until('down by cron', async () => {
      await shard.loseAlarm()
      await shard.door.wake()
      return (await shard.door.view(acme, shard.check.id))?.health === 'down'
    })
  })

  it('remembers over the end of its object', async () => {
    const shard = ownHeartbeat()
    await shard.door.configure(shard.config)
    await ping(shard, { body: 'all copied' })
    await ping(shard, { act: 'fail' })
    await untilHealth(shard, 'down')
    await shard.pullThePlug()
    expect((await shard.door.view(acme, shard.check.id))?.beat?.word).toBe('failed')
    expect((await shard.door.pings(acme, shard.check.id)).map(({ body }) => body)).toEqual([
      '',
      'all copied',
    ])
    await ping(shard)
    await untilHealth(shard, 'up')
    expect(await shard.door.incidents(acme)).toHaveLength(1)
  })
})
