import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  channelOf,
  checkOf,
  configOf,
  eventOf,
  follow,
  incidentOf,
  openedAt,
  policyWith,
  workspace,
} from '../../test/fakes/telling.ts'
import { owed } from './alert.ts'
import type { Channel, Policy, WorkspaceConfig } from './config.ts'
import type { Delivery } from './delivery.ts'
import { bound, bundled } from './group.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { levels } from './incident.ts'
import type { Message } from './message.ts'
import { putOff, takenBack } from './mute.ts'
import type { Schedule } from './oncall.ts'
import { callsOf, readStage, stageOf } from './policy.ts'
import { waitOf } from './quiet.ts'
import { remind, repeated } from './remind.ts'
import { replanned } from './replan.ts'
import { isWaiting } from './waiting.ts'

// Telling began at 02:58 UTC, which is 03:58 in Berlin.
const minute = 60_000
const hour = 60 * minute
const every = [...levels]
const night = { from: '22:00', to: '07:00', timeZone: 'UTC', levels: ['info', 'warning'] as const }
const quietHours = { ...night, levels: [...night.levels] }
const sevenAt = Date.UTC(2026, 10, 24, 7)
const subject = {
  checkName: 'checkout-api',
  checkTarget: 'https://checkout.example/health',
  baseUrl: 'https://esonar.example',
}
const facts = (incident: Incident, config: WorkspaceConfig, now: number, all: Delivery[] = []) => ({
  ...subject,
  incident,
  config,
  now,
  previousDeliveries: all,
})
const tell = (
  { incident, event }: { incident: Incident; event: IncidentEvent },
  config: WorkspaceConfig,
  all: Delivery[] = [],
  now = event.at,
) => owed({ ...facts(incident, config, now, all), event })
const opening = (given: Partial<Incident> = {}) => {
  const incident = incidentOf(given)
  return { incident, event: incident.events[0]! }
}
const slow = () => opening({ level: 'warning', kind: 'slow' })
const ruled = (policy: Partial<Policy>, rest: Partial<WorkspaceConfig> = {}) =>
  configOf({ policies: [policyWith(policy)], ...rest })
const sent = (one: Delivery): Delivery => ({
  ...one,
  state: 'sent',
  settledAt: one.dueAt,
  begun: 1,
})
const lines = (deliveries: Delivery[], from = openedAt) =>
  deliveries.map((one) => {
    const name = one.channel.split('_')[2]
    const minutes = Math.round((one.dueAt - from) / minute)
    return `${name} ${one.event} ${one.why ?? `+${minutes}`}`
  })
const over = (incident: Incident, seconds: number) =>
  follow(incident, 'resolved', seconds, {
    resolvedAt: openedAt + seconds * 1000,
    resolvedHow: 'recovered',
    downtimeSeconds: seconds,
  })
const ack = (incident: Incident, seconds: number) =>
  follow(incident, 'acknowledged', seconds, {
    acknowledgedAt: openedAt + seconds * 1000,
    acknowledgedLevel: incident.level,
    acknowledgedBy: 'ana',
  })

describe('quiet hours', () => {
  const config = ruled({ quietHours }, { channels: [channelOf('ops')] })

  it('keep a warning until their end, and tell it then', () => {
    const [one] = tell(slow(), config)
    expect([one?.dueAt, one?.waitsFor, one?.owedAt]).toEqual([sevenAt, 'quiet', openedAt])
    expect(isWaiting(one!)).toBe(true)
  })

  it('never keep what is critical, nor levels that they do not name', () => {
    expect(lines(tell(opening(), config))).toEqual(['ops opened +0'])
    expect(
      waitOf({ quietHours: { ...quietHours, levels: every } }, 'critical', openedAt),
    ).toBeNull()
    expect(
      waitOf({ quietHours: { ...quietHours, levels: ['info'] } }, 'warning', openedAt),
    ).toBeNull()
  })

  it('end what was over within them, and tell nobody of the end', () => {
    const { incident, event } = slow()
    const told = tell({ incident, event }, config)
    expect(lines(tell(over(incident, 600), config, told))).toEqual(['ops opened over'])
  })

  it('do not keep a rise to critical, nor what follows it from whoever was woken', () => {
    const { incident, event } = slow()
    const told = tell({ incident, event }, config)
    const raised = follow(incident, 'raised', 60, { level: 'critical', kind: 'down' })
    const loud = tell(raised, config, told)
    expect(lines(loud)).toEqual(['ops opened superseded', 'ops raised +1'])
    const lowered = follow(raised.incident, 'lowered', 120, { level: 'warning', kind: 'slow' })
    const woken = [loud[0]!, sent(loud[1]!)]
    expect(lines(tell(lowered, config, woken))).toEqual(['ops lowered +2'])
  })

  it('keep reminders too', () => {
    const reminded = ruled({ quietHours, remindEveryMinutes: 30 })
    const { incident } = slow()
    const early = { ...eventOf('opened', { level: 'warning' }), at: openedAt - 6 * hour }
    const told = tell({ incident, event: early }, reminded).map(sent)
    const asked = facts(incident, reminded, openedAt, told)
    expect(remind(asked)).toEqual({ deliveries: [], nextAt: sevenAt })
    expect(remind({ ...asked, now: sevenAt }).deliveries).toHaveLength(1)
  })
})

