// A wrong version of waiting in vain: storms break a promise with it.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ is: false }))

vi.mock('../workers/domain/verdict/places.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/places.ts')>()
  return {
    ...real,
    isAbsent: (...args: Parameters<typeof real.isAbsent>) => !wrong.is && real.isAbsent(...args),
  }
})

beforeEach(() => {
  wrong.is = false
})

describe('a place that is cut off while it waits', { timeout: 120_000 }, () => {
  const minutes = 90
  // A late target, and two of three places cut off before they waited for it in patience.
  const storms = [4_647, 14_384]

  it.each(storms)('and is believed is caught (%i)', async (storm) => {
    wrong.is = true
    expect(await caught([storm], minutes)).toBe('no false page')
  })

  it('and is not believed keeps every promise', async () => {
    expect(await caught(storms, minutes)).toBeNull()
  })
})
