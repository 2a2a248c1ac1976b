// What the answers mean: expected, contrary with the setting to switch, or not to be seen.
import { describe, expect, it } from 'vitest'
import type { Seen } from '../../workers/flow/canary.ts'
import { type Facts, findings, reportOf } from './report.ts'

const seen = (location: string, change: Partial<Seen> = {}): Seen => ({
  location,
  kind: 'answered',
  reason: 'status 200',
  colo: location.toUpperCase(),
  totalMs: 20,
  phases: {},
  detail: null,
  ...change,
})
const well: Facts = {
  url: 'https://status.example.com',
  at: '2026-11-29T12:00:00.000Z',
  places: [seen('lhr'), seen('iad'), seen('nrt')],
  calls: [
    { calls: 24, answered: 24, ms: 90 },
    { calls: 40, answered: 32, ms: 90 },
  ],
  slots: { oneMs: 1_050, twoMs: 1_100, answered: 18 },
  broken: [
    {
      url: 'https://expired.example/',
      expected: ['tls_expired'],
      seen: seen('lhr', { kind: 'failed', reason: 'tls_expired' }),
    },
  ],
  handshake: [seen('lhr', { phases: { connect: 12, tls: 30 } })],
  shards: [
    {
      shard: 'a',
      sinceMs: 60_000,
      alarms: 8,
      wakes: 1,
      busyMs: 3_000,
      orders: 1_500,
      checks: 512,
      lagMs: 40,
      lastWakeAt: 1,
    },
  ],
}
const verdicts = (change: Partial<Facts>) =>
  findings({ ...well, ...change }).filter((one) => one.verdict === 'contrary')

describe('a deployed installation', () => {
  it('that is as expected has nothing contrary', () => {
    expect(verdicts({})).toEqual([])
    expect(findings(well).filter((one) => one.verdict === 'by hand')).toHaveLength(2)
    expect(reportOf(well)).toContain('0 contrary')
  })

  const rows: [what: string, change: Partial<Facts>, remedy: RegExp][] = [
    [
      'a location is away',
      { places: [seen('lhr'), seen('iad', { kind: 'silent' })] },
      /--only regions/,
    ],
    [
      'two stand in one place',
      { places: [seen('a', { colo: 'LHR' }), seen('b', { colo: 'LHR' })] },
      /regions_at/,
    ],
    ['24 calls are too many', { calls: [{ calls: 24, answered: 12, ms: 9 }] }, /regions_at/],
    [
      'connections are shared',
      { slots: { oneMs: 1_000, twoMs: 2_000, answered: 18 } },
      /regions_at/,
    ],
    [
      'a broken server is told as another thing',
      {
        broken: [
          {
            url: 'x',
            expected: ['tls_expired'],
            seen: seen('a', { kind: 'failed', reason: 'probe_error' }),
          },
        ],
      },
      /tell us/,
    ],
    [
      'the handshake is in the connection',
      { handshake: [seen('a', { phases: { connect: 40, tls: 0 } })] },
      /tlsSlowAfterMs/,
    ],
    ['alarms are late', { shards: [{ ...well.shards[0]!, lagMs: 9_000 }] }, /healthz/],
  ]
  it.each(rows)('where %s names what to switch', (_what, change, remedy) => {
    const found = verdicts(change)
    expect(found.length).toBeGreaterThanOrEqual(1)
    expect(found.map((one) => one.remedy).join()).toMatch(remedy)
    expect(reportOf({ ...well, ...change })).toContain('To do:')
  })

  it('that cannot be asked is not said to be well', () => {
    const dark = {
      places: well.places.map((one) => ({ ...one, colo: null })),
      shards: [],
      handshake: [],
    }
    const said = findings({ ...well, ...dark }).filter((one) => one.verdict === 'not answered')
    expect(said.length).toBe(4)
  })
})
