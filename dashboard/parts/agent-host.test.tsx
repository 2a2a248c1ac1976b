// The host of an agent on its page: worst first, incidents led to, figures drawn with their words.
import { describe, expect, it } from 'vitest'
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
const range = rangeOf({ range: '24h' }, at)
const html = (host: Parameters<typeof HostSection>[0]['host']) =>
  String(HostSection({ host, range }))

describe('the host of an agent', () => {
  it('is told worst first, and leads to incidents', () => {
    const text = html({ view, lines })
    const order = ['97 % full', 'not installed', '40 % used'].map((one) => text.indexOf(one))
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    expect(order[0]).toBeGreaterThan(0)
    expect(text).toContain('href="/incidents/inc_acme00000001_x"')
    expect(text).toContain('&lt;b&gt;')
    expect(text).toContain('2 reports were lost')
  })

  it('draws the figures people look for, with a gap where nothing came', () => {
    const text = html({ view, lines })
    expect(text).toContain('aria-label="20 % to 40 %"')
    expect(/<path d="([^"]+)"/.exec(text)?.[1]?.match(/M/g)).toHaveLength(2)
    expect(text).not.toContain('odd.figure')
  })

  it('draws three months by few points, and says which time it is', () => {
    const points = Array.from({ length: 2_160 }, (_, hour): [number, number] => [
      at - (2_160 - hour) * 3_600_000,
      hour % 100,
    ])
    const long = rangeOf({ range: '90d' }, at)
    const host = { view, lines: [{ name: 'memory.usedPercent', points }] }
    const text = String(HostSection({ host, range: long }))
    const path = /<path d="([^"]+)"/.exec(text)![1]!
    expect(path.match(/[ML]/g)!.length).toBeLessThanOrEqual(202)
    expect(path.match(/M/g)).toHaveLength(1)
    expect(text).toContain('range=90d#figures" aria-current="true"')
  })

  it('says when nothing was reported, and when it cannot be read', () => {
    expect(html({ view: null, lines: [] })).toContain('has not reported on its host yet')
    expect(html(null)).toContain('cannot be read right now')
    const elsewhere = String(HostSection({ host: { view: null, lines: [] }, range, builtIn: true }))
    expect(elsewhere).toContain('a place to probe from')
  })
})
