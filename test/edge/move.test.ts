// A workspace moves between two shards in real workerd, with an incident open and a message owed; what
// was left answers for it by asking the other one.
import { describe, expect, it } from 'vitest'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { acme, ownShard, until, untilHealth } from './shard-world.ts'

const nowhere = 'https://127.0.0.1:9/'

describe('a move between shards', () => {
  it('keeps the incident and what is owed, and nobody is told twice', async () => {
    const from = ownShard()
    const to = ownShard()
    const beat = { ...heartbeatOf({}, 'backup'), id: `chk_${acme}_${from.name}b`, workspace: acme }
    const hook = from.config.channels[0]!
    const broken = { ...hook, settings: { ...hook.settings, url: nowhere } }
    const config = { ...from.config, checks: [from.check, beat], channels: [broken] }
    await from.door.configure(config)
    await untilHealth(from, 'up')
    await from.behave('refuse')
    await from.door.checkNow(acme, from.check.id)
    const incident = (await untilHealth(from, 'down')).incident!
    await until(
      'a first attempt in vain',
      async () => {
        const all = await from.door.deliveries(acme, incident)
        return all.some((one) => one.state === 'pending' && one.attempts.length > 0)
      },
      20_000,
    )
    expect(await from.door.leave(acme, to.name, 1)).toBe('moved')
    expect(await from.door.versions()).toEqual({})
    expect(await to.door.versions()).toEqual({ [acme]: 1 })
    // By the old address, and over the end of the object.
    await from.pullThePlug()
    expect((await from.door.view(acme, from.check.id))?.incident).toBe(incident)
    expect(await from.door.ping(acme, beat.id, heardOf({ body: 'all copied' }))).toBe('ok')
    expect((await to.door.pings(acme, beat.id)).map(({ body }) => body)).toEqual(['all copied'])
    // The receiver is mended; whoever reads the directory late still says so to the old shard.
    const mended = { ...config, version: 2, channels: [{ ...hook, version: 2 }] }
    expect(await from.door.configure(mended)).toEqual({ version: 2 })
    const sent = await until(
      'the message',
      async () => {
        const all = await to.door.deliveries(acme, incident)
        return all.every((one) => one.state === 'sent') && all.length > 0 && all
      },
      30_000,
    )
    expect(sent.filter((one) => one.event === 'opened')).toHaveLength(1)
    await from.behave('pass')
    const isUp = async () => (await to.door.view(acme, from.check.id))?.health === 'up'
    await until('up again', isUp, 30_000)
    const incidents = await to.door.incidents(acme)
    expect(incidents.map(({ id, resolvedHow }) => [id, resolvedHow])).toEqual([
      [incident, 'recovered'],
    ])
  }, 60_000)

  it('goes on by itself after a kill at once after it was written down', async () => {
    const from = ownShard()
    const to = ownShard()
    await from.door.configure(from.config)
    await untilHealth(from, 'up')
    const left = from.door.leave(acme, to.name, 1)
    const killed = from.pullThePlug()
    await Promise.allSettled([left, killed])
    await until('one of both has it', async () => {
      await from.door.wake()
      const [here, there] = [await from.door.versions(), await to.door.versions()]
      expect(Object.keys(here).length + Object.keys(there).length).toBeLessThan(2)
      return here[acme] === 1 || there[acme] === 1
    })
    expect(await from.door.leave(acme, to.name, 1)).toBe('moved')
    expect([await from.door.versions(), await to.door.versions()]).toEqual([{}, { [acme]: 1 }])
  })

  it('ends the sockets of its pages, which come to the other shard by the old address', async () => {
    const from = ownShard()
    const to = ownShard()
    await from.door.configure(from.config)
    const open = async () => {
      const headers = { upgrade: 'websocket', 'x-esonar-workspace': acme }
      const { webSocket } = await from.stub().fetch('http://shard/live', { headers })
      const heard = { closed: 0, types: [] as string[] }
      webSocket!.addEventListener('close', ({ code }) => {
        heard.closed = code
      })
      webSocket!.addEventListener('message', ({ data }) => {
        heard.types.push(JSON.parse(String(data)).type)
      })
      webSocket!.accept()
      return heard
    }
    const before = await open()
    await from.door.leave(acme, to.name, 1)
    await until('the close', async () => before.closed === 1012)
    const after = await open()
    await to.door.checkNow(acme, from.check.id)
    await until('an answer', async () => after.types.includes('answer'))
  })
})
