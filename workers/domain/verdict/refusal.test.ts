import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundOf } from '../../../test/fakes/rounds.ts'
import type { Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import { isRefusal, refusalsApart } from './refusal.ts'
import { countBallot, decided } from './speak.ts'

const places = ['weur', 'enam', 'oc'].map((id) => ({ id, network: 'cloudflare', label: id }))
const base = roundOf('weur:fail enam:fail oc:fail', places)

/** A round in which each place passes, refuses us with a 403, or fails otherwise. */
function seen(...what: ('pass' | '403' | '503')[]): Round {
  const observations = what.map((one, index): Observation => {
    const failing = base.observations[index]!
    if (one === 'pass') return { ...failing, kind: 'pass' } as Observation
    const measurement = { v: 1, kind: 'answered', order: 'o', status: Number(one) }
    return { ...failing, kind: 'fail', reasons: ['status'], measurement } as unknown as Observation
  })
  return { ...base, observations }
}
const said = (round: Round) => countBallot(round, places).said

describe('a 403', () => {
  it('to everybody is a failure', () => {
    expect(said(seen('403', '403', '403'))).toBe('fail')
  })

  it('is no vote where another place gets through', () => {
    expect(said(seen('403', '403', 'pass'))).toBe('unknown')
    expect(said(seen('403', 'pass', 'pass'))).toBe('pass')
    expect(refusalsApart(seen('403', '403', 'pass')).observations.map((one) => one.kind)).toEqual([
      'blocked',
      'blocked',
      'pass',
    ])
  })

  it('beside other failures takes nothing from them', () => {
    expect(said(seen('503', '503', 'pass'))).toBe('fail')
    expect(said(seen('503', '503', '403'))).toBe('fail')
  })

  it('makes nothing certain while a place is missing', () => {
    const whole = seen('403', '403', '403')
    const partial = { ...whole, observations: whole.observations.slice(0, 2) }
    const now = whole.startedAt + 500
    expect(decided(partial, places, { now })).toBeNull()
    expect(decided(whole, places, { now })).toBe('fail')
    const others = seen('503', '503', '403')
    const early = { ...others, observations: others.observations.slice(0, 2) }
    expect(decided(early, places, { now })).toBe('fail')
  })

  it('never turns a round into fail that would not be one without it', () => {
    const one = fc.constantFrom('pass' as const, '403' as const, '503' as const)
    fc.assert(
      fc.property(one, one, one, (a, b, c) => {
        const round = seen(a, b, c)
        const others = round.observations.filter((two) => !isRefusal(two))
        const isAll = others.length === 0
        const fails = others.filter((two) => two.kind === 'fail').length
        const passes = others.some((two) => two.kind === 'pass')
        if (said(round) === 'fail') expect(isAll || !passes || fails >= 2).toBe(true)
      }),
    )
  })
})
