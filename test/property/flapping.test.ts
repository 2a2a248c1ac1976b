// Laws of flapping and of content, over courses that chance makes: what is held, what is never held,
// and that nothing stays for ever.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { IncidentEvent } from '../../workers/domain/incident.ts'
import type { Round } from '../../workers/domain/round.ts'
import * as engine from '../../workers/domain/verdict/index.ts'
import { flappingChanges, flappingWindowMs } from '../../workers/domain/verdict/numbers.ts'
import type { CheckState, Step } from '../../workers/domain/verdict/state.ts'
import { locationsOf, roundsStartAt, worldOf } from '../fakes/rounds.ts'
import { luck } from './luck.ts'

const voters = locationsOf('weur@cloudflare enam@hetzner oc@ovh')
const settings = luck(100, 20_261_124)

interface Stretch {
  kind: 'pass' | 'fail'
  bytes: number | null
  rounds: number
}

/** Plays stretches, a round every 10 s; `each` sees every step. */
function play(stretches: Stretch[], each: (step: Step, now: number) => void): CheckState {
  let now = roundsStartAt
  let number = 0
  const worldAt = () => worldOf(voters, { now, check: { intervalSeconds: 10, recoverSeconds: 20 } })
  let state = engine.newState(worldAt().check, now)
  for (const { kind, bytes, rounds } of stretches) {
    for (let index = 0; index < rounds; index += 1) {
      now += 10_000
      number += 1
      const step = engine.judgeRound(state, roundAt(number, now, kind, bytes), worldAt())
      state = step.state
      each(step, now)
    }
  }
  return state
}

function roundAt(number: number, now: number, kind: 'pass' | 'fail', bytes: number | null): Round {
  const why = {
    kind: 'fail' as const,
    reasons: ['status' as const],
    phase: 'headers' as const,
    timeout: false,
    proof: 'controls' as const,
  }
  return {
    v: 1,
    number,
    kind: 'slot',
    startedAt: now - 100,
    decidedAt: now,
    lengthMs: 80,
    asked: voters.map(({ id }) => id),
    observations: voters.map(({ id: location, network }) => {
      const base = { location, network, at: now, ms: 80 }
      if (kind === 'fail') return { ...base, ...why }
      return { ...base, kind, ...(bytes === null ? {} : { bytes }) }
    }),
  }
}

const stretch = fc.record({
  kind: fc.constantFrom('pass' as const, 'fail' as const),
  bytes: fc.constantFrom(null, 0, 60, 5_000, 9_000),
  rounds: fc.integer({ min: 1, max: 14 }),
})
const courses = fc.array(stretch, { minLength: 4, maxLength: 60 })
const turns = ['opened', 'raised', 'lowered', 'resolved']

it('ends no incident with more than five changes in half an hour', () => {
  let held = 0
  fc.assert(
    fc.property(courses, (course) => {
      const changes: IncidentEvent[] = []
      play(course, ({ incidents }) => {
        for (const event of incidents.flatMap((one) => one.events.at(-1)!)) {
          if (event.held) held += 1
          if (!turns.includes(event.kind)) continue
          changes.push(event)
          if (event.kind !== 'resolved' && event.kind !== 'lowered') continue
          const recent = changes.filter((one) => event.at - one.at < flappingWindowMs)
          expect(recent.length).toBeLessThanOrEqual(flappingChanges)
        }
      })
    }),
    settings,
  )
  expect(held).toBeGreaterThan(50)
})

it('says that it flaps once for each incident', () => {
  fc.assert(
    fc.property(courses, (course) => {
      const told = new Set<string>()
      play(course, ({ incidents }) => {
        for (const { id, events } of incidents) {
          const event = events.at(-1)!
          if (event.kind !== 'updated' || !event.held) continue
          expect(told.has(id)).toBe(false)
          told.add(id)
        }
      })
    }),
    settings,
  )
})

it('leaves nothing open once all has been well for an hour', () => {
  fc.assert(
    fc.property(courses, (course) => {
      const calm: Stretch = { kind: 'pass', bytes: 9_000, rounds: 400 }
      const state = play([...course, calm], () => {})
      expect(state.open).toEqual({})
      expect(state.health).toBe('up')
    }),
    { ...settings, numRuns: 40 },
  )
})

it('never misses a fall, however much it flapped before', () => {
  fc.assert(
    fc.property(courses, (course) => {
      const state = play([...course, { kind: 'fail', bytes: null, rounds: 4 }], () => {})
      expect(state.open.health?.kind).toBe('down')
    }),
    settings,
  )
})

it('speaks of content only after three rounds in a row of suddenly small bodies', () => {
  let opened = 0
  fc.assert(
    fc.property(courses, (course) => {
      const bytes: number[] = []
      const flat = course.flatMap((one) => Array<Stretch>(one.rounds).fill({ ...one, rounds: 1 }))
      let index = 0
      play(flat, ({ incidents }) => {
        const { kind, bytes: size } = flat[index]!
        index += 1
        if (kind === 'pass' && size !== null) bytes.push(size)
        const isOpened = incidents.some(
          (one) => one.kind === 'content' && one.events.at(-1)!.kind === 'opened',
        )
        if (!isOpened) return
        opened += 1
        for (const one of bytes.slice(-3)) expect(one).toBeLessThan(900)
        expect(bytes.some((one) => one >= 5_000)).toBe(true)
      })
    }),
    settings,
  )
  expect(opened).toBeGreaterThan(10)
})
