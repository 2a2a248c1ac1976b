// One vote for each data centre, by the place heard first; where a place stands may change.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundOf } from '../../../test/fakes/rounds.ts'
import type { Round } from '../round.ts'
import { newBook } from './book.ts'
import { countedOnce, noteColo } from './colo.ts'
import { countBallot } from './speak.ts'

const voters = locationsOf('a b c')

function seen(text: string, colos: Record<string, string>): Round {
  const round = roundOf(text, voters)
  const observations = round.observations.map((one) => {
    const colo = colos[one.location]
    return colo ? { ...one, colo } : one
  })
  return { ...round, observations }
}

describe('the votes of a round', () => {
  const rows: [text: string, colos: Record<string, string>, said: string][] = [
    ['a:fail b:fail c:pass', {}, 'fail'],
    ['a:fail b:fail c:pass', { a: 'LHR', b: 'LHR', c: 'SYD' }, 'split'],
    ['a:fail b:fail c:pass', { a: 'LHR', b: 'AMS', c: 'SYD' }, 'fail'],
    ['a:fail b:fail c:fail', { a: 'LHR', b: 'LHR', c: 'SYD' }, 'fail'],
    ['a:fail b:fail c:fail', { a: 'LHR', b: 'LHR', c: 'LHR' }, 'split'],
    ['a:pass b:pass c:fail', { a: 'LHR', b: 'LHR' }, 'split'],
    ['a:pass b:pass c:pass', { a: 'LHR', b: 'LHR' }, 'pass'],
    // What abstains takes no vote from another that stands there.
    ['a:silent b:fail c:fail', { a: 'LHR', b: 'LHR', c: 'SYD' }, 'fail'],
  ]
  it.each(rows)('%s in %j say %s', (text, colos, said) => {
    expect(countBallot(seen(text, colos), voters).said).toBe(said)
  })

  it('keep what was not counted as evidence', () => {
    const round = countedOnce(seen('a:fail b:fail c:pass', { a: 'LHR', b: 'LHR' }))
    expect(round.observations[1]).toMatchObject({
      kind: 'unknown',
      reason: 'same_colo',
      wouldBe: 'fail',
      colo: 'LHR',
    })
  })

  it('are as they were where no two stand in one', () => {
    const round = seen('a:fail b:fail c:pass', { a: 'LHR', b: 'AMS' })
    expect(countedOnce(round)).toBe(round)
  })
})

describe('where a place stands', () => {
  it('is what it said last', () => {
    const before = noteColo(newBook(), 'a', 'LHR')
    expect(noteColo(before, 'a', 'LHR')).toBe(before)
    expect(noteColo(before, 'a', 'AMS').locations.a?.colo).toBe('AMS')
  })
})
