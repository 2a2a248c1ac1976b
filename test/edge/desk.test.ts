// The desk in real workerd: what stands on it outlives the object, and a shard with news says so there
// while one with samples alone does not.
import { evictDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { expect, it } from 'vitest'
import { deskOf } from '../../workers/wire/desk.ts'
import { ownShard, until, untilHealth } from './shard-world.ts'

const looked = {
  database: 'db',
  lookedAt: 1_000,
  dueAt: 2_000,
  shards: ['s1'],
  isThere: true,
  faults: [],
  probesMax: null,
}

it('keeps what was found, and who asked meanwhile', async () => {
  const desk = deskOf(env)
  expect(await desk.read()).toBeNull()
  await desk.asked(500)
  await desk.looked(looked)
  await evictDurableObject(env.DESK.get(env.DESK.idFromName('desk')))
  expect(await desk.read()).toEqual({ v: 1, ...looked, askedAt: 500 })
  await desk.asked(400)
  expect(await desk.read()).toMatchObject({ askedAt: 500 })
})

it('hears of a shard’s news, and nothing of its samples', async () => {
  const desk = deskOf(env)
  const before = (await desk.read())?.askedAt ?? 0
  const shard = ownShard()
  await shard.door.configure(shard.config)
  await untilHealth(shard, 'up')
  expect((await desk.read())?.askedAt ?? 0).toBe(before)
  await shard.behave('refuse')
  await shard.door.checkNow(shard.config.workspace, shard.check.id)
  await untilHealth(shard, 'down')
  await until('the word at the desk', async () => ((await desk.read())?.askedAt ?? 0) > before)
})
