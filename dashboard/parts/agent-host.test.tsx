// The host of an agent on its page: worst first, incidents led to, figures drawn with their words.
import { describe, expect, it } from 'vitest'
import { chartsOf } from '../../workers/domain/host/chart.ts'
import type { HostView } from '../../workers/shard-door.ts'
import { HostSection } from './agent-host.tsx'
import { rangeOf } from './ranges.ts'

const at = Date.UTC(2026, 10, 24, 3)
const view: HostView = {
  agent: 'agt_acme00000001_db1',
  heardAt: at,
  saidGoodbye: false,
  silentSince: null,
  foundAt: at,
  lost: 2,
  incidents: { 'filesystem:/var': 'inc_acme00000001_x' },
  findings: [
    { key: 'memory', level: 'ok', since: at, text: 'memory is 40 % used' },
    { key: 'smart:sda', level: 'unknown', since: at, text: 'smartctl is not installed' },
    { key: 'filesystem:/var', level: 'critical', since: at, text: '/var is 97 % full <b>' },
  ],
}
const lines = [
  { name: 'odd.figure', points: [[at, 1]] as [number, number][] },
  {
    name: 'memory.usedPercent',
    points: [
      [at - 3_600_000, 20],
      [at - 300_000, 30],
      [at, 40],
    ] as [number, number][],
  },
]
const chartsFrom = (
  all: typeof lines,
  { from, to }: { from: number; to: number },
  before: typeof lines = [],
) => chartsOf(all, before, { from, to, now: at, beforeMs: 7 * 86_400_000, columns: 160 })
const range = rangeOf({ range: '24h' }, at)
const charts = chartsFrom(lines, range)
const html = (host: Parameters<typeof HostSection>[0]['host'], beforeMs: number | null = null) =>
  String(HostSection({ host, range, beforeMs }))

const pathIn = (text: string) => /<path class="tone0" d="([^"]+)"/.exec(text)?.[1]

describe('the host of an agent', () => {
  it('is told worst first, and leads to incidents', () => {
    const text = html({ view, charts })
    const order = ['97 % full', 'not installed', '40 % used'].map((one) => text.indexOf(one))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order[0]).toBeGreaterThan(0)
    expect(text).toContain('href="/incidents/inc_acme00000001_x"')
    expect(text).toContain('&lt;b&gt;')
    expect(text).toContain('2 reports were lost')
  })

  it('draws the figures people look for, with a gap where nothing came, and others below', () => {
    const text = html({ view, charts })
    expect(text).toContain('aria-label="Memory: 20 % to 40 %; the table has the figures"')
    expect(pathIn(text)?.match(/M/g)).toHaveLength(2)
    expect(text.indexOf('One more chart')).toBeGreaterThan(text.indexOf('Memory'))
    expect(text.indexOf('>Odd')).toBeGreaterThan(text.indexOf('One more chart'))
    expect(text).toMatch(/<td class="number">30 %<\/td>.*<td class="number">40 %<\/td>/)
  })

  it('shows the week before beside it when it is asked to, dashed and in the table', () => {
    const past = [
      { name: 'memory.usedPercent', points: [[at - 300_000, 10]] as [number, number][] },
    ]
    const weekMs = 7 * 86_400_000
    const text = html({ view, charts: chartsFrom(lines, range, past) }, weekMs)
    expect(text).toContain('<path class="tone0 before"')
    expect(text).toContain('<td class="number">10 %</td>')
    expect(text).toContain('Dashed: 7 days before')
    expect(text).toContain('/figures?range=24h&amp;beside=before"')
    expect(html({ view, charts })).toContain('Compare with 7 days before')
  })

  it('draws three months by few points, and says which time it is', () => {
    const points = Array.from({ length: 2_160 }, (_, hour): [number, number] => [
      at - (2_160 - hour) * 3_600_000,
      hour % 100,
    ])
    const long = rangeOf({ range: '90d' }, at)
    const host = { view, charts: chartsFrom([{ name: 'memory.usedPercent', points }], long) }
    const text = String(HostSection({ host, range: long }))
    const path = pathIn(text)!
    expect(path.match(/[ML]/g)!.length).toBeLessThanOrEqual(162)
    expect(text).not.toContain('Compare with')
    expect(path.match(/M/g)).toHaveLength(1)
    expect(text).toContain('range=90d#figures" aria-current="true"')
  })

  it('says when nothing was reported, and when it cannot be read', () => {
    expect(html({ view: null, charts: [] })).toContain('has not reported on its host yet')
    expect(html(null)).toContain('cannot be read right now')
    const elsewhere = String(
      HostSection({ host: { view: null, charts: [] }, range, builtIn: true }),
    )
    expect(elsewhere).toContain('a place to probe from')
  })
})
