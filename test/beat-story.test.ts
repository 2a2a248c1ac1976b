// Every file of test/stories/heartbeats is a course of pings and silence with its right outcome,
// played by the shard's own flow on a clock that jumps from alarm to alarm.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { BeatMemory, HeartbeatCheck } from '../workers/domain/told/memory.ts'
import { playBeatStory } from './stories/beat.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/told/memory.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/told/memory.ts')>()
  const withGrace = (check: HeartbeatCheck, graceSeconds: number): HeartbeatCheck => ({
    ...check,
    heartbeat: { ...check.heartbeat, graceSeconds },
  })
  return {
    ...real,
    deadlineOf: (...[beat, check]: Parameters<typeof real.deadlineOf>) => {
      if (wrong.is === 'no grace is given') return real.deadlineOf(beat, withGrace(check, 0))
      if (wrong.is === 'a run need not end') return real.deadlineOf({ ...beat, runs: [] }, check)
      if (wrong.is === 'waiting alarms' && beat.successAt === null) {
        return real.deadlineOf({ ...beat, successAt: 1 }, check)
      }
      const deadline = real.deadlineOf(beat, check)
      const isExcused = wrong.is === 'a closed door always excuses' && beat.closed !== null
      return deadline && isExcused ? { ...deadline, isUnheard: true } : deadline
    },
    closedForRuns: (beat: BeatMemory) =>
      wrong.is === 'another wait forgets the closed door' ? null : real.closedForRuns(beat),
    doorWasClosed: (...given: Parameters<typeof real.doorWasClosed>) => {
      if (wrong.is === 'a closed door is no excuse') return given[0]
      const after = real.doorWasClosed(...given)
      const closed = given[2]
      if (wrong.is !== 'each closing gives time anew') return after
      return { ...after, closed: { ...closed, times: 1 } }
    },
  }
})

const folder = new URL('./stories/heartbeats/', import.meta.url)

afterEach(() => {
  wrong.is = ''
})

const read = (file: string) => readFileSync(new URL(`${file}.txt`, folder), 'utf8')

describe('a wrong version', () => {
  it.each([
    ['no grace is given', '19-every-alarm-is-lost'],
    ['a run need not end', '05-first-run-without-end'],
    ['waiting alarms', '02-never-heard'],
    ['a closed door is no excuse', '09-door-closed-briefly'],
    ['a closed door is no excuse', '11-door-that-keeps-closing'],
    ['each closing gives time anew', '11-door-that-keeps-closing'],
    ['a closed door always excuses', '10-door-closed-long-before'],
    ['another wait forgets the closed door', '22-run-ended-at-a-closed-door'],
    ['another wait forgets the closed door', '23-runs-that-overlap-at-a-closed-door'],
  ])('in which %s is found by %s', async (what, file) => {
    wrong.is = what
    const text = read(file)
    expect(await playBeatStory(text)).not.toBe(text)
  })
})

describe('a heartbeat', () => {
  for (const file of readdirSync(folder).toSorted()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    it(`${file.replace('.txt', '')}: ${text.split('\n')[0]}`, async () => {
      const played = await playBeatStory(text)
      if (process.env.UPDATE) writeFileSync(new URL(file, folder), played)
      else expect(played).toBe(text)
    })
  }

  it('fails a story whose outcome is another', async () => {
    const text = readFileSync(new URL('01-late.txt', folder), 'utf8')
    const wrong = text.replaceAll('opened silent critical', 'nothing')
    expect(wrong).not.toBe(text)
    expect(await playBeatStory(wrong)).toBe(text)
  })
})
