// Marks of days: which days are marked, with what, and which the check did not live through.
import { describe, expect, it } from 'vitest'
import { daysOf, firstDay } from './days.ts'

const dayMs = 86_400_000
const now = Date.UTC(2026, 10, 24, 12)
const from = firstDay(now, 90)
const born = Date.UTC(2020, 0, 1)
const span = (kind: 'down' | 'slow', start: number, ms: number) => ({
  kind,
  from: start,
  to: start + ms,
})

describe('the days of a check', () => {
  it('end with today and begin 89 days before', () => {
    expect(from).toBe(Date.UTC(2026, 7, 27))
    expect(firstDay(now, 1)).toBe(Date.UTC(2026, 10, 24))
  })

  it('are marked where a span touches them, and nowhere else', () => {
    const spans = [span('down', from + 2 * dayMs - 60_000, 120_000), span('slow', now - 1_000, 500)]
    const { marked, unborn } = daysOf(spans, { from, count: 90, born, now })
    expect(unborn).toBe(0)
    expect(
      marked.map(({ index, uptime }) => [index, uptime.downSeconds, uptime.slowSeconds]),
    ).toEqual([
      [1, 60, 0],
      [2, 60, 0],
      [89, 0, 0.5],
    ])
  })

  it('leave out the midnight at which a span ends', () => {
    const { marked } = daysOf([span('down', from, dayMs)], { from, count: 90, born, now })
    expect(marked.map(({ index }) => index)).toEqual([0])
  })

  it('begin with the check', () => {
    const late = now - 3 * dayMs
    const spans = [span('down', from, 90 * dayMs)]
    const { marked, unborn } = daysOf(spans, { from, count: 90, born: late, now })
    expect(unborn).toBe(86)
    expect(marked[0]).toMatchObject({ index: 86, uptime: { downSeconds: dayMs / 2000 } })
  })
})
