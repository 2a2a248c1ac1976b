// Wrong versions of what a heartbeat's words and silence mean: each breaks a promise of the
// simulator. Others are in `sim.test.ts`, `sim-silence.test.ts` and `sim-asking.test.ts`.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Heard } from '../workers/domain/ping.ts'
import type { BeatMemory } from '../workers/domain/told/memory.ts'
import type { CheckState } from '../workers/domain/verdict/state.ts'
import { caught } from './sim/caught.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/told/memory.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/told/memory.ts')>()
  return {
    ...real,
    closedForRuns: (beat: BeatMemory) =>
      wrong.is === 'another wait forgets the closed door' ? null : real.closedForRuns(beat),
    deadlineOf: (...[beat, check]: Parameters<typeof real.deadlineOf>) => {
      const isBlind = wrong.is === 'a run without an end is well'
      const deadline = real.deadlineOf(isBlind ? { ...beat, runs: [] } : beat, check)
      if (!deadline || wrong.is === 'silence is never told') return null
      const graceMs = check.heartbeat.graceSeconds * 1_000
      if (wrong.is === 'the grace is forgotten') return { ...deadline, at: deadline.at - graceMs }
      if (wrong.is === 'the grace counts twice') return { ...deadline, at: deadline.at + graceMs }
      return deadline
    },
  }
})

vi.mock('../workers/domain/check/heartbeat.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/check/heartbeat.ts')>()
  return {
    ...real,
    dueAfter: (...[settings, afterMs]: Parameters<typeof real.dueAfter>) => {
      const isPeriod = wrong.is === 'a cron line is not read' && settings.cron !== null
      return real.dueAfter(isPeriod ? { ...settings, cron: null } : settings, afterMs)
    },
  }
})

vi.mock('../workers/domain/told/beat.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/told/beat.ts')>()
  return {
    ...real,
    beatHeard: (...[state, heard, world]: Parameters<typeof real.beatHeard>) =>
      real.beatHeard(state, misheard(heard, state), world),
  }
})

function misheard(heard: Heard, { open }: CheckState): Heard {
  switch (wrong.is) {
    case 'a failure is no news':
      return heard.act === 'fail' ? { ...heard, act: 'log' } : heard
    case 'a start is a success':
      return heard.act === 'start' ? { ...heard, act: 'success' } : heard
    case 'a success ends nothing':
      return open.silent && heard.act === 'success' ? { ...heard, act: 'log' } : heard
    case 'runs have no names':
      return heard.act === 'success' ? { ...heard, rid: null } : heard
    default:
      return heard
  }
}

const minutes = 60
const seeds = Array.from({ length: 25 }, (_, index) => index + 1)

beforeEach(() => {
  wrong.is = ''
})

describe('a wrong heartbeat is caught', { timeout: 240_000 }, () => {
  it.each([
    ['the grace is forgotten', 'a job that speaks in time is not told'],
    ['runs have no names', 'a job that speaks in time is not told'],
    ['a cron line is not read', /a job that speaks in time is not told|a silent job is told/],
    ['silence is never told', 'a silent job is told'],
    ['the grace counts twice', 'a silent job is told'],
    ['a run without an end is well', 'a silent job is told'],
    ['a failure is no news', 'a silent job is told'],
    ['a start is a success', 'a silent job is told'],
    ['a success ends nothing', /a job that speaks again is well|every incident ends/],
  ])('%s', async (name, invariant) => {
    wrong.is = name
    expect(await caught(seeds, minutes)).toMatch(invariant)
  })

  it('another wait forgets the closed door', async () => {
    wrong.is = 'another wait forgets the closed door'
    // A shard must be dead while a run is open: few storms have it so.
    const invariant = 'a run whose end was said at a closed door pages nobody'
    expect(await caught([24], 90)).toBe(invariant)
    expect(await caught([15_480], 90)).toBe(invariant)
  })
})
