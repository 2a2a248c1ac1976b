// Wrong versions of the rule that places in one data centre are one witness: its stories fail with
// each of them, and only with them.
import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { playStory, readStory } from './stories/story.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/verdict/colo.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/verdict/colo.ts')>()
  const { countedOnce, isTwin } = real
  return {
    ...real,
    countedOnce: (...given: Parameters<typeof countedOnce>) =>
      wrong.is === 'each place has a vote' ? given[0] : countedOnce(...given),
    isTwin: (...given: Parameters<typeof isTwin>) => {
      const [location, colo, state, world] = given
      if (wrong.is === 'each place has a vote') return false
      if (wrong.is !== 'the second never votes') return isTwin(...given)
      const none = { ...state, engine: { ...state.engine, places: {} } }
      return isTwin(location, colo, none, world)
    },
  }
})

const story = (name: string) =>
  readStory(readFileSync(new URL(`./stories/${name}.txt`, import.meta.url), 'utf8'))
const faults = () => [
  playStory(story('85-two-places-in-one-data-centre')).faults,
  playStory(story('86-a-spare-for-the-second-in-one-data-centre')).faults,
]

beforeEach(() => {
  wrong.is = ''
})

describe('two places in one data centre', () => {
  it('are one witness', () => {
    expect(faults()).toEqual([[], []])
  })

  it('would wake somebody if each had a vote', () => {
    wrong.is = 'each place has a vote'
    const [plain, withSpare] = faults()
    expect(plain!.join()).toContain('critical')
    expect(withSpare!.join()).toContain('critical')
  })

  it('would be blind if the second never voted', () => {
    wrong.is = 'the second never votes'
    expect(faults()[1]!.join()).toContain('opened down critical')
  })
})
