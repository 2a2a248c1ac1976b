import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bucketOf,
  histogramBuckets,
  histogramEdgesMs,
  histogramOf,
  merge,
  quantile,
} from './histogram.ts'

const latency = fc.integer({ min: 0, max: 120_000 })

describe('a histogram', () => {
  it('has the edges that stored counts were made with', () => {
    const sum = histogramEdgesMs.reduce((hash, edge) => (hash * 31 + edge) % 1_000_000_007, 7)
    expect([histogramBuckets, histogramEdgesMs[0], histogramEdgesMs.at(-1), sum]).toEqual([
      121, 1, 128_239, 212_415_179,
    ])
    expect(histogramEdgesMs).toEqual([...new Set(histogramEdgesMs)].sort((a, b) => a - b))
  })

  it.each([
    [0, 0],
    [0.4, 0],
    [1, 1],
    [1.6, 2],
    [16, 16],
    [18, 17],
    [128_238, 119],
    [128_239, 120],
    [9e9, 120],
  ])('puts %d ms into bucket %d', (ms, bucket) => {
    expect(bucketOf(ms)).toBe(bucket)
  })

  it('merges in any order and grouping to the histogram of all answers', () => {
    fc.assert(
      fc.property(fc.array(latency), fc.array(latency), fc.array(latency), (a, b, c) => {
        const [x, y, z] = [histogramOf(a), histogramOf(b), histogramOf(c)]
        const all = histogramOf([...a, ...b, ...c])
        expect(merge(x, y, z)).toEqual(all)
        expect(merge(merge(z, x), y)).toEqual(all)
      }),
      { numRuns: 50 },
    )
  })

  it('tells a quantile within a bucket of the true one', () => {
    fc.assert(
      fc.property(
        fc.array(latency, { minLength: 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, q) => {
          const sorted = list.toSorted((a, b) => a - b)
          const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)]!
          const told = quantile(histogramOf(list), q)!
          expect(bucketOf(told)).toBe(bucketOf(exact))
          expect(Math.abs(told - exact)).toBeLessThanOrEqual(Math.max(1, exact * 0.07))
        },
      ),
      { numRuns: 200 },
    )
  })

  it('of nothing has no quantile, and merging none is all zeros', () => {
    expect(quantile(merge(), 0.5)).toBeNull()
    expect(merge()).toHaveLength(histogramBuckets)
  })
})
