import { describe, expect, it } from 'vitest'
import {
  eventOf,
  failAt,
  follow,
  incidentOf,
  openedAt,
  startedAt,
  verdictOf,
} from '../../test/fakes/telling.ts'
import { explainIncident, explainObservation, explainRound, explainSuspicion } from './explain.ts'
import { blockedReasons, failReasons, unknownReasons } from './reason.ts'
import type { Suspicion } from './suspicion.ts'
import { duration, iso, milliseconds, reasonWords, utc } from './words/index.ts'

const round = incidentOf().rounds[0]!
const suspicion = (facts: Partial<Suspicion>): Suspicion => ({
  v: 1,
  id: 'sus_acme_1',
  workspace: 'acme',
  check: 'chk_acme_1',
  startedAt,
  endedAt: startedAt + 4_000,
  outcome: 'avoided',
  why: 'blip',
  incident: null,
  incidentKind: null,
  places: ['weur'],
  rounds: [],
  ...facts,
})

describe('an incident explained', () => {
  it('says how it was known, by which rule, when, and what was done', () => {
    const { incident } = follow(incidentOf(), 'noted', 60, {}, { by: 'Ana', text: 'Rolling back' })
    expect(explainIncident(incident, { weur: 'Western Europe' })).toEqual([
      'Fails from Western Europe, enam and oc; no place reaches it. 5 rounds in a row said so, ' +
        'over 15 s. 3 places, 1 network (cloudflare).',
      'Rule: a strict majority of the places asked, and of their networks, fails without a break.',
      'Since 2026-11-24 02:58:10 UTC, certain 15.4 s later.',
      '2026-11-24 02:58:25 UTC: opened (critical).',
      '2026-11-24 02:59:25 UTC: note by Ana: Rolling back',
    ])
  })

  it('lets the figures speak when the rule is of a later version', () => {
    const incident = incidentOf({ verdict: verdictOf({ rule: 'astrology' }) })
    expect(explainIncident(incident).join(' ')).not.toMatch(/Rule:|astrology/)
  })
})

describe('a suspicion explained', () => {
  it.each([
    [{}, 'False alarm avoided after 4 s: it passed again before it was certain. Nobody was told.'],
    [
      { why: 'location_unwell' as const },
      'False alarm avoided after 4 s: the place that failed was itself unwell. Nobody was told.',
    ],
    [{ outcome: 'open' as const, endedAt: null, why: null }, 'It is being verified.'],
    [
      { outcome: 'incident' as const, incidentKind: 'down' as const, why: null },
      'It became an incident (down).',
    ],
  ])('%#', (facts, sentence) => {
    const [first, second] = explainSuspicion(suspicion(facts))
    expect(first).toBe('Suspected 2026-11-24 02:58:10 UTC: failed from weur.')
    expect(second).toBe(sentence)
  })
})

describe('a round explained', () => {
  it('says what each place saw, and how it proved itself', () => {
    expect(explainRound({ ...round, observations: [failAt('weur')] }, {}, 'fail')).toEqual([
      'Round 41, 2026-11-24 02:58:25 UTC, verification: says fail after 220 ms.',
      'weur (cloudflare): connection refused, after 3 ms; 2 of 3 control targets answered there. ' +
        'name 1 ms, connect 2 ms of 10 s.',
    ])
  })

  const seen = { location: 'oc', network: 'cloudflare', at: openedAt, ms: 84 }
  it.each([
    [{ kind: 'pass' as const, ...seen }, 'oc (cloudflare): passes after 84 ms.'],
    [{ kind: 'slow' as const, ...seen }, 'oc (cloudflare): slow, answers after 84 ms.'],
    [
      { kind: 'blocked' as const, reason: 'rate_limited' as const, ...seen },
      'oc (cloudflare): no vote, answers 429 (too many requests), after 84 ms.',
    ],
    [
      {
        kind: 'unknown' as const,
        reason: 'controls_failed' as const,
        wouldBe: 'fail' as const,
        ...seen,
      },
      'oc: abstains, its control targets failed too (it would have said fail).',
    ],
  ])('%#', (observation, sentence) => {
    expect(explainObservation(observation)).toBe(sentence)
  })
})

describe('words', () => {
  it.each([...failReasons, ...blockedReasons, ...unknownReasons])('has words for %s', (reason) => {
    for (const cause of [{ reason }, { reason, waitedMs: 9_800, budgetMs: 10_000, status: 503 }]) {
      expect(reasonWords(cause)).toMatch(/^[A-Za-z][^!_]{5,}[^.!]$/)
    }
  })

  it('names a reason of a later version by its key', () => {
    expect(reasonWords({ reason: 'warp_core_breach' })).toBe('warp core breach')
    expect(reasonWords({ reason: 'toString' })).toBe('toString')
    expect(reasonWords({})).toBeNull()
  })

  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [59.6, '1 min'],
    [252, '4 min 12 s'],
    [3_600, '1 h'],
    [11_130, '3 h 5 min'],
    [187_300, '2 d 4 h'],
    [-5, '0 s'],
  ])('says %d seconds as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text)
  })

  it.each([
    [0.4, '0 ms'],
    [180, '180 ms'],
    [999.9, '1 s'],
    [4_120, '4.1 s'],
    [10_000, '10 s'],
    [59_990, '1 min'],
    [125_000, '2 min 5 s'],
  ])('says %d milliseconds as %s', (ms, text) => {
    expect(milliseconds(ms)).toBe(text)
  })

  it('writes instants as the platform does, leap days and all', () => {
    const day = 86_400_000
    for (let ms = -400 * day; ms < 40_000 * day; ms += 7.3 * day + 1_234_567) {
      expect(iso(ms)).toBe(new Date(ms).toISOString())
    }
    expect(utc(Date.UTC(2028, 1, 29, 23, 59, 59))).toBe('2028-02-29 23:59:59 UTC')
    expect(eventOf('opened').at).toBe(openedAt)
  })
})
