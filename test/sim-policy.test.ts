// Wrong versions of who is told when: each breaks a promise of the simulator. Others are in
// `sim.test.ts` and `sim-silence.test.ts`.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/quiet.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/quiet.ts')>()
  return {
    ...real,
    waitOf: (...[rules, level, at]: Parameters<typeof real.waitOf>) =>
      real.waitOf(rules, wrong.is === 'what is critical waits' ? 'warning' : level, at),
  }
})

vi.mock('../workers/domain/alert.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/alert.ts')>()
  return {
    ...real,
    owed: (...given: Parameters<typeof real.owed>) => {
      const all = real.owed(...given)
      if (wrong.is !== 'an acknowledgement ends no step') return all
      return all.filter((one) => one.why !== 'acknowledged')
    },
  }
})

vi.mock('../workers/domain/remind.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/remind.ts')>()
  return {
    ...real,
    repeated: (...given: Parameters<typeof real.repeated>) =>
      wrong.is === 'nothing is told again' ? [] : real.repeated(...given),
  }
})

const minutes = 60
const seeds = [1, 2, 4, 5, 10, 19, 20, 23, 25, 29]

beforeEach(() => {
  wrong.is = ''
})

describe('storms under a policy', { timeout: 240_000 }, () => {
  it('keep every promise', async () => {
    expect(await caught(seeds.slice(0, 4), minutes)).toBeNull()
  })

  it.each([
    ['what is critical waits', 'no missed outage'],
    ['an acknowledgement ends no step', 'nobody is told on after the acknowledgement'],
    ['nothing is told again', 'all steps are told again'],
  ])('a wrong version is caught: %s', async (name, invariant) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toContain(invariant)
  })
})
