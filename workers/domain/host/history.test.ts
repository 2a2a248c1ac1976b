// Figures of a host: hours become days, each once, in whatever order they come.
import { describe, expect, it } from 'vitest'
import {
  hourMs,
  linesOf,
  type MetricHour,
  newDay,
  newHour,
  withHour,
  withMetrics,
} from './history.ts'

const day = Date.UTC(2026, 10, 24)
const hour = (number: number, ...values: number[]): MetricHour =>
  values.reduce(
    (made, value, index) =>
      withMetrics(made, day + number * hourMs + index * 300_000, [{ name: 'a', value }]),
    newHour('agt_x', day + number * hourMs),
  )

describe('a day of figures', () => {
  it('has the mean of each hour, in order, once', () => {
    const [second, first] = [hour(7, 1, 2), hour(3, 10)]
    const made = [second, first, second].reduce(withHour, newDay(second))
    expect(made).toMatchObject({
      hour: day,
      offsets: [3 * 3_600, 7 * 3_600],
      columns: { a: [10, 1.5] },
    })
    expect(linesOf([made], day, day + 24 * hourMs)).toEqual([
      {
        name: 'a',
        points: [
          [day + 3 * hourMs, 10],
          [day + 7 * hourMs, 1.5],
        ],
      },
    ])
  })

  it('has gaps where a figure was not there', () => {
    const other = { ...hour(5, 3), columns: { b: [3] } }
    const made = [hour(4, 1), other].reduce(withHour, newDay(other))
    expect(made.columns).toEqual({ a: [1, null], b: [null, 3] })
  })
})
