// Notices about a place: one may end at the very moment another begins, and no restart forgets it.
import { expect, it } from 'vitest'
import type { BookChange } from '../../workers/domain/verdict/book.ts'
import { putBook } from '../../workers/flow/judge.ts'
import { type ShardWorld, shardWorld } from './shard.ts'

const place = 'weur'
const change = (kind: BookChange['kind'], why: BookChange['why']): BookChange => ({
  location: place,
  kind,
  why,
  checks: [],
})

/** A place that was unwell, and is well again as it is seen to measure nothing. */
function turned(): ShardWorld {
  const world = shardWorld()
  putBook(world.memory, world.ports, [change('unwell', 'alone')])
  world.pass(300_000)
  putBook(world.memory, world.ports, [change('well', 'alone'), change('unwell', 'mute')])
  return world
}

const openIn = ({ memory }: ShardWorld) => memory.nodes.get(place)?.verdict.rule

it('a notice that begins as another ends outlives a restart, and ends', () => {
  const world = turned()
  expect(openIn(world)).toBe('too_few_votes')
  world.restart()
  expect(openIn(world)).toBe('too_few_votes')
  putBook(world.memory, world.ports, [change('well', 'mute')])
  world.restart()
  expect(openIn(world)).toBeUndefined()
})
