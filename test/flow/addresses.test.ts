// The addresses that jobs speak to: put back where KV has lost them, and never after they were
// given up, whenever the shard comes to know.
import { beforeEach, describe, expect, it } from 'vitest'
import type { WorkspaceConfig } from '../../workers/domain/config.ts'
import { configure } from '../../workers/flow/configure.ts'
import { pingKeyEntryOf } from '../../workers/flow/ping-key.ts'
import { pingKeyOf } from '../../workers/flow/tokens.ts'
import { configOf, workspace } from '../fakes/telling.ts'
import { heartbeatOf } from '../fakes/told.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const hourMs = 3_600_000
const [oldKey, newKey] = ['key-of-yesterday-000001', 'key-of-today-0000000001']
const [oldToken, newToken] = ['token-of-yesterday-0001', 'token-of-today-00000001']
const given = (version: number, pingKey: string, token: string): WorkspaceConfig => ({
  ...configOf({ checks: [heartbeatOf({ token })] }),
  version,
  pingKey,
})

let world: ShardWorld
let names: Record<'oldKey' | 'newKey' | 'oldToken' | 'newToken', string>
beforeEach(async () => {
  world = shardWorld(given(1, oldKey, oldToken))
  world.ports.snapshots.get = async <T>(key: string) => (world.pages.get(key) as T) ?? null
  names = {
    oldKey: await pingKeyEntryOf(oldKey),
    newKey: await pingKeyEntryOf(newKey),
    oldToken: await pingKeyOf(oldToken),
    newToken: await pingKeyOf(newToken),
  }
})
const known = () =>
  Object.entries(names).flatMap(([what, name]) => (world.pages.has(name) ? [what] : []))
const sweep = async (ms = 11_000) => {
  world.pass(ms)
  await world.wake()
}
/** What the hub does, whether or not the shard hears of it. */
const rotate = () => {
  for (const name of [names.newKey, names.newToken]) {
    world.pages.set(name, { v: 1, workspace, check: 'of the hub' })
  }
  for (const name of [names.oldKey, names.oldToken]) world.pages.delete(name)
}

describe('an address', () => {
  it('that KV has lost is put back within the hour', async () => {
    await sweep()
    expect(known()).toEqual(['oldKey', 'oldToken'])
    world.pages.clear()
    await sweep()
    expect(known()).toEqual([])
    await sweep(hourMs)
    expect(known()).toEqual(['oldKey', 'oldToken'])
  })

  it('that was given up while the shard could not know is taken away when it does', async () => {
    await sweep()
    rotate()
    await sweep(hourMs)
    expect(known()).toEqual(['oldKey', 'newKey', 'oldToken', 'newToken'])
    configure(world.memory, world.ports, given(2, newKey, newToken))
    await sweep()
    expect(known()).toEqual(['newKey', 'newToken'])
    await sweep(hourMs)
    expect(known()).toEqual(['newKey', 'newToken'])
  })

  it('that is just being put back when the shard comes to know is taken away after it', async () => {
    await sweep()
    rotate()
    const { put } = world.ports.snapshots
    let letGo = () => {}
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    world.ports.snapshots.put = async (...words) => {
      if ([names.oldKey, names.oldToken].includes(words[0])) await held
      await put(...words)
    }
    world.pass(hourMs)
    const repair = world.wake()
    configure(world.memory, world.ports, given(2, newKey, newToken))
    world.pass(11_000)
    const next = world.wake()
    await new Promise((resolve) => setTimeout(resolve, 5))
    letGo()
    await Promise.all([repair, next])
    expect(known()).toEqual(['newKey', 'newToken'])
  })

  it('that is given again stays, and so does one that is another heartbeat’s by now', async () => {
    await sweep()
    configure(world.memory, world.ports, given(2, newKey, newToken))
    world.pages.set(names.oldToken, { v: 1, workspace: 'rival0000002', check: 'chk_rival' })
    configure(world.memory, world.ports, given(3, oldKey, newToken))
    await sweep()
    expect(known()).toEqual(['oldKey', 'oldToken', 'newToken'])
    expect(world.pages.get(names.oldToken)).toMatchObject({ workspace: 'rival0000002' })
  })
})
