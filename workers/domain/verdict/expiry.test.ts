// What ends on a day: how near is near, and that every turn takes two rounds that agree.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundOf, roundsStartAt, worldOf } from '../../../test/fakes/rounds.ts'
import type { ExpiryReading } from '../observation.ts'
import { stageOf } from './expiry.ts'
import { judgeRound, newState, seats, wants } from './index.ts'
import type { CheckState } from './state.ts'

const dayMs = 86_400_000
const voters = locationsOf('weur enam oc')

function reading(days: number | null, facts: Partial<ExpiryReading> = {}): ExpiryReading {
  const endsAt = days === null ? null : roundsStartAt + days * dayMs
  return { group: 'domain', of: 'shop.example', endsAt, infoDays: 30, warningDays: 7, ...facts }
}

describe('how near an end is', () => {
  it.each([
    ['far away', reading(31), null],
    ['at thirty days', reading(30), 'info domain_expires'],
    ['over seven days', reading(7.01), 'info domain_expires'],
    ['at seven days', reading(7), 'warning domain_expires'],
    ['now', reading(0), 'warning domain_expired'],
    ['long over', reading(-40), 'warning domain_expired'],
    ['not told', reading(null), null],
    ['on hold, and far', reading(300, { fault: 'domain_hold' }), 'warning domain_hold'],
    ['own limits', reading(50, { infoDays: 60, warningDays: 20 }), 'info domain_expires'],
    ['info within warning', reading(5, { infoDays: 2 }), 'warning domain_expires'],
    ['a certificate', reading(3, { group: 'certificate' }), 'warning certificate_expires'],
  ])('%s', (_, read, wanted) => {
    const stage = stageOf(read, roundsStartAt)
    expect(stage && `${stage.level} ${stage.reason}`).toBe(wanted)
  })
})

/** Plays rounds a minute apart, each place with its own reading; answers what was told. */
function played(rounds: (ExpiryReading | ExpiryReading[])[]): {
  told: string[]
  state: CheckState
} {
  const told: string[] = []
  let state = newState(worldOf(voters).check, roundsStartAt)
  for (const [index, given] of rounds.entries()) {
    const startedAt = roundsStartAt + index * 60_000
    const all = Array.isArray(given) ? given : [given]
    const text = voters.slice(0, all.length).map(({ id }) => `${id}:pass`)
    const round = roundOf(text.join(' '), voters, { number: index + 1, startedAt })
    for (const [at, one] of round.observations.entries()) one.expiry = all[at]!
    const step = judgeRound(state, round, worldOf(voters, { now: round.decidedAt }))
    state = step.state
    for (const { events, level } of step.incidents) told.push(`${events.at(-1)!.kind} ${level}`)
  }
  return { told, state }
}

describe('a turn', () => {
  const [far, near, close, over] = [reading(300), reading(20), reading(5), reading(-1)]
  it.each([
    ['one odd reading tells nothing', [far, close, far, far, near, far], []],
    ['two that agree do', [far, near, near], ['opened info']],
    ['two that differ do not', [far, near, close, far], []],
    ['straight to the louder one', [close, close, close], ['opened warning']],
    ['louder', [near, near, close, close], ['opened info', 'raised warning']],
    ['over', [close, close, over, over], ['opened warning', 'updated warning']],
    ['renewed a little', [close, close, near, near], ['opened warning', 'lowered info']],
    ['renewed', [close, close, far, far], ['opened warning', 'resolved warning']],
    [
      'one odd reading takes nothing back',
      [close, close, far, close, far, close],
      ['opened warning'],
    ],
    [
      'one place of three is not most',
      [
        [far, far, close],
        [far, far, close],
      ],
      [],
    ],
    [
      'two places of three are',
      [
        [far, close, close],
        [far, close, close],
      ],
      ['opened warning'],
    ],
    [
      'one of two tells nothing',
      [
        [far, close],
        [far, close],
      ],
      [],
    ],
    [
      'one of two takes nothing back',
      [
        [close, close],
        [close, close],
        [far, close],
        [far, close],
      ],
      ['opened warning'],
    ],
  ])('%s', (_, rounds, told) => {
    expect(played(rounds).told).toEqual(told)
  })

  it('stands beside health, in figures', () => {
    const { state } = played([close, close])
    expect(state).toMatchObject({ health: 'up', open: { domain: { group: 'domain' } } })
    expect(state.open.domain?.verdict).toMatchObject({ of: 'shop.example', daysLeft: 4.9 })
    expect(state.open.domain?.startedAt).toBe(roundsStartAt)
  })

  it('is asked for again soon, and only then', () => {
    const { state } = played([far, close])
    const world = worldOf(voters, { now: state.engine.lastDecidedAt })
    const { round } = wants(state, world)
    expect(round).toMatchObject({ at: state.engine.lastDecidedAt + 300_000 })
    expect(round?.locations).toEqual(seats(state, world))
    expect(wants(played([far, close, close]).state, world).round).toBeNull()
  })

  it('of an acknowledged warning is told when it grows', () => {
    const { state } = played([near, near])
    const open = { ...state.open.domain!, acknowledgedLevel: 'info' as const, acknowledgedAt: 1 }
    const grown = [5, 5].reduce<CheckState>(
      (before, days, index) => {
        const round = roundOf('weur:pass', voters, { number: 8 + index })
        round.observations[0]!.expiry = reading(days)
        return judgeRound(before, round, worldOf(voters)).state
      },
      { ...state, open: { domain: open } },
    )
    expect(grown.open.domain).toMatchObject({ level: 'warning', acknowledgedLevel: null })
  })
})
