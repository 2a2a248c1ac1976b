// Laws of each single step of the engine, over courses no sensible shard would make: what holds
// here holds whoever asks, whenever, and in whatever order answers come.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Round } from '../../workers/domain/round.ts'
import * as engine from '../../workers/domain/verdict/index.ts'
import { gapMsMax } from '../../workers/domain/verdict/numbers.ts'
import type { CheckState } from '../../workers/domain/verdict/state.ts'
import { sightOf } from '../fakes/rounds.ts'
import { type Course, courses, type Played, playCourse } from './course.ts'
import { luck } from './luck.ts'

const settings = luck(200, 20_261_124)
const holds = (law: (course: Course) => void) => fc.assert(fc.property(courses, law), settings)

const votesOf = ({ observations }: Round) => {
  const count = (...kinds: string[]) => observations.filter(({ kind }) => kinds.includes(kind))
  return {
    pass: count('pass', 'slow').length,
    fail: count('fail').length,
  }
}
const isPassing = (round: Round) => votesOf(round).pass * 2 > round.asked.length

/** Whether this step made `down` of what was not. */
const fell = ({ before, step }: Played) =>
  step.state.open.health?.kind === 'down' && before.open.health?.kind !== 'down'

/** Rounds judged up to this step since most places passed last. */
function failingUntil(played: Played[], index: number): Round[] {
  const rounds = played
    .slice(0, index + 1)
    .flatMap(({ happening, round }) => (happening.kind === 'round' ? [round!] : []))
  const since = rounds.findLastIndex(isPassing)
  return rounds.slice(since + 1).filter((round) => votesOf(round).fail > votesOf(round).pass)
}

describe('down', () => {
  it('is never said in a round in which most places pass', () => {
    holds((course) => {
      for (const played of playCourse(course)) {
        if (fell(played)) expect(isPassing(played.round!)).toBe(false)
      }
    })
  })

  it('needs two failing rounds and the asked time, with no pass between', () => {
    let downs = 0
    holds((course) => {
      const all = playCourse(course)
      for (const [index, played] of all.entries()) {
        if (!fell(played)) continue
        downs += 1
        const rounds = failingUntil(all, index)
        expect(rounds.length).toBeGreaterThanOrEqual(2)
        const { confirmSeconds } = played.world.check
        const askedMs = rounds.reduce((sum, { lengthMs }) => sum + lengthMs + gapMsMax, 0)
        const wallMs = rounds.at(-1)!.decidedAt - rounds[0]!.startedAt
        expect(Math.min(askedMs, wallMs)).toBeGreaterThanOrEqual(confirmSeconds * 1000)
        const { verdict } = played.step.state.open.health!
        expect(verdict.fail.length * 2).toBeGreaterThan(verdict.asked.length)
        expect(verdict.networksFailing.length * 2).toBeGreaterThan(verdict.networks.length)
      }
    })
    expect(downs).toBeGreaterThan(20)
  })

  it('is the health if and only if a down incident is open', () => {
    holds((course) => {
      for (const { step } of playCourse(course)) {
        expect(step.state.health === 'down').toBe(step.state.open.health?.kind === 'down')
      }
    })
  })
})

describe('an incident', () => {
  it('gains one event at a time, and ends once', () => {
    let ends = 0
    holds((course) => {
      const known = new Map<string, Incident>()
      for (const { step, before } of playCourse(course)) {
        for (const incident of step.incidents) {
          const { id, sequence, events } = incident
          expect(known.get(id)?.resolvedAt ?? null).toBeNull()
          expect(sequence).toBe((known.get(id)?.sequence ?? 0) + 1)
          expect(events.at(-1)?.sequence).toBe(sequence)
          if (incident.resolvedAt !== null) ends += 1
          known.set(id, incident)
        }
        const openBefore = before.open.health?.id
        const openNow = step.state.open.health?.id
        if (openBefore !== openNow && openBefore !== undefined) {
          expect(known.get(openBefore)?.resolvedAt).not.toBeNull()
        }
      }
    })
    expect(ends).toBeGreaterThan(20)
  })
})

describe('a step', () => {
  it('given the same gives the same, and leaves what it was given as it was', () => {
    holds((course) => {
      const frozen = playCourse(course, freeze)
      expect(frozen.map(({ step }) => step)).toEqual(playCourse(course).map(({ step }) => step))
    })
  })

  it('goes on from a state that was written and read', () => {
    const stored = (state: CheckState): CheckState => JSON.parse(JSON.stringify(state))
    holds((course) => {
      const kept = playCourse(course, stored)
      expect(kept.map(({ step }) => step)).toEqual(playCourse(course).map(({ step }) => step))
    })
  })

  it('with a round that was judged before tells nothing and changes nothing', () => {
    holds((course) => {
      for (const { step, round, world } of playCourse(course)) {
        if (!round) continue
        const again = engine.judgeRound(step.state, round, { ...world, now: world.now + 1 })
        expect(again.incidents).toEqual([])
        expect(again.suspicions).toEqual([])
        expect(again.state).toEqual(step.state)
      }
    })
  })
})

describe('a late answer', () => {
  /** All that a verdict is made of, besides what a place itself has shown. */
  const verdictOf = ({ engine, open, health }: CheckState) => {
    const { streak, hard, torn, pass, calm, solid, vain, late, downSince, judged } = engine
    const { kind, level, sequence } = open.health ?? {}
    const runs = { streak, hard, torn, pass, calm, solid, vain, late, downSince, judged }
    return { ...runs, kind, level, sequence, health }
  }

  it('changes no verdict', () => {
    let lates = 0
    holds((course) => {
      for (const { happening, before, step } of playCourse(course)) {
        if (happening.kind !== 'late' || before === step.state) continue
        lates += 1
        expect(verdictOf(step.state)).toEqual(verdictOf(before))
      }
    })
    expect(lates).toBeGreaterThan(20)
  })

  it('that comes twice counts once', () => {
    holds((course) => {
      for (const { step, round, world } of playCourse(course)) {
        const [voter] = world.voters
        const number = (round?.number ?? 0) - 1
        if (!voter || number < 1) continue
        for (const sight of ['pass', 'fail', 'late'] as const) {
          const late = sightOf(voter, sight, world.now + 1)
          const once = engine.lateEvidence(step.state, number, late, world)
          const twice = engine.lateEvidence(once, number, late, world)
          expect(twice.engine).toEqual(once.engine)
          expect(twice.suspicion?.id).toBe(once.suspicion?.id)
        }
      }
    })
  })

  it('of a round that is kept is known already', () => {
    holds((course) => {
      for (const { step, round, world } of playCourse(course)) {
        const heard = round?.observations[0]
        const kept = [step.state.suspicion?.rounds, step.state.open.health?.rounds].flat()
        if (!heard || !kept.some((one) => one?.number === round.number)) continue
        expect(engine.lateEvidence(step.state, round.number, heard, world)).toBe(step.state)
      }
    })
  })
})

function freeze<Value>(value: Value): Value {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const one of Object.values(value)) freeze(one)
  return value
}
