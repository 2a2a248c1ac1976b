// Findings made of readings: words, levels that hold, keys that go; forecast, percentile, plugins.
import { describe, expect, it } from 'vitest'
import { bytes, figure } from './amount.ts'
import { foreseenHoursMax, fullInHours, withFill } from './forecast.ts'
import { percentileOf, withAnswer } from './percentile.ts'
import { pluginAnswer } from './plugin.ts'
import { type Book, findingsOf, type Reading } from './reading.ts'
import { hostDefaults, readHostSettings } from './settings.ts'

const full = (value: number): Reading => ({
  key: 'filesystem:/var',
  text: `/var is ${value} % full`,
  value,
  limits: { warning: 85, critical: 95, forSeconds: 60 },
})

describe('findings', () => {
  it('say how long they were watched, then what was measured against what', () => {
    const book: Book = new Map()
    const first = findingsOf(book, [full(97)], 0)[0]!
    expect(first).toMatchObject({ level: 'unknown' })
    expect(first.text).toBe('/var is 97 % full; watched for 0 s of 1 min')
    findingsOf(book, [full(97)], 30_000)
    expect(findingsOf(book, [full(97)], 60_000)[0]).toEqual({
      key: 'filesystem:/var',
      level: 'critical',
      since: 60_000,
      text: '/var is 97 % full, on average of 1 min, limit 95',
    })
  })

  it('keep what was known while it cannot be looked at', () => {
    const book: Book = new Map()
    const units = (level: 'ok' | 'critical' | 'unknown', at: number) =>
      findingsOf(book, [{ key: 'units', level, text: level }], at)[0]!
    expect(units('critical', 1_000)).toMatchObject({ level: 'critical', since: 1_000 })
    expect(units('unknown', 2_000)).toMatchObject({ level: 'unknown', since: 1_000 })
    expect(units('critical', 3_000)).toMatchObject({ level: 'critical', since: 1_000 })
    expect(units('ok', 4_000)).toMatchObject({ level: 'ok', since: 4_000 })
  })

  it('wait until a bad level has lasted', () => {
    const book: Book = new Map()
    const link = (level: 'ok' | 'critical', at: number) =>
      findingsOf(book, [{ key: 'link', level, text: level, holdSeconds: 30 }], at)[0]!.level
    expect(link('ok', 0)).toBe('ok')
    expect(link('critical', 10_000)).toBe('ok')
    expect(link('ok', 20_000)).toBe('ok')
    expect(link('critical', 30_000)).toBe('ok')
    expect(link('critical', 50_000)).toBe('ok')
    expect(link('critical', 60_000)).toBe('critical')
    expect(link('ok', 70_000)).toBe('ok')
  })

  it('forget a key that is no longer looked at', () => {
    const book: Book = new Map()
    findingsOf(book, [full(97)], 0)
    findingsOf(book, [], 10_000)
    expect(book.size).toBe(0)
  })
})

describe('a forecast', () => {
  const fills = (used: (minute: number) => number, minutes: number) => {
    let kept: { at: number; used: number }[] = []
    for (let minute = 0; minute <= minutes; minute += 2)
      kept = withFill(kept, minute * 60_000, used(minute))
    return kept
  }
  it('follows a steady growth', () => {
    expect(
      fullInHours(
        fills((minute) => 400 + minute, 60),
        760,
      ),
    ).toBeCloseTo(5, 1)
  })
  it('says nothing after a short time, of a saw and of what shrinks', () => {
    expect(
      fullInHours(
        fills((minute) => minute, 10),
        100,
      ),
    ).toBeNull()
    expect(
      fullInHours(
        fills((minute) => 50 + (minute % 10), 60),
        100,
      ),
    ).toBe(foreseenHoursMax)
    expect(
      fullInHours(
        fills((minute) => 90 - minute / 10, 60),
        100,
      ),
    ).toBe(foreseenHoursMax)
  })
})

describe('a percentile', () => {
  it('is of the window, and of enough answers', () => {
    let answers: { at: number; ms: number }[] = []
    for (let index = 1; index <= 20; index += 1)
      answers = withAnswer(answers, { at: index * 10_000, ms: index * 10 }, 100_000)
    expect(answers).toHaveLength(10)
    expect(percentileOf(answers, 50)).toBe(150)
    expect(percentileOf(answers, 95)).toBe(200)
    expect(percentileOf(answers.slice(0, 4), 50)).toBeNull()
  })
})

describe('a plugin', () => {
  it('is judged by its exit code, in its own words, with its figures', () => {
    const said =
      "DISK WARNING - free space: /var 300 MB (4%);|'/var'=7000MB;6000;7500;0;8000 load=0.5"
    expect(pluginAnswer('disk', 1, said)).toEqual({
      level: 'warning',
      text: 'DISK WARNING - free space: /var 300 MB (4%);',
      metrics: [
        { name: 'plugin.disk./var.MB', value: 7000 },
        { name: 'plugin.disk.load', value: 0.5 },
      ],
    })
    expect(pluginAnswer('x', 3, 'no idea').level).toBe('unknown')
    expect(pluginAnswer('x', null, '').text).toBe('x said nothing, exit code none')
  })
})

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(hostDefaults.fileSystems.fullInHours).toEqual({
      warning: 24,
      critical: 4,
      forSeconds: 600,
      below: true,
    })
    expect(hostDefaults.databases).toEqual([])
  })
  it.each([
    [
      { memory: { usedPercent: { warning: 90, critical: 80 } } },
      'memory.usedPercent.critical',
      /above the warning/,
    ],
    [{ memry: {} }, 'memry', /not known/],
    [{ ports: [{ port: 70_000 }] }, 'ports.0.port', /1 to 65535/],
    [{ logs: [{ path: 'log', pattern: '(' }] }, 'logs.0.path', /absolute/],
    [
      {
        plugins: [
          { name: 'a', command: ['x'] },
          { name: 'a', command: ['y'] },
        ],
      },
      'plugins.1.name',
      /twice/,
    ],
    [
      { databases: [{ name: 'a', engine: 'postgresql', url: 'http://x' }] },
      'databases.0.url',
      /address like/,
    ],
  ])('name the field of %j', (input, field, problem) => {
    const { faults } = readHostSettings(input)
    expect(faults[0]).toMatchObject({ field, problem: expect.stringMatching(problem) })
  })
})

describe('figures', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_500, '1.5 kB'],
    [183_000_000_000, '183 GB'],
    [-2_000, '-2 kB'],
  ])('%d bytes', (count, said) => expect(bytes(count)).toBe(said))
  it('have three digits', () =>
    expect([0.123, 12.34, 1234.5].map(figure)).toEqual(['0.12', '12.3', '1235']))
})
