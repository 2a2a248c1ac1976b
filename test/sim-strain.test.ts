// A wrong version of what a master that is late says of its places, caught on a slow machine.
import { beforeEach, expect, it, vi } from 'vitest'
import { wake } from '../workers/flow/tick.ts'
import { busyWorld, slowMachine } from './flow/slow-machine.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/verdict/book.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/book.ts')>()
  return {
    ...real,
    noteRound: (...[book, round, check, now, isStrained]: Parameters<typeof real.noteRound>) =>
      real.noteRound(book, round, check, now, isStrained && wrong.is === ''),
  }
})

/** Places that were told of while the whole machine was late. */
async function toldOf(): Promise<string[]> {
  const world = busyWorld()
  const machine = slowMachine(world)
  wake(world.memory, world.ports, () => {})
  await machine.runFor(90_000)
  machine.factor(20)
  machine.stalls('two')
  await machine.runFor(180_000)
  return [...world.memory.nodes.keys()]
}

beforeEach(() => {
  wrong.is = ''
})

it('a place is told as mute though the whole machine is late', async () => {
  wrong.is = 'a late machine is its places’ fault'
  expect(await toldOf()).toEqual(['two'])
}, 60_000)

it('and the right one tells of none', async () => {
  expect(await toldOf()).toEqual([])
}, 60_000)
