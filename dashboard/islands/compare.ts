// The lines of a chart by name and tone, each with a box: two of them alone are compared, by keyboard too.
import type uPlot from 'uplot'
import { toneOf } from './tones.ts'

export interface Named {
  label: string
  tone: number
  /** Of an earlier time. */
  isDashed?: boolean
}

/** The tone of a line, beside its name. */
export function markOf(line: Named): HTMLElement {
  const mark = Object.assign(document.createElement('i'), { className: 'tone' })
  if (line.isDashed) mark.classList.add('dashed')
  mark.style.color = `var(${toneOf(line)})`
  return mark
}

/** Puts the boxes below the chart; one line needs none. */
export function offer(box: HTMLElement, plot: uPlot, lines: Named[]): void {
  if (lines.length < 2) return
  const fields = document.createElement('fieldset')
  fields.className = 'compare'
  fields.append(Object.assign(document.createElement('legend'), { textContent: 'Show' }))
  for (const [index, line] of lines.entries()) {
    const input = Object.assign(document.createElement('input'), {
      type: 'checkbox',
      checked: true,
    })
    input.addEventListener('change', () => plot.setSeries(index + 1, { show: input.checked }))
    const label = document.createElement('label')
    label.append(input, markOf(line), line.label)
    fields.append(label)
  }
  box.append(fields)
}
