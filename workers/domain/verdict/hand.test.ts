// What people do to a check in the midst of trouble, and what the verdict makes of it.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundOf, roundsStartAt, worldOf } from '../../../test/fakes/rounds.ts'
import type { IncidentKind, Level } from '../incident.ts'
import { draftOf } from './draft.ts'
import { byHand } from './hand.ts'
import { openOrRaise } from './incidents.ts'
import type { CheckState, HandEvent } from './state.ts'
import { judgeRound, newState } from './step.ts'

const voters = locationsOf('weur enam oc')
const settings = { confirmSeconds: 4 }
const worldAt = (now: number) => worldOf(voters, { now, check: settings })

/** Rounds 5 s apart, one per text. */
function afterRounds(texts: string[]): { state: CheckState; now: number } {
  let now = roundsStartAt
  let state = newState(worldAt(now).check, now)
  for (const [index, text] of texts.entries()) {
    const startedAt = roundsStartAt + index * 5_000
    const round = roundOf(text, voters, { number: index + 1, startedAt })
    now = round.decidedAt
    state = judgeRound(state, round, worldAt(now)).state
  }
  return { state, now }
}
const up = 'weur:pass enam:pass oc:pass'
const fallen = 'weur:fail enam:fail oc:fail'
const dead = () => afterRounds([up, up, fallen, fallen, fallen])

const hand = (state: CheckState, event: HandEvent, now: number) =>
  byHand(state, event, worldAt(now + 1_000))

describe('closing what is open', () => {
  it.each(['paused', 'deleted', 'retargeted'] as const)('as %s', (kind) => {
    const { state, now } = dead()
    expect(state.health).toBe('down')
    const step = hand(state, { kind, by: 'ann' }, now)
    expect(step.incidents).toHaveLength(1)
    expect(step.incidents[0]).toMatchObject({
      resolvedAt: now + 1_000,
      resolvedHow: kind,
      events: [{ kind: 'opened' }, { kind: 'resolved', by: 'ann', sequence: 2 }],
    })
    expect(step.state).toMatchObject({ health: 'unknown', activity: 'steady', open: {} })
    expect(step.state.engine).toMatchObject({ streak: null, hard: null, vain: null, named: [] })
  })

  it('ends a suspicion as avoided, and tells no incident', () => {
    const { state, now } = afterRounds([up, up, fallen])
    expect(state.suspicion).not.toBeNull()
    const step = hand(state, { kind: 'paused', by: 'ann' }, now)
    expect(step.incidents).toEqual([])
    expect(step.suspicions).toMatchObject([{ outcome: 'avoided', why: 'paused' }])
    expect(step.state.suspicion).toBeNull()
  })

  it('forgets the places of the old target, and only then', () => {
    const { state, now } = dead()
    const paused = hand(state, { kind: 'paused', by: 'ann' }, now).state
    expect(paused.engine.places.weur).toMatchObject({ failing: null, passedAt: expect.any(Number) })
    const retargeted = hand(state, { kind: 'retargeted', by: 'ann' }, now).state
    expect(retargeted.engine.places).toEqual({})
    expect(retargeted.latest).toEqual({})
  })

  it('begins anew afterwards: two rounds, and an incident with another id', () => {
    const { state, now } = dead()
    let later = hand(state, { kind: 'paused', by: 'ann' }, now).state
    const told = []
    for (const number of [6, 7]) {
      const round = roundOf(fallen, voters, { number, startedAt: now + number * 5_000 })
      const step = judgeRound(later, round, worldAt(round.decidedAt))
      later = step.state
      told.push(...step.incidents)
    }
    expect(told).toMatchObject([{ kind: 'down', sequence: 1 }])
    expect(told[0]!.id).not.toBe(state.open.health!.id)
  })
})

describe('resolving by hand', () => {
  it('ends the incident and puts health to unknown', () => {
    const { state, now } = dead()
    const step = hand(state, { kind: 'resolved', by: 'ann', group: 'health' }, now)
    expect(step.incidents[0]).toMatchObject({ resolvedHow: 'by_hand' })
    expect(step.incidents[0]!.downtimeSeconds).toBeGreaterThan(0)
    expect(step.state).toMatchObject({ health: 'unknown', open: {} })
  })

  it('changes nothing when nothing of that group is open', () => {
    const { state, now } = dead()
    const step = hand(state, { kind: 'resolved', by: 'ann', group: 'certificate' }, now)
    expect(step.incidents).toEqual([])
    expect(step.state).toEqual(state)
  })
})

describe('an acknowledgement', () => {
  /** A state with an incident of this kind and level open. */
  function warned(kind: IncidentKind, level: Level) {
    const { state, now } = afterRounds([up, up])
    const draft = draftOf(state, worldAt(now))
    const { verdict } = dead().state.open.health!
    openOrRaise(draft, { kind, level, startedAt: now, verdict })
    return { state: draft.state, now, verdict }
  }
  const acknowledge: HandEvent = { kind: 'acknowledged', by: 'ann', group: 'health' }

  it('is written down once with its level', () => {
    const { state, now } = warned('slow', 'warning')
    const first = hand(state, acknowledge, now)
    expect(first.incidents[0]).toMatchObject({
      acknowledgedLevel: 'warning',
      acknowledgedBy: 'ann',
      acknowledgedAt: now + 1_000,
      sequence: 2,
    })
    expect(hand(first.state, { ...acknowledge, by: 'bob' }, now).incidents).toEqual([])
  })

  it.each([
    ['slow', 'warning', 'down', 'critical', null],
    ['slow', 'warning', 'regional', 'warning', 'warning'],
    ['regional', 'critical', 'down', 'critical', 'critical'],
  ] as const)('of %s at %s, then %s at %s', (kind, level, worse, worseLevel, covers) => {
    const { state, now, verdict } = warned(kind, level)
    const draft = draftOf(hand(state, acknowledge, now).state, worldAt(now))
    openOrRaise(draft, { kind: worse, level: worseLevel, startedAt: now, verdict })
    expect(draft.state.open.health).toMatchObject({ kind: worse, acknowledgedLevel: covers })
  })

  it('of nothing is nothing', () => {
    const { state, now } = afterRounds([up, up])
    expect(hand(state, acknowledge, now).state).toEqual(state)
  })
})
