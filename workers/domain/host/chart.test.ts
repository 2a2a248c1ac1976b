// Charts of a host's figures: what stands together, in which order, and where a line breaks.
import { describe, expect, it } from 'vitest'
import { type ChartSpan, chartsOf, linesMax } from './chart.ts'
import { quantity, unitOf } from './unit.ts'

const hourMs = 3_600_000
const now = Date.UTC(2026, 10, 24, 3)
const span: ChartSpan = {
  from: now - 24 * hourMs,
  to: now,
  now,
  beforeMs: 7 * 24 * hourMs,
  columns: 1_000,
}
const line = (name: string, ...values: (number | null)[]) => ({
  name,
  points: values.map((value, index): [number, number | null] => [
    now - (values.length - index) * 300_000,
    value,
  ]),
})

describe('charts of a host', () => {
  it('hold what is of one kind and one unit, and what people look for stands first', () => {
    const names = [
      'network.eth0.inBytesPerSecond',
      'filesystem./var.usedPercent',
      'filesystem./.usedPercent',
      'filesystem./.inodesPercent',
      'memory.usedPercent',
      'memory.usedBytes',
      'swap.usedPercent',
      'load.oneMinute',
      'load.fiveMinutes',
      'replication.shop.lagSeconds',
      'odd.figure',
    ]
    const charts = chartsOf(
      names.map((name) => line(name, 1)),
      [],
      span,
    )
    expect(charts.map(({ title, lines }) => [title, ...lines.map((one) => one.label)])).toEqual([
      ['Memory', 'used', 'swap used'],
      ['Load', 'one minute', 'five minutes'],
      ['File systems: used', '/var', '/'],
      ['Replication: lag', 'shop'],
      ['Memory', 'used'],
      ['File systems: inodes', '/'],
      ['Network: in', 'eth0'],
      ['Odd', 'figure'],
    ])
    expect(charts.filter((one) => one.isMain)).toHaveLength(4)
  })

  it('keep the lines with the most, and say how many are left', () => {
    const many = Array.from({ length: linesMax + 3 }, (_, index) =>
      line(`filesystem./d${index}.usedPercent`, index),
    )
    const [chart] = chartsOf(many, [], span)
    expect(chart).toMatchObject({ left: 3, lines: expect.any(Array) })
    expect(chart!.lines.map((one) => one.label)).not.toContain('/d2')
    expect(chart!.lines.map((one) => one.label)).toContain('/d3')
  })

  it('break a line where nothing came, and not at one report that lacks the figure', () => {
    const [chart] = chartsOf([line('cpu.busyPercent', 1, null, 2, null, null, null, null, 3)], [], {
      ...span,
    })
    expect(chart!.lines[0]!.points.map(([, value]) => value)).toEqual([1, 2, null, 3])
  })

  it('break hourly means only where hours lack, also in the time before', () => {
    const hourly = (from: number) =>
      [0, 1, 2, 6].map((hour): [number, number] => [from + hour * hourMs, hour])
    const name = 'cpu.busyPercent'
    const [chart] = chartsOf(
      [{ name, points: hourly(span.from) }],
      [{ name, points: hourly(span.from) }],
      span,
    )
    const [own] = chart!.lines
    expect(own!.before.map(([, value]) => value)).toEqual([0, 1, 2, null, 6])
    expect(own!.points.filter(([, value]) => value === null)).toHaveLength(3)
  })

  it('join points until few enough are left, to their mean', () => {
    const points = Array.from({ length: 288 }, (_, index): [number, number] => [
      span.from + index * 300_000,
      index % 2,
    ])
    const [chart] = chartsOf([{ name: 'cpu.busyPercent', points }], [], { ...span, columns: 24 })
    expect(chart!.lines[0]!.points).toHaveLength(24)
    expect(new Set(chart!.lines[0]!.points.map(([, value]) => value))).toEqual(new Set([0.5]))
    expect(chart!.lines[0]!.figures).toEqual({ least: 0, mean: 0.5, most: 1, last: 1 })
  })

  it('leave out what has no figure at all', () => {
    expect(chartsOf([line('cpu.busyPercent', null, null)], [], span)).toEqual([])
  })
})

describe('the unit of a figure', () => {
  it.each([
    ['usedPercent', 'used', '12.5 %'],
    ['inBytesPerSecond', 'in', '12.5 B/s'],
    ['longestTransactionSeconds', 'longest transaction', '12.5 s'],
    ['ms', '', '12.5 ms'],
    ['requestMs', 'request', '12.5 ms'],
    ['faultsPerMinute', 'faults', '12.5 a minute'],
    ['connections', 'connections', '12.5'],
  ])('%s', (word, words, said) => {
    const found = unitOf(word)
    expect([found.words, quantity(found.unit, 12.5)]).toEqual([words, said])
  })
})