describe('a digest', () => {
  const digest = { at: '09:00', timeZone: 'Europe/Berlin' }
  const info = () => opening({ level: 'info', kind: 'slow' })
  const channel = channelOf('mail', { levels: every, audience: 'person' })
  const config = ruled({ digest, quietHours }, { channels: [channel] })
  const eightAt = Date.UTC(2026, 10, 24, 8)

  it('waits for its time of the day, and only with what is info', () => {
    expect(tell(info(), config)[0]).toMatchObject({ dueAt: eightAt, waitsFor: 'digest' })
    expect(tell(slow(), config)[0]).toMatchObject({ waitsFor: 'quiet' })
    expect(tell(opening(), config)[0]?.waitsFor).toBeUndefined()
  })

  it('mentions what was over in the quiet hours', () => {
    const { incident, event } = slow()
    const told = tell({ incident, event }, config)
    const end = tell(over(incident, 600), config, told)
    expect(lines(end, eightAt)).toEqual(['mail opened over', 'mail resolved +0'])
    expect(end[1]?.waitsFor).toBe('digest')
  })

  it('is one message to a person', () => {
    const [one] = tell(info(), config)
    const two = { ...one!, id: `${one!.id}x`, incident: 'inc_other', group: null }
    const other = { ...one!, id: `${one!.id}y`, channel: 'else' }
    const bundles = bundled([one!, two, other], [one!, two, other], new Set([channel.id]), eightAt)
    expect(bundles.map((each) => each.followers.length)).toEqual([1, 0])
    const { leader, followers } = bound(bundles[0]!, false)
    const message = leader.payload as Message
    expect(message.headline).toBe('Digest: 2 messages about checkout-api')
    expect([message.group?.count, message.details.length]).toEqual([2, 2])
    expect(followers[0]?.coveredBy).toBe(one!.id)
  })
})

describe('steps again', () => {
  const steps = [
    { afterMinutes: 0, channels: [`chn_${workspace}_ops`], levels: every },
    { afterMinutes: 10, channels: [`chn_${workspace}_boss`], levels: every },
  ]
  const channels = [channelOf('ops'), channelOf('boss')]
  const config = ruled({ steps, repeat: { everyMinutes: 30, times: 2 } }, { channels })
  const round = (incident: Incident, minutes: number, all: Delivery[]) =>
    repeated(facts(incident, config, openedAt + minutes * minute, all))

  it('are told at their minutes until somebody acknowledges, so often and no more', () => {
    const { incident, event } = opening()
    const first = tell({ incident, event }, config).map(sent)
    expect(round(incident, 29, first)).toEqual([])
    const second = round(incident, 30, first)
    expect(lines(second)).toEqual(['ops opened +30', 'boss opened +40'])
    expect(round(incident, 31, [...first, ...second])).toEqual([])
    expect(lines(round(incident, 61, [...first, ...second]))).toEqual([
      'ops opened +61',
      'boss opened +70',
    ])
    expect(round(incident, 95, first)).toEqual([])
    const acked = ack(incident, 1_810)
    expect(round(acked.incident, 60, first)).toEqual([])
    expect(lines(tell(acked, config, [...first, ...second])).slice(0, 2)).toEqual([
      'ops opened acknowledged',
      'boss opened acknowledged',
    ])
  })

  it('are not made up for what was never told', () => {
    expect(round(incidentOf(), 40, [])).toEqual([])
  })
})

