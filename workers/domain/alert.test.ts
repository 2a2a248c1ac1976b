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
import { orphaned, owed, owedAfterSilence } from './alert.ts'
import type { WorkspaceConfig } from './config.ts'
import { after, type Delivery, due, lease } from './delivery.ts'
import { workspaceOf } from './id.ts'
import type { Incident, IncidentEvent } from './incident.ts'
import { mutedUntil } from './maintenance.ts'
import type { Message } from './message.ts'
import { policyOf } from './policy.ts'
import { remind } from './remind.ts'

const minute = 60_000
const base = {
  checkName: 'checkout-api',
  checkTarget: 'https://checkout.example/health',
  baseUrl: 'https://esonar.example',
}

function tell(
  happening: { incident: Incident; event: IncidentEvent },
  config: WorkspaceConfig = configOf(),
  previousDeliveries: Delivery[] = [],
  now = happening.event.at,
) {
  return owed({ ...base, ...happening, config, now, previousDeliveries })
}
const opening = (facts: Partial<Incident> = {}) => {
  const incident = incidentOf(facts)
  return { incident, event: incident.events[0]! }
}
const sent = (one: Delivery): Delivery => ({
  ...one,
  state: 'sent',
  settledAt: one.dueAt,
  begun: 1,
})
const short = (deliveries: Delivery[]) =>
  deliveries.map((one) => `${one.channel.split('_')[2]} ${one.event} ${one.why ?? one.state}`)
const typeOf = (one: Delivery | undefined) => (one?.payload as Message | undefined)?.type
const at2 = (extra: object = {}) => ({
  afterMinutes: 10,
  channels: 'all' as const,
  levels: ['critical' as const],
  ...extra,
})
const stepped = (facts: Partial<WorkspaceConfig> = {}) =>
  configOf({
    channels: [channelOf('ops'), channelOf('boss')],
    policies: [
      policyWith({
        steps: [
          {
            afterMinutes: 0,
            channels: [`chn_${workspace}_ops`],
            levels: ['critical', 'warning'],
          },
          at2({ channels: [`chn_${workspace}_boss`] }),
        ],
      }),
    ],
    ...facts,
  })

describe('an opening', () => {
  it('is owed to each enabled channel that wants its level, under a stable id', () => {
    const config = configOf({
      channels: [
        channelOf('ops'),
        channelOf('off', { enabled: false }),
        channelOf('quiet', { levels: ['info'] }),
        channelOf('chat'),
      ],
    })
    const first = tell(opening(), config)
    expect(short(first)).toEqual(['ops opened pending', 'chat opened pending'])
    expect(first.map((one) => one.id)).toEqual([
      `dlv_${workspace}_checkout-17-1-ops`,
      `dlv_${workspace}_checkout-17-1-chat`,
    ])
    expect(tell(opening(), config)).toEqual(first)
    expect(tell(opening(), config, first)).toEqual([])
  })

  it('follows the policy of its check before the default one', () => {
    const own = policyWith({
      id: `pol_${workspace}_own`,
      isDefault: false,
      steps: [{ afterMinutes: 0, channels: [`chn_${workspace}_b`], levels: ['critical'] }],
    })
    const config = configOf({
      checks: [checkOf({ policy: own.id })],
      channels: [channelOf('a'), channelOf('b')],
      policies: [policyWith(), own],
    })
    expect(short(tell(opening(), config))).toEqual(['b opened pending'])
  })

  it('is told to everybody when the policy is lost', () => {
    const config = configOf({ policies: [] })
    expect(policyOf(config, null).steps).toHaveLength(1)
    expect(short(tell(opening(), config))).toEqual(['ops opened pending'])
  })

  it('lays later steps for later, at their minute', () => {
    const [now, later] = tell(opening(), stepped())
    expect(now?.dueAt).toBe(openedAt)
    expect([later?.dueAt, later?.step, later?.id.slice(-3)]).toEqual([
      openedAt + 10 * minute,
      1,
      '-s1',
    ])
  })
})

