// The values where the pointer is in a chart, on the side of it that has room.
import type uPlot from 'uplot'
import { markOf, type Named } from './compare.ts'

const timeWords = { dateStyle: 'medium', timeStyle: 'short' } as const

/** Shows the values of these lines, whenever the pointer moves. */
export function tip(lines: Named[], said: (value: number) => string): (plot: uPlot) => void {
  const box = Object.assign(document.createElement('div'), { className: 'tip', hidden: true })
  box.setAttribute('aria-hidden', 'true')
  return (plot) => {
    const { idx, idxs, left = 0 } = plot.cursor
    if (!box.isConnected) plot.over.append(box)
    box.hidden = idx == null || left < 0
    if (box.hidden || idx == null) return
    const at = new Date(plot.data[0][idx]! * 1_000).toLocaleString(undefined, timeWords)
    const rows = lines.flatMap((line, index) => {
      const own = idxs?.[index + 1]
      const value = own == null ? null : plot.data[index + 1]![own]
      if (value == null || !plot.series[index + 1]!.show) return []
      const row = document.createElement('div')
      const figure = Object.assign(document.createElement('b'), { textContent: said(value) })
      row.append(markOf(line), `${line.label} `, figure)
      return [row]
    })
    box.replaceChildren(at, ...rows)
    const isRight = left > plot.over.clientWidth / 2
    box.style.left = isRight ? 'auto' : `${left + 12}px`
    box.style.right = isRight ? `${plot.over.clientWidth - left + 12}px` : 'auto'
  }
}
