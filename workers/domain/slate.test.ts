// When Postgres is asked: what is due, what somebody may have written, and nothing in between.
import { describe, expect, it } from 'vitest'
import {
  askedOn,
  hourTurn,
  isLookDue,
  type Looked,
  lookedOn,
  nextLookAt,
  nextMark,
} from './slate.ts'

const minute = 60_000
const hour = 60 * minute
const noon = Date.UTC(2026, 11, 1, 12)
const looked: Looked = {
  database: 'db',
  lookedAt: noon,
  dueAt: noon + hour,
  shards: ['s1'],
  isThere: true,
  faults: [],
  probesMax: null,
}
const slate = lookedOn(null, looked)

describe('Postgres is asked', () => {
  it.each([
    ['with nothing known', null, noon, true],
    ['not before something is due', slate, noon + hour - 1, false],
    ['when it is due', slate, noon + hour, true],
    ['when the clock was set back', slate, noon - 1, true],
    ['once somebody has asked it', askedOn(slate, noon + minute), noon + minute, true],
    ['long after that too, if nobody looked', askedOn(slate, noon), noon + 50 * minute, true],
    ['where somebody asked before anything was known', askedOn(null, noon), noon, true],
  ])('%s', (_, known, now, isDue) => {
    expect(isLookDue(known, now)).toBe(isDue)
  })

  it('until a look began when all that one word may stand for was over', () => {
    const said = askedOn(slate, noon + minute)
    const again = (lookedAt: number) => isLookDue(lookedOn(said, { ...looked, lookedAt }), lookedAt)
    expect(again(noon + 2 * minute)).toBe(true)
    expect(again(noon + minute + 79_000)).toBe(true)
    expect(again(noon + minute + 80_000)).toBe(false)
  })

  it('and a word of before is not put in the place of a later one', () => {
    const later = askedOn(slate, noon + minute)
    expect(askedOn(later, noon)).toEqual(later)
  })
})

describe('the next look', () => {
  it.each([
    ['once an hour, after all uploads', noon, 3_600, noon + 4 * minute],
    ['also from within its own minute', noon + 4 * minute + 900, 3_600, noon + 64 * minute],
    ['a little early', noon + 3 * minute + 40_000, 3_600, noon + 64 * minute],
    ['once an hour at least', noon, 86_400, noon + 4 * minute],
    ['each half hour', noon + 4 * minute, 1_800, noon + 34 * minute],
  ])('is %s', (_, at, flushSeconds, mark) => {
    expect(nextLookAt(at, flushSeconds)).toBe(mark - 30_000)
  })

  it('is the next minute where Postgres never sleeps', () => {
    expect(nextLookAt(noon, 300)).toBe(noon)
    expect(nextLookAt(noon, 60)).toBe(noon)
  })
})

it('the hour turns when the uploads of the last one are there', () => {
  expect(hourTurn(noon + 3 * minute)).toBe(hourTurn(noon - minute))
  expect(hourTurn(noon + 4 * minute)).toBe(hourTurn(noon - minute) + 1)
})

it('a mark is after its instant, whatever the phase', () => {
  expect(nextMark(noon, hour, 0)).toBe(noon + hour)
  expect(nextMark(noon - 1, hour, 0)).toBe(noon)
  expect(nextMark(noon, minute, 200_000)).toBe(noon + 20_000)
})