describe('what happens next', () => {
  it('tells the end to whoever was told the beginning, whatever its level is by then', () => {
    const config = configOf({ channels: [channelOf('sms', { levels: ['critical'] })] })
    const told = tell(opening(), config).map(sent)
    const lowered = follow(incidentOf(), 'lowered', 60, { level: 'warning', kind: 'regional' })
    const lower = tell(lowered, config, told)
    expect(short(lower)).toEqual(['sms lowered pending'])
    const over = follow(lowered.incident, 'resolved', 120, {
      resolvedAt: openedAt + 120_000,
      resolvedHow: 'recovered',
      downtimeSeconds: 120,
    })
    expect(short(tell(over, config, [...told, ...lower.map(sent)]))).toEqual([
      'sms resolved pending',
    ])
  })

  it('tells no end to who never heard of the beginning', () => {
    const over = follow(incidentOf(), 'resolved', 60, { resolvedAt: openedAt + 60_000 })
    expect(tell(over)).toEqual([])
  })

  it('drops the steps that have not come up when somebody acknowledges, and tells who knows', () => {
    const [now, later] = tell(opening(), stepped())
    const acked = follow(incidentOf(), 'acknowledged', 60, {
      acknowledgedAt: openedAt + minute,
      acknowledgedLevel: 'critical',
      acknowledgedBy: 'ana',
    })
    const result = tell(acked, stepped(), [sent(now!), later!])
    expect(short(result)).toEqual(['boss opened acknowledged', 'ops acknowledged pending'])
    expect(typeOf(result[1])).toBe('incident.acknowledged')
  })

  it('keeps an alarm that is still on its way when the end comes', () => {
    const told = tell(opening(), stepped())
    const over = follow(incidentOf(), 'resolved', 60, { resolvedAt: openedAt + 60_000 })
    expect(short(tell(over, stepped(), told))).toEqual([
      'boss opened resolved',
      'ops resolved pending',
    ])
  })

  it('replaces a waiting step with the newer state, at the old time', () => {
    const warning = opening({ level: 'warning', kind: 'slow' })
    const config = stepped()
    config.policies[0]!.steps[1]!.levels = ['warning', 'critical']
    const told = tell(warning, config)
    const raised = follow(warning.incident, 'raised', 300, { level: 'critical', kind: 'down' })
    const result = tell(raised, config, [sent(told[0]!), told[1]!])
    expect(short(result)).toEqual([
      'boss opened superseded',
      'ops raised pending',
      'boss raised pending',
    ])
    expect(result[2]?.dueAt).toBe(openedAt + 10 * minute)
    expect(typeOf(result[1])).toBe('incident.updated')
    expect(typeOf(result[2])).toBe('incident.opened')
  })

  it('opens a channel that asked for critical only when a warning is raised', () => {
    const config = configOf({ channels: [channelOf('sms', { levels: ['critical'] })] })
    const warning = opening({ level: 'warning', kind: 'slow' })
    expect(tell(warning, config)).toEqual([])
    const raised = follow(warning.incident, 'raised', 60, { level: 'critical', kind: 'down' })
    expect(tell(raised, config).map(typeOf)).toEqual(['incident.opened'])
  })

  it.each(['recovering', 'noted'] as const)('owes nothing for %s', (kind) => {
    const told = tell(opening()).map(sent)
    expect(tell(follow(incidentOf(), kind, 30), configOf(), told)).toEqual([])
  })

  it('is silent about a level that was acknowledged, and loud above it', () => {
    const slow = opening({ level: 'warning', kind: 'slow' })
    const told = tell(slow).map(sent)
    const covered = { acknowledgedAt: openedAt, acknowledgedLevel: 'warning' as const }
    const same = follow(slow.incident, 'raised', 60, { kind: 'regional', ...covered })
    expect(tell(same, configOf(), told)).toEqual([])
    const worse = follow(slow.incident, 'raised', 60, {
      level: 'critical',
      kind: 'down',
      ...covered,
    })
    expect(short(tell(worse, configOf(), told))).toEqual(['ops raised pending'])
  })
})

