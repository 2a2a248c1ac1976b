// What would have been told: under the same settings exactly what was, whatever the target does;
// under others, what a reader works out by hand.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cast, driverOf } from '../../../test/stories/driver.ts'
import type { Behaviour, Segment } from '../../../test/stories/target.ts'
import type { Check } from '../check/check.ts'
import type { Round } from '../round.ts'
import { outcomeCodes, type Packed } from '../sample.ts'
import { isQuiet } from '../verdict/index.ts'
import { type Past, type TriedSettings, type WhatIf, whatIf } from './index.ts'

const minute = 60_000
const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
const hourMs = 3_600_000
const places = ['weur', 'enam', 'oc', 'sam', 'afr']

/** Plays a course, and keeps of it what a shard keeps: packed samples, rounds that were not quiet. */
function pastOf(cast: Cast, lengthMs: number): Past {
  const all: { round: Round; isKept: boolean }[] = []
  const driver = driverOf(cast, startAt, (round, before, step) => {
    const isPlain =
      round.observations.every((one) => one.kind !== 'fail' && one.kind !== 'blocked') &&
      !step.state.open.health &&
      !step.state.suspicion &&
      step.suspicions.length === 0
    const isLazy = isQuiet(before) && isQuiet(step.state) && step.suspicions.length === 0
    all.push({ round, isKept: !isLazy && !isPlain })
  })
  driver.run(startAt + lengthMs)
  const [actor] = driver.actors
  return {
    check: actor!.check,
    hours: packed(all.map(({ round }) => round)),
    kept: all.flatMap(({ round, isKept }) => (isKept ? round : [])),
    incidents: [...driver.incidents.values()],
    suspicions: driver.suspicions,
    maintenance: [],
    locations: cast.locations.map((one, index) => ({ ...one, default: index < cast.own })),
    from: startAt,
    to: startAt + lengthMs,
  }
}

function packed(rounds: Round[]): Packed[] {
  const hours = new Map<string, Packed>()
  const samples = rounds.flatMap((round) => round.observations).toSorted((a, b) => a.at - b.at)
  for (const { location, at, ms, kind } of samples) {
    const hour = Math.floor(at / hourMs) * hourMs
    const key = `${location} ${hour}`
    const one = hours.get(key) ?? {
      v: 1,
      workspace: 'acme',
      check: 'c',
      location,
      hour,
      offsets: [],
      latencies: [],
      outcomes: [],
    }
    hours.set(key, one)
    one.offsets.push(Math.floor((at - hour) / 1000))
    one.latencies.push(Math.round(ms))
    one.outcomes.push(outcomeCodes[kind])
  }
  return [...hours.values()]
}

const castOf = (facts: Partial<Cast> & { settings?: Partial<Check> } = {}): Cast => ({
  locations: places.slice(0, 3).map((id, index) => ({
    id,
    network: ['cloudflare', 'hetzner', 'ovh'][index]!,
    label: id,
  })),
  own: 3,
  checks: 1,
  settings: {},
  segments: [],
  seed: 1,
  ...facts,
})

const from = (atMs: number, behaviour: Behaviour, who: Segment['places'] = 'all'): Segment => ({
  from: startAt + atMs,
  places: who,
  checks: 'all',
  behaviour,
})
const up: Behaviour = { kind: 'answers', ms: 60 }
const broken: Behaviour = { kind: 'status', status: 503, ms: 60 }

/** Kinds and levels in order, and the times to the second. */
const told = (outcomes: WhatIf['were']) => outcomes.map(({ kind, level }) => `${kind} ${level}`)

