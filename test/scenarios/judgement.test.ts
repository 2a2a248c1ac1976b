// The judge of scenarios: a false page, a missed outage, a late one and a wrong cause are each seen.
import { describe, expect, it } from 'vitest'
import { type Facts, judge } from './judgement.ts'
import type { Message } from './program-world.ts'
import { page, type Scenario } from './scenario.ts'

const scenario = (facts: Partial<Scenario>): Scenario => ({
  family: 'status',
  name: '503',
  site: () => Promise.reject(new Error('no site is needed')),
  tells: page('status', /503/),
  ...facts,
})
const message = (facts: Partial<Message> = {}): Message => ({
  at: 20_000,
  type: 'incident.opened',
  event: 'opened',
  level: 'critical',
  kind: 'down',
  reason: 'status',
  startedAt: 5_000,
  check: 'chk',
  location: null,
  text: 'shop is down: answers with status 503',
  ...facts,
})
const facts = (messages: Message[], more: Partial<Facts> = {}): Facts => ({
  brokenAt: 1_000,
  badAt: 5_000,
  messages,
  health: null,
  endedAfter: null,
  ...more,
})

describe('a scenario is not as promised', () => {
  const rows: [why: string, given: Partial<Scenario>, seen: Facts, faults: string[]][] = [
    ['when all is well: no fault', {}, facts([message()]), []],
    ['when nobody is told', {}, facts([]), ['missed']],
    ['when it is told late', {}, facts([message({ at: 40_000 })]), ['late']],
    ['when the reason is another', {}, facts([message({ reason: 'text_missing' })]), ['cause']],
    ['when the kind is another', {}, facts([message({ kind: 'regional' })]), ['cause']],
    ['when the word is missing', {}, facts([message({ text: 'shop is down' })]), ['cause']],
    ['when a second page comes', {}, facts([message(), message({ at: 21_000 })]), ['false page']],
    ['when a blip is paged', { tells: null }, facts([message()]), ['false page']],
    [
      'when a blip makes a warning',
      { tells: null },
      facts([message({ level: 'warning', kind: 'unstable' })]),
      ['false warning'],
    ],
    ['when its end is not told', { endsWithinSeconds: 45 }, facts([message()]), ['missed']],
    [
      'when its end is told late',
      { endsWithinSeconds: 45 },
      facts([message()], { endedAfter: 60 }),
      ['late'],
    ],
    ['when the screen says otherwise', { health: 'slow' }, facts([message()]), ['cause']],
  ]
  it.each(rows)('%s', (_why, given, seen, faults) => {
    expect(judge(scenario(given), seen).faults.map(({ fault }) => fault)).toEqual(faults)
  })
})