describe('maintenance', () => {
  const window = { id: 'm1', startsAt: openedAt - minute, endsAt: openedAt + minute, checks: null }
  const muted = configOf({ maintenance: [window] })

  it('mutes telling, and a target still broken is told when the window ends, once', () => {
    expect(tell(opening(), muted)).toEqual([])
    const facts = { ...base, incident: incidentOf(), config: muted, previousDeliveries: [] }
    expect(owedAfterSilence({ ...facts, now: openedAt + minute - 1 })).toEqual([])
    const told = owedAfterSilence({ ...facts, now: openedAt + minute })
    expect(short(told)).toEqual(['ops opened pending'])
    const again = { ...facts, now: openedAt + minute, previousDeliveries: told }
    expect(owedAfterSilence(again)).toEqual([])
  })

  it('tells nothing afterwards about what recovered meanwhile', () => {
    const incident = incidentOf({ resolvedAt: openedAt + 1 })
    const facts = { ...base, incident, config: muted, previousDeliveries: [] }
    expect(owedAfterSilence({ ...facts, now: openedAt + minute })).toEqual([])
  })

  it('does not hide the end of what was told before it began', () => {
    const told = tell(opening()).map(sent)
    const over = follow(incidentOf(), 'resolved', 30, { resolvedAt: openedAt + 30_000 })
    expect(short(tell(over, muted, told))).toEqual(['ops resolved pending'])
  })

  it('joins windows that touch, and knows whom they are for', () => {
    const next = { ...window, id: 'm2', startsAt: window.endsAt, endsAt: window.endsAt + 500 }
    const config = configOf({ maintenance: [next, window] })
    expect(mutedUntil(config, 'any', openedAt)).toBe(next.endsAt)
    expect(mutedUntil(config, 'any', next.endsAt)).toBeNull()
    const other = configOf({ maintenance: [{ ...window, checks: ['chk_x'] }] })
    expect(mutedUntil(other, `chk_${workspace}_checkout`, openedAt)).toBeNull()
    expect(mutedUntil(other, null, openedAt)).toBeNull()
  })
})

describe('reminders', () => {
  const config = configOf({ policies: [policyWith({ remindEveryMinutes: 30 })] })
  const facts = { ...base, incident: incidentOf(), config }

  it('come while nobody has acknowledged, counted from the last word', () => {
    const told = tell(opening(), config).map(sent)
    const early = remind({ ...facts, now: openedAt + minute, previousDeliveries: told })
    expect(early).toEqual({ deliveries: [], nextAt: openedAt + 30 * minute })
    const now = openedAt + 30 * minute
    const first = remind({ ...facts, now, previousDeliveries: told })
    expect(short(first.deliveries)).toEqual(['ops reminder pending'])
    expect(first.deliveries[0]?.id).toBe(`dlv_${workspace}_checkout-17-1-ops-r1`)
    const all = [...told, ...first.deliveries]
    expect(remind({ ...facts, now, previousDeliveries: all }).deliveries).toEqual([])
    const later = remind({
      ...facts,
      now: now + 30 * minute,
      previousDeliveries: all.map(sent),
    })
    expect(later.deliveries[0]?.id.slice(-3)).toBe('-r2')
  })

  it.each([
    ['acknowledged', { acknowledgedAt: openedAt, acknowledgedLevel: 'critical' as const }],
    ['over', { resolvedAt: openedAt + 1 }],
  ])('end when it is %s', (_, change) => {
    const told = tell(opening(), config).map(sent)
    const asked = {
      ...facts,
      incident: incidentOf(change),
      now: openedAt + 90 * minute,
      previousDeliveries: told,
    }
    expect(remind(asked)).toEqual({ deliveries: [], nextAt: null })
  })
})

it('ends deliveries whose channel is gone or off', () => {
  const config = configOf({ channels: [channelOf('a'), channelOf('b')] })
  const told = tell(opening(), config)
  const next = configOf({ channels: [channelOf('a', { enabled: false })] })
  expect(short(orphaned(told, next, openedAt))).toEqual([
    'a opened channel_off',
    'b opened channel_removed',
  ])
  expect(orphaned(told, { ...next, workspace: 'other' }, openedAt)).toEqual([])
})

