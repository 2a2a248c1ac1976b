// Samples packed into bytes: any of them come back as they were, and what is none is refused.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pack, type Series, unpack } from './packing.ts'

const series = fc
  .array(
    fc.record({
      offset: fc.integer({ min: 0, max: 3_599 }),
      ms: fc.oneof(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 300 })),
      outcome: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 400 },
  )
  .map(
    (all): Series => ({
      offsets: all.map((one) => one.offset),
      latencies: all.map((one) => one.ms),
      outcomes: all.map((one) => one.outcome),
    }),
  )

describe('packed samples', () => {
  it('come back as they were, whatever they are and in whatever order', () => {
    fc.assert(
      fc.property(series, (given) => {
        expect(unpack(pack(given), given.offsets.length)).toEqual(given)
      }),
    )
  })

  it('take a byte or two each, of a target that answers evenly each minute', () => {
    const each = Array.from({ length: 60 }, (_, index) => index)
    const bytes = pack({
      offsets: each.map((index) => index * 60 + 7 + (index % 5 === 0 ? 1 : 0)),
      latencies: each.map((index) => 100 + ((index * 37) % 41)),
      outcomes: each.map(() => 0),
    })
    expect(bytes.length).toBeLessThan(120)
    const still = { offsets: each.map((index) => index * 60), latencies: each.map(() => 90) }
    expect(pack({ ...still, outcomes: each.map(() => 0) }).length).toBeLessThan(68)
  })

  it.each([
    [{ offsets: [3_600] }],
    [{ offsets: [-1] }],
    [{ offsets: [1.5] }],
    [{ latencies: [Number.NaN] }],
    [{ latencies: [-1] }],
    [{ latencies: [2 ** 31] }],
    [{ outcomes: [8] }],
    [{ latencies: [1, 2] }],
  ])('is not made of %j', (wrong) => {
    expect(() => pack({ offsets: [0], latencies: [0], outcomes: [0], ...wrong })).toThrow(
      RangeError,
    )
  })

  it('is refused where bytes are missing, left over, or of a run too long', () => {
    const bytes = pack({ offsets: [1, 61, 121], latencies: [5, 6, 500], outcomes: [0, 0, 2] })
    expect(() => unpack(bytes.subarray(0, -1), 3)).toThrow(RangeError)
    expect(() => unpack(Uint8Array.from([...bytes, 0]), 3)).toThrow(RangeError)
    expect(() => unpack(Uint8Array.from([0, 80, 0]), 1)).toThrow(RangeError)
  })

  it('has bytes that stay what they are', () => {
    const given = { offsets: [5, 65, 126, 5], latencies: [90, 300, 91, 0], outcomes: [0, 0, 1, 4] }
    expect(Buffer.from(pack(given)).toString('hex')).toBe(golden)
    expect(unpack(Buffer.from(golden, 'hex'), 4)).toEqual(given)
  })
})

const golden = 'b401a403a103b50110090c13db0103d505'
