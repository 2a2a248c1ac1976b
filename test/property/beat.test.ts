// Laws of heartbeats over courses made by chance: no missed silence, no false alarm, whatever the
// order of words, waits and closed doors.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PingAct } from '../../workers/domain/ping.ts'
import { beatHeard, beatPassed, beatUnheard, beatWakeAt } from '../../workers/domain/told/index.ts'
import type { Closed } from '../../workers/domain/told/memory.ts'
import { newBook, newState } from '../../workers/domain/verdict/index.ts'
import type { CheckState, Step, World } from '../../workers/domain/verdict/state.ts'
import { heardOf, heartbeatOf } from '../fakes/told.ts'
import { luck } from './luck.ts'

const settings = luck(400, 20_261_125)
const minute = 60_000
const periodMs = 60 * minute
const graceMs = 5 * minute
const check = heartbeatOf({ periodSeconds: periodMs / 1_000, graceSeconds: graceMs / 1_000 })
const startAt = Date.UTC(2026, 10, 24)

type Deed =
  | { kind: 'say'; act: PingAct; rid: string | null }
  | { kind: 'wait'; ms: number }
  | { kind: 'close'; ms: number }
const say = fc.record({
  kind: fc.constant('say' as const),
  act: fc.constantFrom<PingAct>('success', 'success', 'success', 'fail', 'start', 'log'),
  rid: fc.constantFrom(null, 'a', 'b'),
})
const wait = fc.record({
  kind: fc.constant('wait' as const),
  ms: fc.constantFrom(minute, 4 * minute, 30 * minute, 59 * minute, 61 * minute, 70 * minute),
})
const close = fc.record({
  kind: fc.constant('close' as const),
  ms: fc.constantFrom(20_000, 10 * minute, 90 * minute),
})
const deeds = (withDoor: boolean) =>
  fc.array<Deed>(withDoor ? fc.oneof(say, wait, wait, close) : fc.oneof(say, wait), {
    maxLength: 40,
  })

interface Moment {
  now: number
  before: CheckState
  step: Step
  deed: Deed
}

/** Plays a course; time is looked at whenever the heartbeat wants it. `overtaken`: after each end
 *  comes a start of the same run, which left before it. `closings`: takes when the door was closed. */
function play(
  course: Deed[],
  { overtaken = false, closings = [] }: { overtaken?: boolean; closings?: Closed[] } = {},
): Moment[] {
  let state = newState(check, startAt)
  let now = startAt
  const moments: Moment[] = []
  const world = (): World => ({ now, check, voters: [], own: 0, book: newBook() })
  const take = (deed: Deed, step: Step) => {
    moments.push({ now, before: state, step, deed })
    state = step.state
  }
  const passUntil = (deed: Deed, until: number) => {
    for (let looks = 0; looks < 20; looks += 1) {
      const at = beatWakeAt(state, check)
      if (at === null || at > until) break
      now = Math.max(now, at)
      take(deed, beatPassed(state, world()))
    }
    now = until
  }
  for (const deed of course) {
    if (deed.kind === 'say') {
      const { act, rid } = deed
      take(deed, beatHeard(state, heardOf({ act, rid, cameAt: now }), world()))
      if (overtaken && (act === 'success' || act === 'fail')) {
        const cameAt = rid === null ? now - 1 : now
        take(deed, beatHeard(state, heardOf({ act: 'start', rid, cameAt }), world()))
      }
      passUntil(deed, now + 1_000)
    } else if (deed.kind === 'wait') passUntil(deed, now + deed.ms)
    else {
      const from = now
      now += deed.ms
      closings.push({ from, to: now })
      state = beatUnheard(state, check, { from, to: now })
      passUntil(deed, now)
    }
  }
  passUntil({ kind: 'wait', ms: 0 }, now + 3 * periodMs)
  return moments
}

const openedIn = ({ before, step }: Moment) =>
  before.open.silent === undefined ? step.state.open.silent : undefined

