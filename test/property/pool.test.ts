// Certificates of a pool of servers, met by chance: an end that is near is told, and neither told
// nor taken back at every reading.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreement } from '../../workers/domain/verdict/pool.ts'
import type { Expiry, ExpiryStage } from '../../workers/domain/verdict/state.ts'
import { luck } from './luck.ts'

const settings = luck(300, 20_261_124)
const near: ExpiryStage = { level: 'warning', reason: 'certificate_expires' }
const soon: ExpiryStage = { level: 'info', reason: 'certificate_expires' }
const over: ExpiryStage = { level: 'warning', reason: 'certificate_expired' }

/** Reads one after the other; answers what was told, and at which reading. */
function read(stages: (ExpiryStage | null)[]) {
  const turns: { at: number; told: ExpiryStage | null; since: number }[] = []
  let told: ExpiryStage | null = null
  let before: Expiry | undefined
  for (const [index, stage] of stages.entries()) {
    const round = { number: index + 1, startedAt: index }
    const { isTurn, since, kept } = agreement(before, stage, told, round)
    before = { ...kept } as Expiry
    if (!isTurn) continue
    told = stage
    turns.push({ at: index, told, since })
  }
  return turns
}

const many = <T>(count: number, one: T) => Array.from({ length: count }, () => one)
const pool = (share: number) =>
  fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 600, maxLength: 600 })
    .map((chances) => chances.map((one) => (one < share ? near : null)))

describe('a pool of servers', () => {
  it.each([0.2, 0.5, 0.8])('of which %f are near their end is told, and seldom again', (share) => {
    fc.assert(
      fc.property(pool(share), (stages) => {
        const turns = read(stages)
        expect(turns.length).toBeGreaterThan(0)
        expect(turns.filter((one) => one.told !== null).length).toBeLessThanOrEqual(8)
      }),
      settings,
    )
  })

  it('tells nothing of one odd reading among three good ones', () => {
    const odd = fc.array(fc.nat({ max: 3 }).map((at) => at === 0))
    fc.assert(
      fc.property(odd, (rows) => {
        const stages = rows.flatMap((isOdd) => [isOdd ? near : null, null, null, null])
        expect(read(stages)).toEqual([])
      }),
      settings,
    )
  })

  it('that is renewed is told as such, whatever was before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(near, soon, over, null), { maxLength: 80 }),
        (stages) => {
          const turns = read([...stages, ...many(48, null)])
          expect(turns.at(-1)?.told ?? null).toBeNull()
        },
      ),
      settings,
    )
  })

  it('turns only to what was read twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(near, soon, over, null), { maxLength: 80 }),
        (stages) => {
          for (const { at, told, since } of read(stages)) {
            expect(since).toBeLessThan(at)
            const read = stages.slice(since, at + 1).filter((one) => one?.reason === told?.reason)
            expect(read.length).toBeGreaterThan(1)
          }
        },
      ),
      settings,
    )
  })
})

it('each turn in its time', () => {
  const course = [...many(3, null), ...many(3, soon), ...many(3, near), ...many(3, over)]
  expect(read([...course, ...many(7, null)])).toEqual([
    { at: 4, told: soon, since: 3 },
    { at: 7, told: near, since: 6 },
    { at: 10, told: over, since: 9 },
    { at: 17, told: null, since: 12 },
  ])
})
