// Wrong versions of the rules of borrowed places: their stories fail with each of them, and only with
// them.
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { playStory, readStory } from './stories/story.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/verdict/borrowed.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/borrowed.ts')>()
  return {
    ...real,
    isGround: (...given: Parameters<typeof real.isGround>) =>
      wrong.is === 'their silence counts' ? true : real.isGround(...given),
    isCalm: (...given: Parameters<typeof real.isCalm>) =>
      wrong.is === 'nobody is introduced' ? false : real.isCalm(...given),
    borrowedPlace: (...given: Parameters<typeof real.borrowedPlace>) => {
      const [, observation, round] = given
      const place = real.borrowedPlace(...given)
      if (wrong.is !== 'their failure is kept' || observation?.kind !== 'fail') return place
      return {
        ...place,
        failing: { since: round.startedAt, ms: 0, at: round.decidedAt, rounds: 1 },
      }
    },
    borrowedSeats: (...given: Parameters<typeof real.borrowedSeats>) => {
      const [state, world, out] = given
      if (wrong.is === 'asked in every slot')
        return real.borrowedSeats(state, world, out, 'confirm')
      return real.borrowedSeats(...given)
    },
  }
})

const names = [
  '90-borrowed-eyes-confirm',
  '91-a-lender-that-is-away',
  '92-a-lender-behind-a-fence',
  '93-a-borrowed-vote-decides',
] as const
const faults = () =>
  names.map((name) => {
    const text = readFileSync(new URL(`./stories/${name}.txt`, import.meta.url), 'utf8')
    return playStory(readStory(text)).faults.join('; ')
  })

beforeEach(() => {
  wrong.is = ''
})

describe('borrowed places', () => {
  it('confirm, and do no more', () => {
    expect(faults()).toEqual(['', '', '', ''])
  })

  it.each([
    ['their failure is kept', 0, 'lowered'],
    ['their silence counts', 1, 'opened down critical'],
    ['asked in every slot', 0, 'lent'],
    ['nobody is introduced', 3, 'opened down critical'],
  ])('would be wrong: %s', (what, story, complaint) => {
    wrong.is = what
    expect(faults()[story]).toContain(complaint)
  })
})