describe('a heartbeat', () => {
  it('opens and resolves in turn, with one incident open at most, and never by a closed clock', () => {
    fc.assert(
      fc.property(deeds(true), (course) => {
        const kinds = play(course)
          .flatMap(({ step }) => step.incidents.flatMap((one) => one.events.at(-1)?.kind ?? []))
          .filter((kind) => kind === 'opened' || kind === 'resolved')
        for (const [index, kind] of kinds.entries()) {
          expect(kind).toBe(index % 2 === 0 ? 'opened' : 'resolved')
        }
      }),
      settings,
    )
  })

  it('is told exactly when the grace is over, for a reason that is true', () => {
    let told = 0
    fc.assert(
      fc.property(deeds(false), (course) => {
        for (const moment of play(course)) {
          const opened = openedIn(moment)
          if (!opened) continue
          told += 1
          const { now, before, deed } = moment
          const { successAt, runs } = before.beat ?? { successAt: null, runs: [] }
          switch (opened.verdict.rule) {
            case 'heartbeat_failed':
              expect(deed).toMatchObject({ kind: 'say', act: 'fail' })
              break
            case 'heartbeat_late':
              expect(now).toBe(successAt! + periodMs + graceMs)
              break
            default:
              expect(opened.verdict.rule).toBe('heartbeat_unended')
              expect(runs.map((one) => one.startedAt + graceMs)).toContain(now)
          }
          expect(opened.level).toBe('critical')
        }
      }),
      settings,
    )
    expect(told).toBeGreaterThan(100)
  })

  it('pages nobody for a run that was open while the door was closed', () => {
    let told = 0
    fc.assert(
      fc.property(deeds(true), (course) => {
        const closings: Closed[] = []
        const moments = play(course, { closings })
        // More closings than are allowed for within one wait excuse nothing.
        fc.pre(closings.length <= 3)
        for (const { step } of moments) {
          for (const { verdict, openedAt } of step.incidents) {
            const run = verdict.rule === 'heartbeat_unended' ? verdict.beat?.run : undefined
            if (!run) continue
            told += 1
            const wasOpen = ({ from, to }: Closed) =>
              run.startedAt < to && from <= run.startedAt + graceMs && to <= openedAt
            expect(closings.filter(wasOpen)).toEqual([])
          }
        }
      }),
      settings,
    )
    expect(told).toBeGreaterThan(10)
  })

  it('tells the same when each start comes once more after its own end', () => {
    const toldIn = (moments: Moment[]) =>
      moments.flatMap(({ now, step }) => {
        const [event] = step.incidents.map((one) => one.events.at(-1)!)
        return event ? [`${now} ${event.kind} ${step.state.health}`] : []
      })
    fc.assert(
      fc.property(deeds(true), (course) => {
        expect(toldIn(play(course, { overtaken: true }))).toEqual(toldIn(play(course)))
      }),
      settings,
    )
  })

  it('never stays silent unnoticed, however often our door closes', () => {
    fc.assert(
      fc.property(deeds(true), (course) => {
        const last = play(course).at(-1)
        const state = last?.step.state
        if (!state?.beat || state.beat.successAt === null) return
        expect(state.open.silent).toBeDefined()
        expect(['down', 'unknown']).toContain(state.health)
      }),
      settings,
    )
  })

  it('wakes nobody for a word that was due while our door was closed', () => {
    let excused = 0
    fc.assert(
      fc.property(deeds(true), (course) => {
        for (const moment of play(course)) {
          const opened = openedIn(moment)
          const closed = moment.before.beat?.closed
          if (!opened || !closed || opened.verdict.rule === 'heartbeat_failed') continue
          const { expectedAt } = opened.verdict.beat!
          if (closed.from > expectedAt || closed.to < expectedAt) continue
          excused += 1
          expect(opened.level).toBe('warning')
          expect(moment.step.state.health).toBe('unknown')
        }
      }),
      settings,
    )
    expect(excused).toBeGreaterThan(10)
  })
})
