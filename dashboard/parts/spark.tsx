// A day of answers as a small line: one point an hour, a bar where an hour failed. It is written as
// text: figures and words of our own, a thousand times on a page.
import { raw } from 'hono/html'
import type { Spark as Hours } from '../../workers/domain/sample.ts'
import { milliseconds } from '../../workers/domain/words/index.ts'

const width = 96
const height = 24
const step = width / 24

/** The line's top is the slowest hour, its bottom is 0 ms. */
export function Spark({ hours }: { hours: Hours | null }) {
  if (!hours) return <span class="spark" />
  const known = hours.ms.filter((one) => one !== null)
  const most = Math.max(1, ...known)
  const bad = hours.hours.filter((_, index) => hours.failed[index]! > 0)
  const words =
    known.length === 0
      ? 'no answers in 24 h'
      : `24 h: ${milliseconds(Math.min(...known))} to ${milliseconds(most)} by the hour`
  const bars = bad.map((hour) => `M${hour * step + 2} 0v${height}`).join('')
  return raw(
    `<svg class="spark" viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">${
      bars && `<path class="bad" d="${bars}"/>`
    }<path d="${lineOf(hours, most)}"/></svg>`,
  )
}

/** A gap where an hour has no answer; a lone hour is a dash. */
function lineOf({ hours, ms }: Hours, most: number): string {
  let last = Number.NaN
  return hours
    .flatMap((hour, index) => {
      const value = ms[index]
      if (value === null || value === undefined) return []
      const isNext = hour === last + 1
      last = hour
      const y = Math.round(height - 2 - (value / most) * (height - 4))
      return isNext ? [`L${hour * step + 2} ${y}`] : [`M${hour * step + 1} ${y}h1`]
    })
    .join('')
}
