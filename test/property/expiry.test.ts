// Laws of what ends on a day, over any readings in any order: one alone turns nothing, health and votes
// know nothing of it, and a registry is never asked in a hurry.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { domain } from '../../workers/domain/check/domain.ts'
import type { ExpiryReading, Observation } from '../../workers/domain/observation.ts'
import type { Round } from '../../workers/domain/round.ts'
import * as engine from '../../workers/domain/verdict/index.ts'
import { gentleRetryMs, secondReadingMs } from '../../workers/domain/verdict/numbers.ts'
import type { CheckState } from '../../workers/domain/verdict/state.ts'
import { locationsOf, roundsStartAt, worldOf } from '../fakes/rounds.ts'
import { luck } from './luck.ts'

const dayMs = 86_400_000
const voters = locationsOf('weur@one enam@two oc@three')
const check = {
  type: 'domain',
  intervalSeconds: 86_400,
  domain: { domain: 'shop.example', ...domain.defaults },
} as never

/** Days left, or null: the registry gave no answer. */
const readings = fc.array(fc.option(fc.constantFrom(-3, 2, 6, 20, 29, 200, 364)), { maxLength: 40 })
const settings = luck(300, 20_261_124)

interface Played {
  before: CheckState
  state: CheckState
  days: number | null
  told: string[]
  at: number
  asked: string[]
}

/** Asks as a shard would: the wanted round, or the next slot; each reads the next of `all`. */
function playAll(all: (number | null)[]): Played[] {
  let state = engine.newState(worldOf(voters, { check }).check, roundsStartAt)
  let now = roundsStartAt
  return all.map((days, index) => {
    const before = state
    const { round: wanted } = engine.wants(state, worldOf(voters, { check, now: now + 100 }))
    const slotAt = now + (index === 0 ? 0 : dayMs)
    now = wanted ? Math.min(slotAt, Math.max(now, wanted.at)) : slotAt
    const world = worldOf(voters, { check, now })
    const asked = wanted?.locations ?? engine.seats(state, world)
    const round = roundOf(asked, index + 1, now, days)
    const step = engine.judgeRound(state, round, worldOf(voters, { check, now: now + 100 }))
    state = step.state
    const told = step.incidents.map(({ events, level }) => `${events.at(-1)!.kind} ${level}`)
    return { before, state, days, told, at: now, asked }
  })
}

function roundOf(asked: string[], number: number, at: number, days: number | null): Round {
  const observations = asked.map((location): Observation => {
    const base = { location, network: 'n', at: at + 90, ms: 90 }
    if (days === null) return { ...base, kind: 'unknown', reason: 'registry_unavailable' }
    const endsAt = at + days * dayMs
    const limits = { infoDays: 30, warningDays: 7 }
    const expiry: ExpiryReading = { group: 'domain', of: 'shop.example', endsAt, ...limits }
    return { ...base, kind: 'pass', expiry }
  })
  const times = { startedAt: at, decidedAt: at + 100, lengthMs: 90 }
  return { v: 1, number, kind: 'slot', ...times, asked, observations }
}

const stageOf = (days: number) =>
  days <= 0 ? 'over' : days <= 7 ? 'warning' : days <= 30 ? 'info' : 'none'

describe('what ends on a day', () => {
  it('is told only by two readings of the same, with no other between', () => {
    let turns = 0
    fc.assert(
      fc.property(readings, (all) => {
        const played = playAll(all)
        for (const [index, { told, days }] of played.entries()) {
          if (told.length === 0) continue
          turns += 1
          const known = played.slice(0, index).filter((one) => one.days !== null)
          expect(days).not.toBeNull()
          expect(stageOf(known.at(-1)?.days ?? 999)).toBe(stageOf(days!))
        }
      }),
      settings,
    )
    expect(turns).toBeGreaterThan(50)
  })

  it('is told by two readings of the same, always', () => {
    fc.assert(
      fc.property(readings, (all) => {
        for (const { state, before, days } of playAll(all)) {
          const was = Object.values(before.expiries ?? {})[0]
          if (days === null || !was?.wanted) continue
          const stage = stageOf(days)
          const wanted = was.wanted.stage
          const isSame =
            stage === 'over'
              ? wanted?.reason === 'domain_expired'
              : wanted?.reason !== 'domain_expired' && (wanted?.level ?? 'none') === stage
          if (isSame) expect(state.open.domain?.level).toBe(wanted?.level)
        }
      }),
      settings,
    )
  })

  it('never touches health, votes or suspicion', () => {
    fc.assert(
      fc.property(readings, (all) => {
        for (const { state } of playAll(all)) {
          expect(state.open.health).toBeUndefined()
          expect(state.suspicion).toBeNull()
          expect(['up', 'unknown']).toContain(state.health)
        }
      }),
      settings,
    )
  })

  it('is asked at one place, and never in a hurry', () => {
    fc.assert(
      fc.property(readings, (all) => {
        const played = playAll(all)
        for (const [index, { at, asked, before }] of played.entries()) {
          expect(asked).toHaveLength(1)
          if (index === 0) continue
          const isDoubt = Object.values(before.expiries ?? {}).some((one) => one.wanted)
          const leastMs = isDoubt ? secondReadingMs : gentleRetryMs
          expect(at - played[index - 1]!.at).toBeGreaterThanOrEqual(leastMs)
        }
      }),
      settings,
    )
  })
})
