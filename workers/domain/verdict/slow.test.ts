// Slow by a phase: the limit of a handshake or a first byte enters the same rule as that of the
// whole answer, clears at 0.8 of it, and is told with its name.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundsStartAt, worldOf } from '../../../test/fakes/rounds.ts'
import { checkOf } from '../../../test/fakes/telling.ts'
import type { CheckOf } from '../check/check.ts'
import { explainIncident, explainObservation, headlineOf } from '../explain.ts'
import type { Answered, PhasesMs } from '../measurement.ts'
import type { Round } from '../round.ts'
import type { CheckState, World } from './state.ts'
import { judgeRound, newState } from './step.ts'
import { toObservation } from './vote.ts'

const voters = locationsOf('weur enam oc')
const http = {
  ...(checkOf({}) as CheckOf<'http'>).http,
  tlsSlowAfterMs: 1_000,
  headersSlowAfterMs: 300,
}
const worldAt = (now: number): World => worldOf(voters, { now, check: { http } })

/** What a place says of an answer with these phases. */
function seenAt(place: number, phases: PhasesMs, at: number, state: CheckState) {
  const totalMs = Object.values(phases).reduce((sum, ms) => sum + ms, 0)
  const facts = { order: 'o', startedAt: at, totalMs, budgetMs: 10_000, status: 200 }
  const measured: Answered = { v: 1, kind: 'answered', ...facts, phases }
  return toObservation({ kind: 'pass' }, measured, voters[place]!, at, state, worldAt(at))
}

/** Rounds a minute apart in which the places see these phases, one list per place. */
function playedOn(before: CheckState, rounds: number, phases: PhasesMs[]) {
  let state = before
  const incidents = []
  for (let count = 0; count < rounds; count += 1) {
    const startedAt = roundsStartAt + (state.lastRound + 1) * 60_000
    const decidedAt = startedAt + 100
    const round: Round = {
      v: 1,
      number: state.lastRound + 1,
      kind: 'slot',
      startedAt,
      decidedAt,
      lengthMs: 100,
      asked: voters.map(({ id }) => id),
      observations: phases.map((one, place) => seenAt(place, one, decidedAt, state)),
    }
    const step = judgeRound(state, round, worldAt(decidedAt))
    state = step.state
    incidents.push(...step.incidents)
  }
  return { state, incidents }
}

const fresh = () => newState(worldAt(0).check, roundsStartAt)
const quick = { tls: 100, headers: 100 }
const everywhere = (one: PhasesMs) => [one, one, one]

describe('a phase over its limit', () => {
  it('is slow though the whole answer is not, and says which and how long', () => {
    const seen = seenAt(0, { tls: 1_900, headers: 50 }, roundsStartAt, fresh())
    expect(seen.kind).toBe('slow')
    expect(explainObservation(seen)).toContain('slow, answers after 2 s: TLS 1.9 s, over 1 s')
  })
  it('is named by how far it is over', () => {
    const seen = seenAt(0, { tls: 1_100, headers: 800 }, roundsStartAt, fresh())
    expect(seen).toMatchObject({ kind: 'slow', over: { phase: 'headers', ms: 800, limitMs: 300 } })
  })
  it('says nothing where the phase was not seen, or is at its limit', () => {
    expect(seenAt(0, { body: 1_900 }, roundsStartAt, fresh()).kind).toBe('pass')
    expect(seenAt(0, { tls: 1_000 }, roundsStartAt, fresh()).kind).toBe('pass')
  })
})

describe('health', () => {
  const slow = { tls: 1_900, headers: 50 }
  it('is slow by the median of the last five at most places, told after ten minutes', () => {
    const up = playedOn(fresh(), 10, everywhere(quick)).state
    expect(playedOn(up, 2, everywhere(slow)).state.health).toBe('up')
    const turned = playedOn(up, 3, everywhere(slow)).state
    expect(turned.health).toBe('slow')
    const { incidents } = playedOn(turned, 12, everywhere(slow))
    expect(incidents.map(({ kind }) => kind)).toContain('slow')
    const incident = incidents.at(-1)!
    expect(headlineOf('shop', 'slow', incident.events[0]!.verdict!)).toBe(
      'shop is slow: TLS 1.9 s, over 1 s',
    )
    const words = explainIncident(incident, {}).join(' ')
    expect(words).toContain('By the median, TLS took 1.9 s; slow is over 1 s.')
  })
  it('stays up while only one of three places is over', () => {
    const up = playedOn(fresh(), 10, everywhere(quick)).state
    expect(playedOn(up, 20, [slow, quick, quick]).state.health).toBe('up')
  })
  it('clears at 0.8 of the limit, not before', () => {
    const turned = playedOn(fresh(), 10, everywhere(slow)).state
    expect(turned.health).toBe('slow')
    expect(playedOn(turned, 10, everywhere({ tls: 900, headers: 50 })).state.health).toBe('slow')
    expect(playedOn(turned, 10, everywhere({ tls: 800, headers: 50 })).state.health).toBe('up')
  })
})
