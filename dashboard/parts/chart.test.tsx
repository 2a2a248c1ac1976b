// What a chart draws beside its lines: the words below it, and the dots of values that no line touches.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { linesMax } from '../../workers/domain/host/chart.ts'
import { dots } from '../islands/dots.ts'
import { instants } from '../islands/instants.ts'
import { toneOf } from '../islands/tones.ts'
import { Drawing } from './drawing.tsx'

const hour = 3_600
const evening = new Date(2026, 10, 29, 21).getTime() / 1_000
const saidAt = (step: number, ...ticks: number[]) =>
  (instants as (...of: unknown[]) => string[])(null, ticks, 0, 0, step)

describe('the instants below a chart', () => {
  it('name the day where it begins, and no other time', () => {
    const said = saidAt(3 * hour, evening, evening + 3 * hour, evening + 6 * hour)
    const dayOf = (one: string | undefined) => one?.split('\n')[1]
    expect(said.map(dayOf)).toEqual([
      new Date(2026, 10, 29).toLocaleDateString(undefined, { day: 'numeric', month: 'short' }),
      new Date(2026, 10, 30).toLocaleDateString(undefined, { day: 'numeric', month: 'short' }),
      undefined,
    ])
  })

  it('have seconds only where ticks lie closer than a minute, and a year where months do', () => {
    const at = new Date(2026, 10, 29, 21, 5, 7).getTime() / 1_000
    expect(saidAt(10, at)[0]).toContain(':07')
    expect(saidAt(60, at)[0]).not.toContain(':07')
    expect(saidAt(7 * 24 * hour, at)[0]).not.toContain('2026')
    expect(saidAt(30 * 24 * hour, at)[0]).toContain('2026')
  })
})

describe('the tones of lines', () => {
  const tones = Array.from({ length: linesMax }, (_, tone) => toneOf({ tone }))

  it('are as many as lines find room', () => {
    expect(new Set(tones).size).toBe(linesMax)
  })

  it('are the same drawn without JavaScript, and in the table', () => {
    const css = readFileSync(new URL('../styles/overview.css', import.meta.url), 'utf8')
    const lines = tones.map(() => ({ points: [[0, 1] as [number, number]] }))
    const drawn = String(Drawing({ from: 0, to: 9, most: 1, lines, words: '' }))
    for (const [index, tone] of tones.entries()) {
      expect(drawn).toContain(`class="tone${index}"`)
      expect(css).toContain(`.drawing .tone${index} {\n  stroke: var(${tone});`)
      expect(css).toContain(`.swatch.tone${index} {\n  color: var(${tone});`)
    }
  })
})

describe('the dots of a line', () => {
  const of = (values: (number | null | undefined)[], isShown = false) =>
    (dots(() => '').filter as (...of: unknown[]) => number[] | null)(
      { data: [[], values] },
      1,
      isShown,
      null,
    )

  it('are those of values between two gaps, and none of a line', () => {
    expect(of([1, 2, null, 3, null, 4, 5])).toEqual([3])
    expect(of([1, null, 2, null, 3])).toEqual([0, 2, 4])
    expect(of([null, null])).toEqual([])
  })

  it('bridge what was not asked', () => {
    expect(of([undefined, 1, undefined, 2, undefined])).toEqual([])
    expect(of([undefined, 1, undefined, null, 2, undefined])).toEqual([1, 4])
  })

  it('are all of them where they are few', () => {
    expect(of([1, null, 2], true)).toBeNull()
  })
})