describe('properties', () => {
  const kinds = ['raised', 'lowered', 'updated', 'acknowledged', 'recovering', 'noted'] as const
  const course = fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      seconds: fc.integer({ min: 1, max: 900 }),
      tries: fc.array(fc.record({ pick: fc.nat(9), ok: fc.boolean(), random: fc.nat(99) })),
    }),
    { maxLength: 8 },
  )

  it('gives ids that are unique, stable and of the workspace', () => {
    fc.assert(
      fc.property(course, (steps) => {
        const all = play(steps, stepped())
        expect(new Set(all.map((one) => one.id)).size).toBe(all.length)
        for (const one of all) expect(workspaceOf('delivery', one.id)).toBe(workspace)
        expect(play(steps, stepped()).map((one) => one.id)).toEqual(all.map((one) => one.id))
      }),
    )
  })

  it('never lets an end, or later news, overtake an alarm on any channel', () => {
    fc.assert(
      fc.property(course, (steps) => {
        const order: Delivery[] = []
        play(steps, stepped(), (one) => order.push(one))
        const last = new Map<string, number>()
        for (const one of order) {
          expect(one.sequence).toBeGreaterThanOrEqual(last.get(one.channel) ?? 0)
          if (!last.has(one.channel)) expect(typeOf(one)).not.toBe('incident.resolved')
          last.set(one.channel, one.sequence)
        }
      }),
    )
  })

  it('leaves nothing pending when receivers answer in the end', () => {
    fc.assert(
      fc.property(course, (steps) => {
        const all = play(steps, stepped())
        expect(all.filter((one) => one.state === 'pending')).toEqual([])
      }),
    )
  })
})

type Course = {
  kind: IncidentEvent['kind']
  seconds: number
  tries: { pick: number; ok: boolean; random: number }[]
}[]

/** Plays a course of events with attempts that succeed and fail in between, then the end of the
 *  incident, then attempts until nothing is due. */
function play(steps: Course, config: WorkspaceConfig, onSent?: (one: Delivery) => void) {
  const book = new Map<string, Delivery>()
  const put = (list: Delivery[]) => {
    for (const one of list) book.set(one.id, one)
  }
  const attempt = (now: number, pick: number, isOk: boolean, random: number) => {
    const ready = due([...book.values()], now)
    const chosen = ready[pick % Math.max(1, ready.length)]
    if (!chosen) return false
    const leased = lease(chosen, now, 30_000)
    if (leased.state === 'pending' && isOk) onSent?.(leased)
    const answer = isOk ? ('ok' as const) : ('retry' as const)
    const said = { at: now, ms: 1, status: isOk ? 200 : 503, answer, said: '' }
    put([leased.state === 'pending' ? after(leased, said, now, random / 100) : leased])
    return true
  }
  let state = { incident: incidentOf(), event: eventOf('opened') }
  let now = openedAt
  put(tell(state, config))
  const go = (kind: IncidentEvent['kind'], facts: Partial<Incident>) => {
    state = follow(state.incident, kind, (now - openedAt) / 1000, facts)
    put(tell(state, config, [...book.values()], now))
  }
  for (const step of steps) {
    for (const one of step.tries) attempt(now, one.pick, one.ok, one.random)
    now += step.seconds * 1000
    go(step.kind, changeOf(step.kind, now))
  }
  now += 1000
  go('resolved', { resolvedAt: now, resolvedHow: 'recovered', downtimeSeconds: 60 })
  for (let i = 0; i < 200; i += 1) {
    if (!attempt(now, 0, true, 0)) now += 10 * minute
  }
  return [...book.values()]
}

function changeOf(kind: IncidentEvent['kind'], now: number): Partial<Incident> {
  if (kind === 'raised') return { level: 'critical', kind: 'down', acknowledgedAt: null }
  if (kind === 'lowered') return { level: 'warning', kind: 'regional' }
  if (kind === 'acknowledged') return { acknowledgedAt: now, acknowledgedLevel: 'critical' }
  return {}
}
