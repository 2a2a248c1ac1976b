// Wrong versions of whom is asked when: each breaks a promise of the simulator. Others are in
// `sim.test.ts` and `sim-silence.test.ts`.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/flow/running.ts', async (original) => {
  const real = await original<typeof import('../workers/flow/running.ts')>()
  return {
    ...real,
    orderLeft: (...given: Parameters<typeof real.orderLeft>) => {
      if (wrong.is !== 'open orders are forgotten') real.orderLeft(...given)
    },
    orderOver: (...given: Parameters<typeof real.orderOver>) =>
      wrong.is !== 'an order is never over' && real.orderOver(...given),
  }
})

const minutes = 60
const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

beforeEach(() => {
  wrong.is = ''
})

describe('a wrong asking is caught', { timeout: 240_000 }, () => {
  it.each([
    ['open orders are forgotten', 'never two probes in flight for a check and place'],
    ['an order is never over', 'every slot is asked'],
  ])('%s', async (name, invariant) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toBe(invariant)
  })
})
