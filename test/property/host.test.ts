// Laws of what agents report, over courses made by chance: nothing that is not known moves anything,
// an open incident says what was found last, and a repeat is nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FindingLevel, HostReport } from '../../workers/domain/host/report.ts'
import {
  type HostState,
  hostHeard,
  hostPassed,
  hostTurnsMax,
  newHost,
} from '../../workers/domain/host/state.ts'
import { luck } from './luck.ts'

const settings = luck(400, 20_261_129)
const minute = 60_000
const startAt = Date.UTC(2026, 10, 29)
const levels: FindingLevel[] = ['ok', 'warning', 'critical', 'unknown']
const course = fc.array(fc.constantFrom(...levels), { minLength: 1, maxLength: 60 })

/** Reports `spacing` minutes apart, each with one finding. */
function play(course: FindingLevel[], spacing: number, twice = false) {
  let state: HostState = newHost('acme00000001', 'agt_acme00000001_db1')
  const news: string[] = []
  course.forEach((level, index) => {
    const now = startAt + index * spacing * minute
    const report: HostReport = {
      v: 1,
      seq: index + 1,
      spool: 's',
      at: now,
      findings: [{ key: '/var', level, since: now, text: level }],
      metrics: [],
      lost: 0,
    }
    for (const one of twice ? [report, report] : [report]) {
      const step = hostHeard(state, one, { now, name: 'db1' })
      state = step.state
      news.push(...step.incidents.map((it) => `${index} ${it.events.at(-1)!.kind} ${it.level}`))
    }
  })
  return { state, news }
}

describe('what an agent reports', () => {
  it('is open exactly as it was last known', () => {
    fc.assert(
      fc.property(course, (levels) => {
        // Ten minutes apart, no more than three turns fall into half an hour.
        const { state } = play(levels, 10)
        const known = levels.filter((one) => one !== 'unknown').at(-1) ?? 'ok'
        expect(state.open['/var']?.level ?? 'ok').toBe(known)
      }),
      settings,
    )
  })

  it('is the same without what is not known', () => {
    fc.assert(
      fc.property(course, (levels) => {
        const { news } = play(levels, 10)
        const kinds = news.map((one) => one.split(' ').slice(1).join(' '))
        let before: FindingLevel = 'ok'
        const wanted = levels.flatMap((level) => {
          if (level === 'unknown' || level === before) return []
          const was = before
          before = level
          if (was === 'ok') return [`opened ${level}`]
          if (level === 'ok') return [`resolved ${was}`]
          return [`${level === 'critical' ? 'raised' : 'lowered'} ${level}`]
        })
        expect(kinds).toEqual(wanted)
      }),
      settings,
    )
  })

  it('is nothing when it is repeated', () => {
    fc.assert(
      fc.property(course, fc.integer({ min: 1, max: 10 }), (levels, spacing) => {
        expect(play(levels, spacing, true)).toEqual(play(levels, spacing))
      }),
      settings,
    )
  })

  it('is told a bounded number of times, however it turns', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...levels), { maxLength: 30 }), (levels) => {
        const { news } = play(levels.length === 0 ? ['ok'] : levels, 1)
        expect(news.length).toBeLessThanOrEqual(hostTurnsMax + 2)
      }),
      settings,
    )
  })

  it('is silent once, after its grace, and well with the next word', () => {
    const { state } = play(['ok'], 1)
    const at = (seconds: number, of = state) =>
      hostPassed(of, { now: startAt + seconds * 1_000, name: 'db1' })
    expect(at(179).incidents).toEqual([])
    const late = at(180)
    expect(late.incidents.map((one) => one.kind)).toEqual(['silent'])
    expect(at(3_600, late.state).incidents).toEqual([])
  })
})
