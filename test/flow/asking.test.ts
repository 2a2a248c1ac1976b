// Whom a shard's wake asks together: due checks share a call to a location, one that is being
// verified has a call of its own.
import { describe, expect, it } from 'vitest'
import type { Batch } from '../../workers/domain/measurement.ts'
import { checkOf, configOf } from '../fakes/telling.ts'
import { shardWorld } from './shard.ts'

const places = ['one', 'two', 'three'].map((id) => ({ id, network: id, label: id, default: true }))

/** Checks whose ids these are, all of them due; the batches of the wake. */
async function batchesOf(checks: string[], verified: string[]): Promise<string[][]> {
  const world = shardWorld(
    configOf({ checks: checks.map((id) => ({ ...checkOf(), id, paused: false })) }),
  )
  const batches: Batch[] = []
  world.ports.locations = {
    list: () => places,
    ask: (_location, batch) => {
      batches.push(batch)
      return (async function* () {})()
    },
    controls: async () => [],
  }
  for (const id of verified) {
    const watched = world.memory.checks.get(id)!
    const at = world.ports.clock.now()
    const run = { since: at, decidedAt: at, rounds: 2, askedMs: 4_000 }
    const { engine } = watched.state
    watched.state = { ...watched.state, engine: { ...engine, streak: run, lastDecidedAt: at } }
  }
  await world.wake()
  const first = batches.filter((one) => one.location === 'one')
  return first.map(({ orders }) => orders.map(({ id }) => id.split('.')[0]!)).toSorted()
}

describe('a wake', () => {
  const ids = ['chk_ws_a', 'chk_ws_b', 'chk_ws_c']

  it('asks what is due in one call to a location', async () => {
    expect(await batchesOf(ids, [])).toEqual([ids])
  })

  it('does not queue what is being verified behind the rest', async () => {
    expect(await batchesOf(ids, ['chk_ws_b'])).toEqual([['chk_ws_a', 'chk_ws_c'], ['chk_ws_b']])
  })
})
