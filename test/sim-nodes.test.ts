// Wrong versions of what is told of our own places: storms break a promise with each of them.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Observation } from '../workers/domain/observation.ts'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ are: [] as string[] }))

vi.mock('../workers/domain/verdict/book.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/book.ts')>()
  return {
    ...real,
    noteRound: (...[book, round, ...rest]: Parameters<typeof real.noteRound>) => {
      if (!wrong.are.includes(turnedAway)) return real.noteRound(book, round, ...rest)
      return real.noteRound(book, { ...round, observations: round.observations.map(mute) }, ...rest)
    },
  }
})

vi.mock('../workers/flow/write.ts', async (original) => {
  const real = await original<typeof import('../workers/flow/write.ts')>()
  return {
    ...real,
    putDocument: (...[change, key, value]: Parameters<typeof real.putDocument>) => {
      if (wrong.are.includes(forgotten)) change.put.push([key, value])
      else real.putDocument(change, key, value)
    },
  }
})

const turnedAway = 'an unwell place that is turned away is told as mute'
const forgotten = 'a notice that begins as another ends is lost in its write'

/** One whose word is set aside, and would have been no vote, as one that did not measure. */
function mute(one: Observation): Observation {
  const isSetAside = one.kind === 'unknown' && one.reason === 'unwell' && !one.wouldBe
  return isSetAside ? { ...one, reason: 'silent' } : one
}

beforeEach(() => {
  wrong.are = []
})

describe('what is told of a place', { timeout: 120_000 }, () => {
  const minutes = 90
  // A spare that was unwell is asked for a site that turns everybody away, and then the shard is away.
  const storms = [6_737]

  it.each([
    ['a place that measures is not told as mute', [turnedAway]],
    // Two notices at one moment come of the other fault, too.
    ['a write loses nothing that it puts', [turnedAway, forgotten]],
  ])('%s', async (invariant, faults) => {
    wrong.are = faults
    expect(await caught(storms, minutes)).toBe(invariant)
  })

  it('and the right one keeps its promises', async () => {
    expect(await caught(storms, minutes)).toBeNull()
  })
})
