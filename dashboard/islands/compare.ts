// A box for each line of a chart: two of them alone are compared, by keyboard too.
import type uPlot from 'uplot'

/** Puts the boxes below the chart; one line needs none. */
export function offer(box: HTMLElement, plot: uPlot): void {
  box.querySelector('.compare')?.remove()
  if (plot.series.length < 3) return
  const fields = document.createElement('fieldset')
  fields.className = 'compare'
  fields.append(Object.assign(document.createElement('legend'), { textContent: 'Show' }))
  for (const [index, { label }] of plot.series.entries()) {
    if (index === 0) continue
    const input = Object.assign(document.createElement('input'), {
      type: 'checkbox',
      checked: true,
    })
    input.addEventListener('change', () => plot.setSeries(index, { show: input.checked }))
    const line = document.createElement('label')
    line.append(input, ` ${String(label)}`)
    fields.append(line)
  }
  box.append(fields)
}
