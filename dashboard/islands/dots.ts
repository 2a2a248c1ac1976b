// The dots of a line: each value of a few, and of many only those that would not be seen without.
import type uPlot from 'uplot'

/** So few that each has its dot. */
const dotsMax = 60

/** Values that no line touches, since there is a gap on both sides. */
function alone(values: uPlot.AlignedData[number]): number[] {
  const told = [...values.keys()].filter((index) => values[index] !== undefined)
  return told.filter(
    (own, index) =>
      values[own] != null &&
      values[told[index - 1] ?? -1] == null &&
      values[told[index + 1] ?? -1] == null,
  )
}

/** Filled with the colour of the ground. */
export const dots = (fill: () => string): uPlot.Series.Points => ({
  size: 4,
  fill,
  show: (_, __, first, last) => last - first < dotsMax,
  filter: (plot, index, isShown) => (isShown ? null : alone(plot.data[index]!)),
})
