// Receipts as they come: twice, late, out of order. The end is the end, whatever comes after it.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNewer, receiptState } from './receipt.ts'

it.each([
  [null, 'queued', true],
  ['queued', 'sent', true],
  ['sent', 'queued', false],
  ['sent', 'sent', false],
  ['sent', 'delivered', true],
  ['delivered', 'sent', false],
  ['delivered', 'undelivered', false],
  ['undelivered', 'delivered', false],
  ['ringing', 'no-answer', true],
  ['sent', 'a status of next year', false],
])('after %s, %s is news: %s', (before, status, isNews) => {
  expect(isNewer(before, status)).toBe(isNews)
})

it('of any order of receipts the first end stays', () => {
  const status = fc.constantFrom('queued', 'sending', 'sent', 'delivered', 'undelivered', 'failed')
  fc.assert(
    fc.property(fc.array(status, { minLength: 1 }), (all) => {
      let now: string | null = null
      for (const one of all) if (isNewer(now, one)) now = one
      const end = all.find((one) => receiptState(one) !== 'underWay')
      return end === undefined ? receiptState(now!) === 'underWay' : now === end
    }),
  )
})
