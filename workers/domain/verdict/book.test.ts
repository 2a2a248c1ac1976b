// The book of locations: who fails alone across checks, who measures nothing, and when they are
// well again.
import { describe, expect, it } from 'vitest'
import {
  locationsOf,
  roundOf,
  roundsStartAt,
  type Sight,
  sightOf,
} from '../../../test/fakes/rounds.ts'
import { checkOf } from '../../../test/fakes/telling.ts'
import {
  type BookChange,
  bookPassed,
  controlsOf,
  newBook,
  noteControls,
  noteRound,
} from './book.ts'

const voters = locationsOf('weur enam oc')
const second = 1_000
const minute = 60_000
const checkNamed = (name: string) => checkOf({ id: `chk_acme00000001_${name}` })

/** A book that hears rounds; time is ms since the start. */
function reader() {
  let book = newBook()
  const told: (BookChange & { at: number })[] = []
  const take = (step: ReturnType<typeof bookPassed>, at: number) => {
    book = step.book
    told.push(...step.changes.map((change) => ({ ...change, at })))
  }
  return {
    told,
    book: () => book,
    record: (location: string) => book.locations[location],
    hear(at: number, check: string, text: string) {
      const round = roundOf(text, voters, { startedAt: roundsStartAt + at })
      take(noteRound(book, round, checkNamed(check), roundsStartAt + at), at)
    },
    pass: (at: number) => take(bookPassed(book, roundsStartAt + at), at),
    controls(at: number, location: string, signs: string) {
      const answers = [...signs].map((sign, index) => ({ url: `u${index}`, ok: sign === '+' }))
      book = noteControls(book, location, answers, roundsStartAt + at)
    },
  }
}

