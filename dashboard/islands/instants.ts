// The instants below a chart, as the reader writes them and in the reader's zone: the day where it changes.
import type uPlot from 'uplot'

const daySeconds = 86_400
const monthSeconds = 28 * daySeconds

const inMonths = { month: 'short', year: 'numeric' } as const
const inDays = { day: 'numeric', month: 'short' } as const

/** Pixels that each has: hours and minutes, or also seconds where ticks lie within a minute. */
export const roomOfInstant: uPlot.Axis.Space = (_, __, from, to, width) =>
  (72 * (to - from)) / width <= 30 ? 96 : 72

/** What stands at each tick; ticks lie `step` seconds apart. */
export const instants: uPlot.Axis.Values = (_, ticks, __, ___, step) => {
  let said = ''
  return ticks.map((seconds) => {
    const at = new Date(seconds * 1_000)
    const day = at.toLocaleDateString(undefined, step < monthSeconds ? inDays : inMonths)
    const isNew = day !== said
    said = day
    if (step >= daySeconds) return isNew ? day : ''
    const time = at.toLocaleTimeString(undefined, { timeStyle: step < 60 ? 'medium' : 'short' })
    return isNew ? `${time}\n${day}` : time
  })
}
