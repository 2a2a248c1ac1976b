// Pages of a list: whatever its length and wherever its rows come from, page after page is the list.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PageAsk, type PageOf, pageIn, pageOf, pageOfBoth, startOf } from './cursor.ts'

interface Row {
  id: string
  at: number
  isOpen: boolean
}
const keyOf = ({ at, id }: Row) => ({ at, id })
const newestFirst = (a: Row, b: Row) => b.at - a.at || (a.id < b.id ? 1 : Number(a.id === b.id) - 1)

/** Every row, page after page. */
function walk(limit: number, give: (ask: PageAsk) => PageOf<Row>): Row[] {
  const rows: Row[] = []
  let cursor: string | null = null
  for (let page = 0; page < 200; page += 1) {
    const found: PageOf<Row> = give({ cursor, limit })
    expect(found.data.length).toBeLessThanOrEqual(limit)
    rows.push(...found.data)
    cursor = found.next
    if (cursor === null) return rows
  }
  throw new Error('the list has no end')
}

const row = fc.record({ id: fc.stringMatching(/^[a-h]$/), at: fc.nat(4), isOpen: fc.boolean() })
const list = fc.uniqueArray(row, { selector: (one) => one.id, maxLength: 8 })

describe('a list of two sources', () => {
  it('is both in one order, each row once, as it is at hand', () => {
    fc.assert(
      fc.property(
        list,
        list,
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (record, hand, limit, open) => {
          const isWanted = (one: Row) => !open || one.isOpen
          const stored = record.filter(isWanted).toSorted(newestFirst)
          // What is at hand keeps the instant it has on record: a row does not move.
          const atHand = hand.map((one) => ({
            ...one,
            at: record.find(({ id }) => id === one.id)?.at ?? one.at,
          }))
          const found = walk(limit, (ask) => {
            const start = startOf(ask)
            const rest = stored.filter((one) => !start || newestFirst(start as Row, one) < 0)
            const page = pageOf(rest.slice(0, ask.limit + 1), ask, keyOf)
            return pageOfBoth(atHand, page, ask, { atOf: (one) => one.at, isWanted })
          })
          const ids = new Set(atHand.map((one) => one.id))
          const whole = [...atHand.filter(isWanted), ...stored.filter(({ id }) => !ids.has(id))]
          expect(found).toEqual(whole.toSorted(newestFirst))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('goes on where nothing of the record’s page is wanted any more', () => {
    const record = [5, 4, 3, 2].map((at) => ({ id: `r${at}`, at, isOpen: true }))
    const atHand = [
      { id: 'r5', at: 5, isOpen: false },
      { id: 'r4', at: 4, isOpen: false },
      { id: 'old', at: 1, isOpen: true },
    ]
    const found = walk(2, (ask) => {
      const start = startOf(ask)
      const rest = record.filter((one) => !start || newestFirst(start as Row, one) < 0)
      const page = pageOf(rest.slice(0, ask.limit + 1), ask, keyOf)
      return pageOfBoth(atHand, page, ask, { atOf: (one) => one.at, isWanted: (one) => one.isOpen })
    })
    expect(found.map((one) => one.id)).toEqual(['r3', 'r2', 'old'])
  })
})

describe('a list at hand', () => {
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, at: 0, isOpen: true }))

  it.each([1, 2, 3, 5, 9])('is whole by pages of %i', (limit) => {
    expect(walk(limit, (ask) => pageIn(rows, ask, (one) => one.id))).toEqual(rows)
  })

  it('goes on where it was, though the row it stood at is gone', () => {
    const { next } = pageIn(rows, { cursor: null, limit: 2 }, (one) => one.id)
    const fewer = rows.filter(({ id }) => id !== 'b')
    const rest = pageIn(fewer, { cursor: next, limit: 9 }, (one) => one.id)
    expect(rest.data.map((one) => one.id)).toEqual(['c', 'd', 'e'])
  })
})