describe('people on call', () => {
  const schedule = (people: string[], given: Partial<Schedule> = {}): Schedule => ({
    v: 1,
    id: `sch_${workspace}_web`,
    workspace,
    version: 1,
    name: 'Web',
    timeZone: 'UTC',
    layers: [{ people, rotation: 'daily', startsOn: '2026-11-24', handover: '03:10' }],
    overrides: [{ id: 'o', person: 'ada', from: 0, to: Date.UTC(2026, 10, 24, 3, 10) }],
    ...given,
  })
  const way = (rest: string, member: string, contactAfterMinutes: number, more = {}): Channel =>
    channelOf(rest, { member, contactAfterMinutes, levels: ['critical'], ...more })
  const channels = [
    way('voice', 'ada', 5),
    way('push', 'ada', 0),
    way('bob', 'bob', 0),
    channelOf('hook'),
  ]
  const onCall = [`sch_${workspace}_web`]
  const steps = [
    { afterMinutes: 0, channels: [], levels: every, onCall },
    { afterMinutes: 30, channels: [], levels: every, onCall },
  ]
  const config = ruled({ steps }, { channels, schedules: [schedule(['bob'])] })

  it('are called on their ways in order, whoever is on call when the step is due', () => {
    const told = tell(opening(), config)
    expect(lines(told)).toEqual(['push opened +0', 'voice opened +5', 'bob opened +30'])
    expect(told.map((one) => one.recipient)).toEqual(['ada', 'ada', 'bob'])
    const { incident } = opening()
    const acked = tell(ack(incident, 60), config, [sent(told[0]!), told[1]!, told[2]!])
    expect(lines(acked).slice(0, 2)).toEqual([
      'voice opened acknowledged',
      'bob opened acknowledged',
    ])
  })

  it('are everybody, when nobody is on call: a gap is never silent', () => {
    const gap = { ...config, schedules: [schedule([], { overrides: [] })] }
    const told = tell(opening(), gap)
    expect(told.filter((one) => one.dueAt === openedAt).map((one) => one.calledAs)).toEqual([
      'nobody',
      'nobody',
      'nobody',
      'nobody',
    ])
    expect((told[0]!.payload as Message).details.at(-1)).toContain('Nobody was on call')
    expect(tell(opening(), { ...config, schedules: [] })).toHaveLength(8)
  })

  it('count as nobody when none of their ways would reach them with what is critical', () => {
    const deaf = channels.map((one) => (one.member ? { ...one, levels: ['info' as const] } : one))
    expect(lines(tell(opening(), { ...config, channels: deaf }))).toEqual([
      'hook opened +0',
      'hook opened +30',
    ])
    expect(lines(tell(slow(), config))).toEqual([])
  })

  it('are others once the schedule has changed, and nobody is told twice', () => {
    const { incident, event } = opening()
    const told = tell({ incident, event }, config)
    const all = [sent(told[0]!), told[1]!, told[2]!]
    const changed = { ...config, schedules: [schedule(['ada'])] }
    const now = openedAt + 2 * minute
    const plan = replanned(facts(incident, changed, now, all))
    expect(lines(plan)).toEqual(['bob opened superseded', 'push opened +30', 'voice opened +35'])
    const after = [...all.slice(0, 2), ...plan]
    expect(replanned(facts(incident, changed, now, after))).toEqual([])
    expect(replanned(facts(incident, config, now, all))).toEqual([])
  })

  it('stay called by a step that has come up', () => {
    const { incident, event } = opening()
    const told = tell({ incident, event }, config)
    const all = [sent(told[0]!), told[1]!, sent(told[2]!)]
    const changed = { ...config, schedules: [schedule(['ada'], { overrides: [] })] }
    expect(replanned(facts(incident, changed, openedAt + 31 * minute, all))).toEqual([])
  })
})

