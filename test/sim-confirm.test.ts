// A wrong version of confirmation: what most places see fail is told as regional by their own failing, before
// a fall is confirmed. A storm breaks a promise with it.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ is: false }))

vi.mock('../workers/domain/verdict/regional.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/regional.ts')>()
  return {
    ...real,
    tryRegional: (...[draft, ballot]: Parameters<typeof real.tryRegional>) => {
      const { world } = draft
      const check = { ...world.check, confirmSeconds: 0 }
      return real.tryRegional(wrong.is ? { ...draft, world: { ...world, check } } : draft, ballot)
    },
  }
})

beforeEach(() => {
  wrong.is = false
})

describe('a fall whose confirmation a stepping clock seems to outlast', {
  timeout: 120_000,
}, () => {
  const minutes = 90
  // Places fail for as long as a region must by a clock that steps two minutes; nothing is confirmed.
  const storms = [21_884]

  it('and which is told before is caught', async () => {
    wrong.is = true
    expect(await caught(storms, minutes)).toBe('no false page')
  })

  it('and which is told then keeps every promise', async () => {
    expect(await caught(storms, minutes)).toBeNull()
  })
})
