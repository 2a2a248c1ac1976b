import { describe, expect, it } from 'vitest'
import type { Span } from '../uptime.ts'
import { accentCss, accentOf, contrast } from './colour.ts'
import { barsOf, kindOfDay } from './days.ts'
import { hostKey, refuseHost } from './host.ts'
import { paragraphsOf } from './text.ts'

const dayMs = 86_400_000
const now = Date.UTC(2026, 10, 29, 12)
const today = Date.UTC(2026, 10, 29)
const span = (kind: Span['kind'], from: number, minutes: number): Span => ({
  kind,
  from,
  to: from + minutes * 60_000,
})

describe('the bars', () => {
  it('count the minutes of each kind a day, the worst once', () => {
    const bars = barsOf(
      [
        span('down', today + 3_600_000, 10),
        span('slow', today + 3_600_000, 30),
        span('maintenance', today - dayMs, 60),
        span('regional', today - 2 * dayMs - 5 * 60_000, 10),
      ],
      0,
      now,
    )
    expect(bars.days).toEqual({
      86: [0, 0, 5, 0],
      87: [0, 0, 5, 0],
      88: [0, 0, 0, 60],
      89: [10, 20, 0, 0],
    })
    expect(bars.known).toBe(0)
    expect(bars.share).toBeCloseTo(1 - 10 / ((89.5 * dayMs) / 60_000), 9)
    expect(Object.values(bars.days).map(kindOfDay)).toEqual([
      'regional',
      'regional',
      'maintenance',
      'down',
    ])
  })

  it('know nothing of the time before', () => {
    const bars = barsOf([span('down', 0, 40_000_000)], now - dayMs, now)
    expect(bars.known).toBe(88)
    expect(Object.keys(bars.days)).toEqual(['88', '89'])
    expect(bars.share).toBe(0)
  })

  it('do not round seconds of trouble away', () => {
    expect(barsOf([span('down', today, 0.2)], 0, now).days).toEqual({ 89: [1, 0, 0, 0] })
  })
})

it('an accent colour can be read on light and on dark paper', () => {
  for (const hex of ['#ffffff', '#000000', '#ffff00', '#0a7ea4', '#ff0000', '#7f7f7f']) {
    const { light, dark } = accentOf(hex)
    const rgb = (text: string) =>
      [1, 3, 5].map((at) => Number.parseInt(text.slice(at, at + 2), 16)) as [number, number, number]
    expect(contrast(rgb(light), [252, 253, 254]), hex).toBeGreaterThanOrEqual(4.4)
    expect(contrast(rgb(dark), [19, 22, 26]), hex).toBeGreaterThanOrEqual(4.4)
  }
  expect(accentOf('#00508c').light).toBe('#00508c')
  expect(accentCss('#00508c')).toMatch(/^:root\{--accent:#00508c;/)
})

it.each([
  ['status.acme.example', null],
  ['esonar.test', 'belongs to this installation'],
  ['x.esonar.test', 'belongs to this installation'],
  ['10.0.0.1', 'must be a name, not an address'],
  ['acme', 'must be a host name'],
  ['status_acme.example', 'must be a host name'],
  ['status.acme.example:80', 'must be a host name'],
  ['status.acme.example/x', 'must be a host name'],
  ['-a.example', 'must be a host name'],
])('takes %s as a host: %s', (host, why) => {
  const said = refuseHost(host, 'esonar.test')
  if (why === null) expect(said).toBeNull()
  else expect(said).toContain(why)
  expect(hostKey('a.b-c.example')).toBe('host:a_b-c_example')
})

it('makes links of plain http(s) addresses and of nothing else', () => {
  const text = 'See https://acme.example/a?b=1&c=2.\nNot javascript:alert(1)\n\nftp://x <b>bold</b>'
  expect(paragraphsOf(text)).toEqual([
    [
      { text: 'See ' },
      { href: 'https://acme.example/a?b=1&c=2' },
      { text: '.\nNot javascript:alert(1)' },
    ],
    [{ text: 'ftp://x <b>bold</b>' }],
  ])
  expect(paragraphsOf('https://bank.example@evil.example/ "https://a.example"')).toEqual([
    [
      { text: 'https://bank.example@evil.example/ "' },
      { href: 'https://a.example' },
      { text: '"' },
    ],
  ])
})
