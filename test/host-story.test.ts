// Every file of test/stories/hosts is a course of an agent's reports with its right outcome, played by
// the shard's own flow; wrong versions of the rules are found by one of them.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { HostState, HostWorld } from '../workers/domain/host/state.ts'
import { playHostStory } from './stories/host.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/host/state.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/host/state.ts')>()
  const hostHeard: typeof real.hostHeard = (state, report, world) => {
    switch (wrong.is) {
      case 'what is not known ends an incident': {
        const findings = report.findings.map((one) =>
          one.level === 'unknown' ? { ...one, level: 'ok' as const } : one,
        )
        return real.hostHeard(state, { ...report, findings }, world)
      }
      case 'a repeated report is taken':
        return real.hostHeard({ ...state, spools: [] }, { ...report, lost: report.lost + 1 }, world)
      case 'old reports decide':
        return real.hostHeard(state, { ...report, at: world.now }, world)
      case 'turns are not counted':
        return real.hostHeard({ ...state, turns: {} }, report, world)
      case 'what is closed by hand opens again':
        return real.hostHeard({ ...state, closed: {} }, report, world)
      case 'what is missing is let go at once': {
        const missing = Object.fromEntries(Object.keys(state.open).map((key) => [key, 0]))
        return real.hostHeard({ ...state, missing }, report, world)
      }
      default:
        return real.hostHeard(state, report, world)
    }
  }
  return {
    ...real,
    hostHeard,
    isRepeated: (...given: Parameters<typeof real.isRepeated>) =>
      wrong.is !== 'a repeated report is taken' && real.isRepeated(...given),
    hostPassed: (state: HostState, world: HostWorld) => {
      if (wrong.is === 'silence is never told') return { state, incidents: [] }
      if (wrong.is !== 'a goodbye is a silence') return real.hostPassed(state, world)
      return real.hostPassed({ ...state, goodbyeAt: null }, world)
    },
    hostUnheard: (...given: Parameters<typeof real.hostUnheard>) =>
      wrong.is === 'a closed door is no excuse' ? given[0] : real.hostUnheard(...given),
  }
})

const folder = new URL('./stories/hosts/', import.meta.url)
const read = (file: string) => readFileSync(new URL(`${file}.txt`, folder), 'utf8')

afterEach(() => {
  wrong.is = ''
})

describe('a wrong version', () => {
  it.each([
    ['what is not known ends an incident', '02-cannot-be-looked-at'],
    ['a repeated report is taken', '03-comes-again'],
    ['old reports decide', '04-reports-of-hours-ago'],
    ['silence is never told', '05-silent'],
    ['a goodbye is a silence', '06-goodbye'],
    ['a closed door is no excuse', '07-our-door-was-closed'],
    ['turns are not counted', '08-turns-all-the-time'],
    ['what is missing is let go at once', '09-no-longer-spoken-of'],
    ['what is closed by hand opens again', '10-closed-by-hand'],
  ])('in which %s is found by %s', async (what, file) => {
    wrong.is = what
    const text = read(file)
    expect(await playHostStory(text)).not.toBe(text)
  })
})

describe("an agent's host", () => {
  for (const file of readdirSync(folder).toSorted()) {
    const text = readFileSync(new URL(file, folder), 'utf8')
    it(`${file.replace('.txt', '')}: ${text.split('\n')[0]}`, async () => {
      const played = await playHostStory(text)
      if (process.env.UPDATE) writeFileSync(new URL(file, folder), played)
      else expect(played).toBe(text)
    })
  }
})
