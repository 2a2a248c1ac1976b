// Courses of looks at a host, judged as the agent does; wrong versions of its rules are found by one.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { databaseFields } from '../workers/domain/host/database-settings.ts'
import { type Book, findingsOf, type Reading } from '../workers/domain/host/reading.ts'
import { type ReplicaReading, replicaReadings } from '../workers/domain/host/replication.ts'

const wrong = vi.hoisted(() => ({ is: '' }))

vi.mock('../workers/domain/host/judge.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/host/judge.ts')>()
  const judged: typeof real.judged = (track, value, limits, now) => {
    switch (wrong.is) {
      case 'a level is let go at its limit':
        return real.judged({ ...track, level: 'ok' }, value, limits, now)
      case 'one look decides':
        return real.judged(track, value, { ...limits, forSeconds: 0 }, now)
      case 'a figure that is missing is none':
        return real.judged(track, Number.isFinite(value) ? value : 0, limits, now)
      default:
        return real.judged(track, value, limits, now)
    }
  }
  return { ...real, judged }
})

vi.mock('../workers/domain/host/replication.ts', async (original) => {
  const real = await original<typeof import('../workers/domain/host/replication.ts')>()
  const replicaReadings: typeof real.replicaReadings = (name, reading, settings) => {
    switch (wrong.is) {
      case '0 s behind is in order, cut or not':
        return real.replicaReadings(name, { ...reading, link: 'up', beat: null }, settings)
      case 'no row is looked for':
        return real.replicaReadings(name, { ...reading, beat: null }, settings)
      case 'an idle primary is late':
        return real.replicaReadings(name, { ...reading, lagBytes: null, beat: null }, settings)
      default:
        return real.replicaReadings(name, reading, settings)
    }
  }
  return { ...real, replicaReadings }
})

afterEach(() => {
  wrong.is = ''
})

const lookMs = 10_000

/** What is told of one finding, look by look: only its changes. */
function told(looks: Reading[][], key: string): string[] {
  const book: Book = new Map()
  const levels = looks.map((readings, index) => {
    const found = findingsOf(book, readings, index * lookMs)
    return found.find((one) => one.key === key)?.level ?? 'none'
  })
  return levels.filter((level, index) => level !== levels[index - 1])
}

const disk = (value: number, forSeconds: number): Reading[] => [
  { key: 'disk', text: '/ is full', value, limits: { warning: 85, critical: 95, forSeconds } },
]
const settings = databaseFields.parse({
  ...{ name: 'orders', engine: 'postgresql', url: 'postgres://replica/orders', replica: true },
})
const beat = { writeFault: null, readFault: null, ageSeconds: 1, writtenForSeconds: 3_600 }
const well: ReplicaReading = {
  ...{ isReplica: true, link: 'up', linkText: null, isApplying: true, applyText: null },
  ...{ lagBytes: 0, lagSeconds: 0, beat },
}
const replica = (reading: Partial<ReplicaReading>) =>
  replicaReadings('orders', { ...well, ...reading }, settings)
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index))
const aged = (index: number) => ({ ...beat, ageSeconds: (index * lookMs) / 1_000 })

/** A course, what of it is watched, and what is told. */
const courses: Record<string, [looks: () => Reading[][], key: string, told: string[]]> = {
  'a disk that hovers at its limit': [
    () => [...times(10, (index) => disk(index % 2 ? 84 : 86, 0)), disk(60, 0)],
    'disk',
    ['warning', 'ok'],
  ],
  'one bad look among good ones': [
    () => times(30, (index) => disk(index === 15 ? 99 : 20, 60)),
    'disk',
    ['unknown', 'ok'],
  ],
  'a look that brings no figure': [
    () => [...times(10, () => disk(99, 0)), disk(Number.NaN, 0), disk(99, 0)],
    'disk',
    ['critical'],
  ],
  'a replica that is cut off, with everything applied': [
    () => [
      ...times(10, () => replica({})),
      ...times(30, (index) => replica({ link: 'down', beat: aged(index) })),
      ...times(10, () => replica({})),
    ],
    'replication:orders',
    ['ok', 'critical', 'ok'],
  ],
  'a receiver that says streaming over a dead connection': [
    () => [
      ...times(30, () => replica({})),
      ...times(90, (index) => replica({ beat: aged(index) })),
    ],
    'replication:orders:seconds',
    ['unknown', 'ok', 'warning', 'critical'],
  ],
  'a primary that is idle for a day': [
    () => times(60, () => replica({ lagSeconds: 86_400 })),
    'replication:orders:seconds',
    ['unknown', 'ok'],
  ],
}

describe('a course of looks', () => {
  it.each(Object.keys(courses))('%s is told as it should be', (name) => {
    const [looks, key, expected] = courses[name]!
    expect(told(looks(), key)).toEqual(expected)
  })
})

describe('a wrong version', () => {
  it.each([
    ['a level is let go at its limit', 'a disk that hovers at its limit'],
    ['one look decides', 'one bad look among good ones'],
    ['a figure that is missing is none', 'a look that brings no figure'],
    ['0 s behind is in order, cut or not', 'a replica that is cut off, with everything applied'],
    ['no row is looked for', 'a receiver that says streaming over a dead connection'],
    ['an idle primary is late', 'a primary that is idle for a day'],
  ])('in which %s is found by: %s', (what, name) => {
    const [looks, key, expected] = courses[name]!
    wrong.is = what
    expect(told(looks(), key)).not.toEqual(expected)
  })
})
