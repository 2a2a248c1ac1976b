// Wrong versions of what a refusal says, and of how channels are treated: each breaks a promise of the
// simulator's storms of refusals. Others are in the files beside.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/verdict/refusal.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/refusal.ts')>()
  return {
    ...real,
    refusalsApart: (...given: Parameters<typeof real.refusalsApart>) =>
      wrong.is === 'a 403 to some is a failure' ? given[0] : real.refusalsApart(...given),
  }
})

vi.mock('../workers/domain/verdict/warnings.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/warnings.ts')>()
  return {
    ...real,
    followBlocked: (...given: Parameters<typeof real.followBlocked>) => {
      if (wrong.is !== 'nobody hears of a wall') real.followBlocked(...given)
    },
  }
})

vi.mock('../workers/domain/check/index.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/check/index.ts')>()
  return {
    ...real,
    evaluate: (...given: Parameters<typeof real.evaluate>): ReturnType<typeof real.evaluate> => {
      const [, measured] = given
      const isChallenge = measured.kind === 'answered' && measured.challenge
      if (isChallenge && wrong.is === 'a challenge is an answer') return { kind: 'pass' }
      if (isChallenge && wrong.is === 'a challenge is a failure') {
        return { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false }
      }
      return real.evaluate(...given)
    },
  }
})

vi.mock('../workers/domain/family.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/family.ts')>()
  return {
    ...real,
    isWayUnknown: (...given: Parameters<typeof real.isWayUnknown>) =>
      wrong.is === 'no way there is a failure' ? false : real.isWayUnknown(...given),
  }
})

vi.mock('../workers/domain/pace.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/pace.ts')>()
  return {
    ...real,
    opensAt: (...given: Parameters<typeof real.opensAt>) =>
      wrong.is === 'a channel takes any number' ? given[3] : real.opensAt(...given),
  }
})

vi.mock('../workers/domain/course.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/course.ts')>()
  return {
    ...real,
    isFailing: (...given: Parameters<typeof real.isFailing>) => {
      if (wrong.is === 'a failing channel stays on') return false
      if (wrong.is === 'a channel that failed ten times is off') return given[0].failures >= 10
      return real.isFailing(...given)
    },
  }
})

vi.mock('../workers/domain/road.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/road.ts')>()
  return {
    ...real,
    isOn: (...given: Parameters<typeof real.isOn>) =>
      wrong.is === 'each answer switches it off anew' || real.isOn(...given),
  }
})

const minutes = 90
const seeds = [49, 99]
/** Two messages are under way to the channel that fails when it is switched off. */
const twoUnderWay = 5699

beforeEach(() => {
  wrong.is = ''
})

describe('storms of refusals', { timeout: 240_000 }, () => {
  it('keep every promise', async () => {
    expect(await caught([...seeds, twoUnderWay], minutes)).toBeNull()
  })

  it.each([
    ['a 403 to some is a failure', /who is turned away is not failing|no false page/],
    ['nobody hears of a wall', /who is turned away is told/],
    ['a challenge is a failure', /who is turned away is not failing|no false page/],
    ['a challenge is an answer', /a challenge is no vote/],
    ['no way there is a failure', /nothing is said of what no place can reach|no false page/],
    ['a channel takes any number', /nobody is told faster than he takes/],
    ['a failing channel stays on', /every message is settled|^what fails for long is switched off/],
    ['a channel that failed ten times is off', /only what fails for long is switched off/],
  ])('a wrong version is caught: %s', async (name, invariant) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toMatch(invariant)
  })

  it('a wrong version is caught: each answer switches it off anew', async () => {
    wrong.is = 'each answer switches it off anew'
    expect(await caught([twoUnderWay], minutes)).toMatch(/a claim is written before its attempt/)
  })
})