const alone = 'weur:fail enam:pass oc:pass'
const well = 'weur:pass enam:pass oc:pass'
const names = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`)

/** `weur` fails alone on these checks, for so long. */
function failsAlone(checks: string[], ms: number, text = alone) {
  const reading = reader()
  for (const at of [0, ms]) for (const check of checks) reading.hear(at, check, text)
  return reading
}

describe('a location is unwell', () => {
  const rows: [string, number, number, string, string[]][] = [
    ['three checks alone for 15 s', 3, 15 * second, alone, ['weur']],
    ['less than 15 s', 3, 15 * second - 1, alone, []],
    ['two checks only', 2, minute, alone, []],
    ['with two locations, nobody can tell', 5, minute, 'weur:fail enam:pass', []],
    ['others fail too', 5, minute, 'weur:fail enam:fail oc:pass', []],
    ['everybody fails', 60, minute, 'weur:fail enam:fail oc:fail', []],
    ['turned away is not failing', 5, minute, 'weur:limited enam:pass oc:pass', []],
  ]
  it.each(rows)('or not: %s', (_, count, ms, text, unwell) => {
    const { told } = failsAlone(names(count), ms, text)
    expect(told.map(({ location }) => location)).toEqual(unwell)
  })

  it.each([
    [15, ['weur']],
    [16, []],
  ])('when the three are a fifth of the checks it probes: of %i', (probed, unwell) => {
    const reading = reader()
    for (const check of names(probed)) reading.hear(0, check, well)
    for (const at of [1, minute]) for (const check of names(3)) reading.hear(at, check, alone)
    expect(reading.told.map(({ location }) => location)).toEqual(unwell)
  })

  it('and it is told once, with the checks it was seen by', () => {
    const reading = failsAlone(names(3), 20 * second)
    for (const check of names(3)) reading.hear(40 * second, check, alone)
    expect(reading.told).toMatchObject([
      {
        kind: 'unwell',
        why: 'alone',
        checks: names(3).map((name) => checkNamed(name).id),
        at: 20 * second,
      },
    ])
  })

  it('not by lone failures of long ago', () => {
    const reading = failsAlone(names(2), 20 * second)
    reading.hear(16 * minute, 'c2', alone)
    reading.hear(17 * minute, 'c2', alone)
    expect(reading.told).toEqual([])
  })

  it('not when a pass lies between', () => {
    const reading = failsAlone(names(3), 10 * second)
    for (const check of names(3)) reading.hear(12 * second, check, well)
    for (const check of names(3)) reading.hear(20 * second, check, alone)
    expect(reading.told).toEqual([])
    expect(reading.record('weur')?.unwellSince).toBeNull()
  })
})

describe('an unwell location comes back', () => {
  const unwellFails = 'weur:unwell enam:pass oc:pass'
  const unwellPasses = 'weur:unwellPass enam:pass oc:pass'
  const unwellAt = 20 * second

  it('five minutes after its last lone failure', () => {
    const reading = failsAlone(names(3), unwellAt)
    reading.hear(2 * minute, 'c0', unwellFails)
    reading.hear(3 * minute, 'c0', unwellPasses)
    reading.pass(7 * minute - 1)
    expect(reading.told).toHaveLength(1)
    reading.pass(7 * minute)
    expect(reading.told.at(-1)).toMatchObject({ kind: 'well', why: 'alone', at: 7 * minute })
    expect(reading.record('weur')).toMatchObject({ unwellSince: null, alone: {} })
  })

  it('not as long as it was asked nothing', () => {
    const reading = failsAlone(names(3), unwellAt)
    reading.pass(30 * minute)
    expect(reading.told).toHaveLength(1)
    reading.hear(31 * minute, 'c0', unwellPasses)
    expect(reading.told.at(-1)).toMatchObject({ kind: 'well', at: 31 * minute })
  })

  it('by a round that shows it, too', () => {
    const reading = failsAlone(names(3), unwellAt)
    for (const at of [1, 2, 3, 4, 5]) reading.hear(unwellAt + at * minute, 'c0', unwellPasses)
    expect(reading.told.map(({ kind }) => kind)).toEqual(['unwell', 'well'])
  })

  it('not while it goes on failing what others reach', () => {
    const reading = failsAlone(names(3), unwellAt)
    for (let at = 1; at <= 30; at += 1) reading.hear(unwellAt + at * minute, 'c0', unwellFails)
    reading.pass(31 * minute)
    expect(reading.told).toHaveLength(1)
  })

  it('while what it fails fails for everybody', () => {
    const reading = failsAlone(names(3), unwellAt)
    for (let at = 1; at <= 6; at += 1) {
      reading.hear(unwellAt + at * minute, 'c0', 'weur:unwell enam:fail oc:fail')
    }
    expect(reading.told.map(({ kind }) => kind)).toEqual(['unwell', 'well'])
  })
})

describe('a location that measures nothing', () => {
  const mute = 'weur:silent enam:pass oc:pass'

  it('is told after a minute, once', () => {
    const reading = reader()
    for (const at of [0, 59_999]) reading.hear(at, 'c0', mute)
    expect(reading.told).toEqual([])
    for (const at of [minute, 2 * minute]) reading.hear(at, 'c0', mute)
    expect(reading.told).toEqual([
      { location: 'weur', kind: 'unwell', why: 'mute', checks: [], at: minute },
    ])
  })

  it.each(['unwell', 'fenced', 'unwellLimited', 'twinLimited'])(
    'is not one whose word is set aside: %s',
    (sight) => {
      const reading = reader()
      for (const at of [0, 5 * minute]) reading.hear(at, 'c0', `weur:${sight} enam:pass oc:pass`)
      expect(reading.told).toEqual([])
      expect(reading.record('weur')?.muteSince ?? null).toBeNull()
    },
  )

  it('is back after five minutes of measuring, so that one who comes and goes is told once', () => {
    const reading = reader()
    for (const at of [0, minute]) reading.hear(at, 'c0', mute)
    for (let at = 2; at < 20; at += 2) {
      reading.hear(at * minute, 'c0', well)
      reading.hear((at + 1) * minute, 'c0', mute)
    }
    expect(reading.told).toHaveLength(1)
    reading.hear(20 * minute, 'c0', well)
    reading.pass(24 * minute)
    expect(reading.told).toHaveLength(2)
    expect(reading.told[1]).toMatchObject({ kind: 'well', why: 'mute' })
  })
})

describe('controls', () => {
  it('that ever answered there are remembered', () => {
    const reading = reader()
    reading.controls(0, 'weur', '+-')
    expect(Object.keys(controlsOf(reading.book(), 'weur'))).toEqual(['u0'])
    expect(controlsOf(reading.book(), 'enam')).toEqual({})
  })

  it('give the same book back when they say nothing new', () => {
    const reading = reader()
    reading.controls(0, 'weur', '+-')
    const before = reading.book()
    reading.controls(minute, 'weur', '+-')
    expect(reading.book()).toBe(before)
  })

  it('of a spare that was told as mute show that it measures again', () => {
    const reading = reader()
    for (const at of [0, minute]) reading.hear(at, 'c0', 'weur:silent')
    // Nothing else is asked of it; a place still asked must show it by its probes.
    reading.controls(5 * minute, 'weur', '+')
    reading.pass(6 * minute)
    expect(reading.told).toHaveLength(1)
    reading.controls(8 * minute, 'weur', '+')
    reading.pass(8 * minute)
    expect(reading.told.at(-1)).toMatchObject({ kind: 'well', why: 'mute' })
  })
})

describe('a quiet round', () => {
  it('gives the same book back', () => {
    const reading = reader()
    reading.hear(0, 'c0', well)
    const before = reading.book()
    reading.hear(minute, 'c0', well)
    expect(reading.book()).toBe(before)
  })

  it('never changes the book it was given', () => {
    const book = newBook()
    const round = roundOf(alone, voters)
    round.observations.push(sightOf(voters[0]!, 'fail' satisfies Sight, roundsStartAt))
    noteRound(book, round, checkNamed('c0'), roundsStartAt)
    expect(book).toEqual(newBook())
  })
})
