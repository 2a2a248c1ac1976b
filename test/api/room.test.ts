// Room in the shards, kept in step with plans: taken where there is some, moved to where there is some,
// and gone on with by cron when anything of it failed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { runMoves } from '../../workers/flow/moves.ts'
import { changePlan } from '../../workers/flow/plan-change.ts'
import { acme, bolt, openWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld('deny', 'free')
})
afterAll(() => world.stop())

const sql = (text: string, values: unknown[] = []) => world.place.query(text, values)
const kept = async (workspace = acme) =>
  (
    await sql('select shard, reserved, epoch from shard_assignments where workspace = $1', [
      workspace,
    ])
  )[0]
const taken = async () =>
  Object.fromEntries(
    (await sql('select id, shard_taken(id) as n from shards order by id')).map(({ id, n }) => [
      id,
      n,
    ]),
  )
const left: unknown[][] = []
const answers = (how: () => Promise<'moved' | 'busy'>) => {
  world.door.leave = (...given) => {
    left.push(given)
    return how()
  }
}

beforeEach(async () => {
  left.length = 0
  answers(async () => 'moved')
  await sql('delete from shard_moves')
  await sql(
    `delete from shards where id not in (select shard from shard_assignments where workspace = $1)
    and id not in (select shard from shard_assignments where workspace = $2)`,
    [acme, bolt],
  )
  const first = (await kept(bolt)).shard
  await sql('update shard_assignments set shard = $1, epoch = 0', [first])
  await sql(`update shard_assignments set reserved = 20 where workspace = $1`, [acme])
  await sql(`update shard_assignments set reserved = 20 where workspace = $1`, [bolt])
  await sql(`update workspaces set plan = 'free'`)
  await sql('delete from shards where id <> $1', [first])
})

/** The neighbour takes so much of the shard. */
const neighbour = (n: number) =>
  sql('update shard_assignments set reserved = $1 where workspace = $2', [n, bolt])

describe('a larger plan', () => {
  it('takes more of its shard where that has room', async () => {
    await changePlan(world.hub, acme, 'team', 'Paid.')
    expect(await kept()).toMatchObject({ reserved: 150, epoch: 0 })
    expect(left).toEqual([])
  })

  it('moves its workspace where there is too little, and the directory follows', async () => {
    await neighbour(400)
    const { shard } = await kept()
    await changePlan(world.hub, acme, 'team', 'Paid.')
    const after = await kept()
    expect(after).toMatchObject({ reserved: 150, epoch: 1 })
    expect(after.shard).not.toBe(shard)
    expect(left).toEqual([[acme, after.shard, 1]])
    expect(world.kv.get(`dir:${acme}`)).toEqual({ v: 1, shard: after.shard })
    expect(await taken()).toMatchObject({ [shard]: 400, [after.shard]: 150 })
    expect(await world.place.directory.moves(null)).toEqual([])
  })

  it('moves into the fullest shard that has room before it takes a new one', async () => {
    await neighbour(500)
    await sql(`insert into shards (id) values ('shard-900'), ('shard-901')`)
    await sql(`insert into workspaces (id, name, plan) values ('third0000003', 'Third', 'team')`)
    await sql(`insert into shard_assignments values ('third0000003', 'shard-901', 150)`)
    await changePlan(world.hub, acme, 'solo', 'Paid.')
    expect((await kept()).shard).toBe('shard-901')
    await sql(`delete from workspaces where id = 'third0000003'`)
  })

  it('keeps the room it moves to from others meanwhile', async () => {
    await neighbour(500)
    answers(async () => 'busy')
    await changePlan(world.hub, acme, 'business', 'Paid.')
    const [move] = await world.place.directory.moves(acme)
    expect((await taken())[move!.to]).toBe(500)
    await sql(`insert into workspaces (id, name, plan) values ('third0000003', 'Third', 'free')`)
    expect(await world.place.directory.assign('third0000003')).not.toBe(move!.to)
    await sql(`delete from workspaces where id = 'third0000003'`)
  })
})

describe('a smaller plan', () => {
  it('gives its room back', async () => {
    await changePlan(world.hub, acme, 'team', 'Paid.')
    await changePlan(world.hub, acme, 'free', 'Over.')
    expect((await kept()).reserved).toBe(20)
  })
})

describe('cron', () => {
  it('goes on with a move that the shard was not ready for', async () => {
    await neighbour(500)
    answers(async () => 'busy')
    await changePlan(world.hub, acme, 'team', 'Paid.')
    const { shard } = await kept()
    await runMoves(world.hub)
    expect((await kept()).shard).toBe(shard)
    answers(async () => {
      throw new Error('the shard is away')
    })
    await runMoves(world.hub)
    expect(await kept()).toMatchObject({ shard, epoch: 0 })
    answers(async () => 'moved')
    await runMoves(world.hub)
    expect(await kept()).toMatchObject({ reserved: 150, epoch: 1 })
    // Each time the same order.
    expect(new Set(left.map((one) => JSON.stringify(one))).size).toBe(1)
    await runMoves(world.hub)
    expect(left).toHaveLength(4)
  })

  it('finds room for a plan that was changed when nobody could', async () => {
    await neighbour(500)
    await sql(`update workspaces set plan = 'solo' where id = $1`, [acme])
    await runMoves(world.hub)
    expect(await kept()).toMatchObject({ reserved: 50, epoch: 1 })
  })

  it('looks at it again when the plan changed on the way', async () => {
    await neighbour(500)
    answers(async () => 'busy')
    await changePlan(world.hub, acme, 'team', 'Paid.')
    await changePlan(world.hub, acme, 'free', 'Over.')
    answers(async () => 'moved')
    await runMoves(world.hub)
    expect((await kept()).reserved).toBe(150)
    await runMoves(world.hub)
    expect((await kept()).reserved).toBe(20)
  })
})
