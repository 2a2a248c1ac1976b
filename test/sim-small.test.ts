// Small spaces, exhausted: what the engine says of every short course must be what a reference says
// that was written from the rules alone; and a wrong engine must be found there.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Run } from '../workers/domain/verdict/memory.ts'
import { exhaust, roundsOf } from './small/space.ts'
import { spaces } from './small/spaces.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/verdict/run.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/run.ts')>()
  return {
    ...real,
    extend: (...[run, round, gapMs]: Parameters<typeof real.extend>): Run =>
      real.extend(run, round, wrong.is === 'unasked time counts' ? 3_600_000 : gapMs),
  }
})
vi.mock('../workers/domain/verdict/suspect.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/suspect.ts')>()
  return {
    ...real,
    suspects: (...given: Parameters<typeof real.suspects>) =>
      wrong.is === 'nobody still fails' ? [] : real.suspects(...given),
  }
})
vi.mock('../workers/domain/verdict/speak.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/speak.ts')>()
  return {
    ...real,
    countBallot: (...given: Parameters<typeof real.countBallot>) => {
      const ballot = real.countBallot(...given)
      const { fail, pass, asked, unknown } = ballot
      if (wrong.is === 'half of the places is enough' && fail.length * 2 >= asked.length) {
        return { ...ballot, said: 'fail' as const }
      }
      if (wrong.is === 'those that abstain are not asked') {
        const rest = asked.length - unknown.length
        if (pass.length * 2 > rest) return { ...ballot, said: 'pass' as const }
      }
      if (wrong.is === 'a split is a pass' && ballot.said === 'split') {
        return { ...ballot, said: 'pass' as const }
      }
      return ballot
    },
  }
})
vi.mock('../workers/domain/verdict/down.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/down.ts')>()
  return {
    ...real,
    tryDown: (...given: Parameters<typeof real.tryDown>) =>
      wrong.is === 'nothing is ever down' ? false : real.tryDown(...given),
  }
})

afterEach(() => {
  wrong.is = ''
})

const played = (rounds: number, share = 1) => spaces(rounds, share).map((one) => exhaust(one))

describe('every course', () => {
  it('of up to two rounds comes out as the rules say', () => {
    const all = [...played(1), ...played(2)]
    expect(all.flatMap(({ faults }) => faults)).toEqual([])
    const courses = all.reduce((sum, one) => sum + one.courses, 0)
    expect(courses).toBe(95_860)
    console.log(`small spaces: ${courses} courses of one and two rounds, all as the rules say`)
    const ends = new Set(all.flatMap((one) => Object.keys(one.ends)))
    const wanted = ['down', 'lowered', 'opened', 'raised', 'regional', 'resolved', 'unknown', 'up']
    expect([...ends].toSorted()).toEqual(wanted)
  })

  it('of three rounds, of which each 199th is played, does too', () => {
    const all = played(3, 199)
    expect(all.flatMap(({ faults }) => faults)).toEqual([])
    const courses = all.reduce((sum, one) => sum + one.courses, 0)
    expect(courses).toBeGreaterThan(58_000)
    console.log(`small spaces: ${courses} courses of three rounds, all as the rules say`)
  })

  it('is in its space', () => {
    expect(new Set(roundsOf(3).map((one) => one.join()))).toHaveProperty('size', 125)
  })
})

describe('a wrong version', () => {
  it.each([
    'unasked time counts',
    'nobody still fails',
    'half of the places is enough',
    'those that abstain are not asked',
    'a split is a pass',
    'nothing is ever down',
  ])('in which %s is found', (what) => {
    wrong.is = what
    const all = [...spaces(2), ...spaces(3, 997)]
    const isFound = all.some((one) => exhaust(one, { isOneEnough: true }).faults.length > 0)
    expect(isFound).toBe(true)
  })
})
