// What is found of a clock by the time of the masters alone.
import { expect, it } from 'vitest'
import { type Book, findingsOf } from '../../workers/domain/host/reading.ts'
import { readHostSettings } from '../../workers/domain/host/settings.ts'
import { clockByMaster } from './clock.ts'

const settings = (clock: object = {}) => readHostSettings({ clock }).settings!
const readings = (aheadMs: number | null, clock?: object) =>
  clockByMaster(() => aheadMs)(settings(clock), 0)

it.each<[string, number, string]>([
  [
    'ahead',
    7_200_000,
    "the clock is 2 h ahead of the master's; set it: eSonar alone allows for that",
  ],
  [
    'behind',
    -90_000,
    "the clock is 1 min 30 s behind the master's; set it: eSonar alone allows for that",
  ],
])('that is %s is a warning with its length', async (_way, aheadMs, text) => {
  expect(await readings(aheadMs)).toEqual([
    { key: 'clock:master', level: 'warning', holdSeconds: 60, text },
  ])
})

it('is in order while a way could explain what is off', async () => {
  expect(await readings(-4_000)).toMatchObject([{ key: 'clock:master', level: 'ok' }])
})

it('is nothing before a master was heard, and where nobody wants to know', async () => {
  expect(await readings(null)).toEqual([])
  expect(await readings(7_200_000, { on: false })).toEqual([])
})

it('that is set and set back within a minute is told to nobody', async () => {
  const book: Book = new Map()
  const levels: string[] = []
  for (const [at, aheadMs] of [0, 7_200_000, 7_200_000, 0, 7_200_000].entries()) {
    const [one] = findingsOf(book, await readings(aheadMs), at * 20_000)
    levels.push(one!.level)
  }
  expect(levels).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
})