describe('a mute', () => {
  it('puts off the steps that come up within it, and gives them back when it is ended', () => {
    const steps = [
      { afterMinutes: 0, channels: 'all' as const, levels: every },
      { afterMinutes: 10, channels: 'all' as const, levels: every },
    ]
    const all = tell(opening(), ruled({ steps }))
    const until = openedAt + hour
    expect(putOff(all, () => until, openedAt + 9 * minute)).toEqual([])
    const late = putOff(all, () => until, openedAt + 10 * minute)
    expect(late).toMatchObject([{ step: 1, dueAt: until, waitsFor: 'mute' }])
    expect(putOff(all, () => null, openedAt + 10 * minute)).toEqual([])
    expect(takenBack(late)).toEqual([all[1]])
  })
})

it('numbers its stages, and reads them back', () => {
  for (const [round, index, way] of [
    [0, 3, 0],
    [2, 9, 4],
    [10, 0, 9],
  ] as const) {
    expect(readStage(stageOf(round, index, way))).toEqual({ round, index, way })
  }
})

describe('properties', () => {
  const ids = ['a', 'b', 'c', 'd']
  const some = fc.subarray(ids)
  const someLevels = fc.subarray([...levels], { minLength: 1 })
  const policy = fc.record({
    steps: fc.array(
      fc.record({
        afterMinutes: fc.integer({ min: 0, max: 60 }),
        channels: fc.oneof(
          fc.constant('all' as const),
          some.map((list) => list.map((one) => `chn_${workspace}_${one}`)),
        ),
        levels: fc.constant(every),
        onCall: fc.subarray(['s']),
        people: fc.subarray(['ada', 'bob']),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    quietHours: fc.option(
      fc.record({
        from: fc.constantFrom('00:00', '22:00', '02:30'),
        to: fc.constantFrom('07:00', '03:00', '23:59'),
        timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
        levels: fc.constant(every),
      }),
    ),
    digest: fc.option(fc.constant({ at: '09:00', timeZone: 'UTC' })),
    repeat: fc.option(fc.constant({ everyMinutes: 5, times: 3 })),
  })
  const people = fc.array(
    fc.record({
      member: fc.constantFrom(null, 'ada', 'bob'),
      levels: someLevels,
      enabled: fc.boolean(),
    }),
    { minLength: 4, maxLength: 4 },
  )
  const world = fc.record({ policy, people }).map(({ policy: given, people: owners }) => {
    const channels = owners.map((one, index) => channelOf(ids[index]!, one))
    return configOf({ checks: [checkOf()], channels, policies: [policyWith(given)] })
  })

  it('quiet hours and digests never delay what is critical', () => {
    fc.assert(
      fc.property(world, (config) => {
        for (const one of tell(opening(), config)) expect(one.waitsFor ?? 'step').toBe('step')
      }),
    )
  })

  it('nobody is told of it after its acknowledgement but that it is acknowledged', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 1, max: 40 }), (config, minutes) => {
        const { incident, event } = opening()
        const now = openedAt + minutes * minute
        const first = tell({ incident, event }, config).map((one) =>
          one.dueAt <= now ? sent(one) : one,
        )
        const book = new Map(first.map((one) => [one.id, one]))
        for (const one of repeated(facts(incident, config, now, first))) {
          if (!isWaiting(one)) book.set(one.id, sent(one))
          else book.set(one.id, one)
        }
        const acked = ack(incident, minutes * 60)
        for (const one of tell(acked, config, [...book.values()], now)) book.set(one.id, one)
        const open = [...book.values()].filter((one) => one.state === 'pending')
        expect(open.every((one) => one.event === 'acknowledged')).toBe(true)
        const later = facts(acked.incident, config, now + hour, [...book.values()])
        expect([...repeated(later), ...replanned(later), ...remind(later).deliveries]).toEqual([])
      }),
    )
  })

  it('a step that calls people tells somebody of what is critical, if anybody takes it', () => {
    fc.assert(
      fc.property(world, (config) => {
        const takers = config.channels.filter(
          (one) => one.enabled && one.levels.includes('critical'),
        )
        for (const [index, step] of config.policies[0]!.steps.entries()) {
          const isCalling = step.onCall!.length + step.people!.length > 0
          const calls = callsOf(config, step, { index, round: 0, level: 'critical', at: openedAt })
          if (isCalling && takers.length > 0) expect(calls.length).toBeGreaterThan(0)
          expect(new Set(calls.map((one) => one.channel.id)).size).toBe(calls.length)
        }
      }),
    )
  })
})