describe('under the same settings', () => {
  const behaviour = fc.constantFrom<Behaviour>(
    up,
    up,
    broken,
    { kind: 'refuses' },
    { kind: 'answers', ms: 3_000 },
    { kind: 'limits' },
    { kind: 'silent' },
    { kind: 'drops' },
    { kind: 'alternates' },
    { kind: 'hangs' },
    { kind: 'answers', ms: 22_000 },
  )
  const who = fc.oneof(fc.constant<'all'>('all'), fc.subarray(places.slice(0, 3), { minLength: 1 }))
  const segments = fc
    .array(fc.record({ at: fc.integer({ min: 5, max: 35 }), behaviour, who }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((list) =>
      list
        .toSorted((a, b) => a.at - b.at)
        .map((one) => from(one.at * minute, one.behaviour, one.who)),
    )
  const settings = fc.record({
    intervalSeconds: fc.constantFrom(10, 30, 60),
    confirmSeconds: fc.constantFrom(0, 15, 60),
    recoverSeconds: fc.constantFrom(0, 30),
    regionalSeconds: fc.constantFrom(60, 300),
    slowAfterMs: fc.constantFrom(null, 2_000),
  })

  it('gives exactly what was told', () => {
    fc.assert(
      fc.property(
        segments,
        settings,
        fc.integer({ min: 1, max: 9 }),
        (segments, settings, seed) => {
          const past = pastOf(castOf({ segments, settings, seed }), 70 * minute)
          const { were, would, notKnown } = whatIf(past, {})
          // Of patient probes that were answered late only the first is kept: that is not known.
          if (notKnown.some((one) => one.why === 'patience')) return
          expect(told(would)).toEqual(told(were))
          expect(notKnown).toEqual([])
          for (const [index, one] of would.entries()) {
            const interval = past.check.intervalSeconds * 1000 + 2_000
            expect(Math.abs(one.openedAt - were[index]!.openedAt)).toBeLessThanOrEqual(interval)
          }
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 15), seed: 20_261_124 },
    )
  })
})

describe('under other settings', () => {
  const course = (segments: Segment[], settings: Partial<Check>, minutes = 30) =>
    pastOf(castOf({ segments, settings }), minutes * minute)
  const blip = [from(10 * minute, broken), from(10 * minute + 3_000, up)]
  const outage = [from(10 * minute, broken), from(15 * minute, up)]
  const rows: [
    what: string,
    past: () => Past,
    tried: TriedSettings,
    would: string[] | 'not known',
  ][] = [
    [
      'a blip of 3 s, verified for 15 s, pages with confirm 0',
      () => course(blip, { confirmSeconds: 15, intervalSeconds: 10 }),
      { confirmSeconds: 0 },
      ['down critical'],
    ],
    [
      'an outage of 5 min pages with a longer confirm',
      () => course(outage, { confirmSeconds: 15 }),
      { confirmSeconds: 120 },
      ['down critical'],
    ],
    [
      'an outage of 5 min does not page with a confirm of 10 min',
      () => course(outage, { confirmSeconds: 15 }),
      { confirmSeconds: 600 },
      [],
    ],
    [
      'an outage of which the end lies between two rounds is not known',
      () =>
        course([from(10 * minute, broken), from(10 * minute + 20_000, up)], {
          confirmSeconds: 0,
          intervalSeconds: 60,
        }),
      { confirmSeconds: 15 },
      'not known',
    ],
    [
      'answers of 1.5 s are slow under a limit of 1 s',
      () => course([from(5 * minute, { kind: 'answers', ms: 1_500 })], { slowAfterMs: 5_000 }),
      { slowAfterMs: 1_000 },
      ['slow warning'],
    ],
    [
      'answers of 3 s are not slow under a limit of 5 s',
      () => course([from(5 * minute, { kind: 'answers', ms: 3_000 })], { slowAfterMs: 2_000 }),
      { slowAfterMs: 5_000 },
      [],
    ],
    [
      'one place that fails for 4 min is regional after 2 min',
      () =>
        course([from(10 * minute, broken, ['oc']), from(14 * minute, up, ['oc'])], {
          regionalSeconds: 300,
          intervalSeconds: 30,
        }),
      { regionalSeconds: 120 },
      ['regional warning'],
    ],
    [
      'one place that fails is not asked when it is not among the places',
      () => course([from(10 * minute, broken, ['oc'])], { regionalSeconds: 120 }),
      { locations: ['weur', 'enam'] },
      [],
    ],
    [
      'a blip at a slot of a longer interval is seen',
      () => course(blip, { intervalSeconds: 10, confirmSeconds: 0 }),
      { intervalSeconds: 60, confirmSeconds: 0 },
      ['down critical'],
    ],
    [
      'a blip between two slots of a longer interval is not',
      () =>
        course([from(10 * minute + 15_000, broken), from(10 * minute + 35_000, up)], {
          intervalSeconds: 10,
          confirmSeconds: 0,
        }),
      { intervalSeconds: 60 },
      [],
    ],
    [
      'a longer recovery joins two outages to one',
      () =>
        course([...outage, from(17 * minute, broken), from(19 * minute, up)], {
          recoverSeconds: 30,
          intervalSeconds: 30,
        }),
      { recoverSeconds: 300 },
      ['down critical'],
    ],
  ]
  it.each(rows)('%s', (_what, past, tried, would) => {
    const found = whatIf(past(), tried)
    if (would === 'not known') expect(found.notKnown.map((one) => one.why)).toEqual(['rounds'])
    else {
      expect(told(found.would)).toEqual(would)
      expect(found.would.every((one) => one.known)).toBe(true)
    }
    expect(told(found.asIs)).toEqual(told(found.were))
  })

  it('counts an incident that lies in maintenance as not told', () => {
    const past = course(outage, { confirmSeconds: 15 })
    const window = { id: 'm', startsAt: startAt, endsAt: startAt + hourMs, checks: null }
    const { were, would } = whatIf({ ...past, maintenance: [window] }, { confirmSeconds: 0 })
    expect([...were, ...would].map((one) => one.told)).toEqual([false, false])
  })
})
