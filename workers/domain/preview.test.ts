import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  channelOf,
  configOf,
  incidentOf,
  openedAt,
  policyWith,
  workspace,
} from '../../test/fakes/telling.ts'
import { owed } from './alert.ts'
import type { Policy } from './config.ts'
import { type Level, levels } from './incident.ts'
import { withOwners } from './owner-road.ts'
import { previewOf } from './preview.ts'

const minute = 60_000
const every = [...levels]
const channels = [
  channelOf('ops'),
  channelOf('off', { enabled: false }),
  channelOf('loud', { levels: ['critical'] }),
]
const look = (policy: Partial<Policy>, level: 'critical' | 'warning' | 'info', extra = {}) => {
  const given = policyWith(policy)
  return previewOf(given, configOf({ channels, policies: [given], ...extra }), {
    at: openedAt,
    level,
  })
}
const brief = (found: ReturnType<typeof look>) =>
  found.lines.map((one) => {
    const minutes = Math.round((one.at - openedAt) / minute)
    return `+${minutes} ${one.channel.split('_')[2]} ${one.not ?? one.waitsFor ?? one.why}`
  })
const steps = [
  { afterMinutes: 0, channels: 'all' as const, levels: every },
  { afterMinutes: 15, channels: [`chn_${workspace}_loud`], levels: every },
]

describe('a preview', () => {
  it('says who is told when, and who is not, and why', () => {
    expect(brief(look({ steps }, 'warning'))).toEqual([
      '+0 ops channel',
      '+0 off off',
      '+0 loud level',
      '+15 loud level',
    ])
    expect(brief(look({ steps, repeat: { everyMinutes: 60, times: 1 } }, 'critical'))).toEqual([
      '+0 ops channel',
      '+0 loud channel',
      '+0 off off',
      '+15 loud channel',
      '+60 ops channel',
      '+60 loud channel',
      '+75 loud channel',
    ])
  })

  it('says who is told instead, when all of its channels are off', () => {
    const off = [{ afterMinutes: 5, channels: [`chn_${workspace}_off`], levels: every }]
    const own = { id: `pol_${workspace}_own`, isDefault: false, steps: off }
    const usual = policyWith({ steps })
    const found = look(own, 'critical', { policies: [usual, policyWith(own)] })
    expect(found.isInstead).toBe(true)
    expect(brief(found)).toEqual([
      '+0 ops instead',
      '+0 loud instead',
      '+5 off off',
      '+15 loud instead',
    ])
    expect(look({ steps }, 'critical').isInstead).toBe(false)
    // Nobody is left who could be told.
    const alone = look(own, 'critical', { channels: [channels[1]] })
    expect(brief(alone)).toEqual(['+5 off off'])
  })

  it('says that the owners are told where no channel is on, and else not a word of them', () => {
    const owners = [{ id: 'u1', email: 'ann@acme.example', since: '2026-11-01T00:00:00.000Z' }]
    const config = (some: typeof channels) => withOwners(configOf({ channels: some, owners }))
    const see = (some: typeof channels, level: Level) =>
      brief(previewOf(policyWith({ steps }), config(some), { at: openedAt, level }))
    expect(see([channels[1]!], 'critical')).toEqual(['+0 owner-u1 owner', '+0 off off'])
    expect(see([channels[1]!], 'warning')).toEqual(['+0 off off'])
    expect(see(channels, 'critical').join()).not.toContain('owner')
  })

  it('says of whom no code has been typed yet', () => {
    const unverified = channelOf('ana', { enabled: false, disabledWhy: 'unverified' })
    expect(brief(look({ steps }, 'info', { channels: [unverified] }))).toEqual([
      '+0 ana unverified',
    ])
  })

  it('shows quiet hours, gaps and mutes', () => {
    const quietHours = { from: '22:00', to: '07:00', timeZone: 'UTC', levels: every }
    expect(brief(look({ quietHours }, 'warning'))[2]).toBe('+242 ops quiet')
    expect(brief(look({ quietHours }, 'critical'))[0]).toBe('+0 ops channel')
    const onCall = [{ afterMinutes: 0, channels: [], levels: every, onCall: ['gone'] }]
    expect(brief(look({ steps: onCall }, 'critical'))).toEqual(['+0 ops nobody', '+0 loud nobody'])
    const window = { id: 'm', startsAt: 0, endsAt: openedAt + minute, checks: null }
    const muted = look({}, 'critical', { maintenance: [window] })
    expect(muted.mutedUntil).toBe(window.endsAt)
    expect(brief(muted)[0]).toBe('+1 ops channel')
  })

  it('says the same as telling does', () => {
    const policy = fc.record({
      steps: fc.array(
        fc.record({
          afterMinutes: fc.integer({ min: 0, max: 90 }),
          channels: fc.constantFrom('all' as const, [`chn_${workspace}_loud`]),
          levels: fc.subarray(every, { minLength: 1 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      quietHours: fc.option(
        fc.constant({ from: '22:00', to: '03:30', timeZone: 'UTC', levels: every }),
      ),
      digest: fc.option(fc.constant({ at: '09:00', timeZone: 'UTC' })),
    })
    fc.assert(
      fc.property(policy, fc.constantFrom(...every), (given, level) => {
        const known = policyWith(given)
        const config = configOf({ channels, policies: [known] })
        const incident = incidentOf({ level })
        const told = owed({
          incident,
          event: incident.events[0]!,
          config,
          now: openedAt,
          previousDeliveries: [],
          checkName: 'x',
          checkTarget: '',
          baseUrl: 'https://esonar.example',
        })
        const shown = previewOf(known, config, { at: openedAt, level }).lines
        // Two steps at once to one channel are one message.
        const key = (channel: string, at: number, owedAt: number) => `${channel} ${at} ${owedAt}`
        const wanted = new Set(
          shown.filter((one) => !one.not).map((one) => key(one.channel, one.at, one.owedAt)),
        )
        const got = new Set(told.map((one) => key(one.channel, one.dueAt, one.owedAt ?? one.dueAt)))
        expect(got).toEqual(wanted)
      }),
    )
  })
})
