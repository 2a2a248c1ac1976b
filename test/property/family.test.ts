// Laws of parents, over trees and courses that chance makes with the stories' driver: a child is
// silent while one above it is down, checking goes on, and what outlasts it is told.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { driverOf } from '../stories/driver.ts'
import type { Segment } from '../stories/target.ts'
import { luck } from './luck.ts'

const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
const second = 1_000
const minute = 60 * second
const settings = luck(50, 20_261_127)

const locations = ['weur', 'enam', 'oc'].map((id) => ({ id, network: id, label: id }))
const facts = fc.record({
  intervalSeconds: fc.constantFrom(10, 30, 60),
  confirmSeconds: fc.constantFrom(0, 15, 30),
  recoverSeconds: fc.constantFrom(0, 15, 30),
})
/** Who depends on whom: each check on one before it, or on nobody. */
const trees = fc.array(fc.nat({ max: 100 }), { minLength: 2, maxLength: 5 }).map((picks) =>
  picks.flatMap((pick, index) => {
    const parent = pick % (index + 1)
    return parent === 0 ? [] : [[index + 1, parent] as [number, number]]
  }),
)
type Tree = [number, number][]
const above = (tree: Tree, child: number): number[] => {
  const parent = tree.find(([one]) => one === child)?.[1]
  return parent === undefined ? [] : [parent, ...above(tree, parent)]
}

const seg = (from: number, check: number, isUp: boolean): Segment => ({
  from,
  places: 'all',
  checks: [check, check],
  behaviour: isUp ? { kind: 'answers', ms: 80 } : { kind: 'refuses' },
})

function stage(tree: Tree, checks: number, facts: object, segments: Segment[]) {
  const cast = { locations, own: 3, checks, parents: tree, settings: facts, segments, seed: 7 }
  return driverOf(cast, startAt)
}

/** When a check was verified down, by its incidents. */
function downs(driver: ReturnType<typeof stage>, check: number) {
  const { id } = driver.actors[check - 1]!.check
  return [...driver.incidents.values()]
    .filter((one) => one.check === id && one.kind === 'down')
    .map((one) => ({ from: one.openedAt, to: one.resolvedAt ?? Number.POSITIVE_INFINITY }))
}

describe('a child', () => {
  const spell = fc.record({
    check: fc.integer({ min: 1, max: 5 }),
    at: fc.integer({ min: 300, max: 2_400 }),
    long: fc.integer({ min: 2, max: 900 }),
  })
  const courses = fc.array(spell, { minLength: 1, maxLength: 8 })

  it('is never told about while one above it is down, and is asked on', () => {
    fc.assert(
      fc.property(trees, facts, courses, (tree, facts, spells) => {
        const segments = spells
          .flatMap(({ check, at, long }) => [
            seg(startAt + at * second, check, false),
            seg(startAt + (at + long) * second, check, true),
          ])
          .toSorted((a, b) => a.from - b.from)
        const driver = stage(tree, 5, facts, segments)
        driver.run(startAt + 80 * minute)
        for (const told of driver.told) {
          if (told.event === 'resolved' || told.check === null) continue
          for (const parent of above(tree, told.check)) {
            for (const { from, to } of downs(driver, parent))
              expect(from <= told.at && told.at < to).toBe(false)
          }
        }
        const least = (80 * 60) / facts.intervalSeconds
        for (const { probes } of driver.actors) expect(probes.length).toBeGreaterThan(least)
        // Whoever was told of a beginning is told of its end.
        const ends = driver.told.filter((one) => one.event === 'resolved')
        const begun = new Set(driver.told.filter((one) => one.event !== 'resolved').map(idOf))
        expect(new Set(ends.map(idOf))).toEqual(begun)
      }),
      settings,
    )
  })
  const idOf = (one: { incident: string }) => one.incident

  const fall = fc.record({
    lateMs: fc.integer({ min: 0, max: 3 * second }),
    long: fc.integer({ min: 3, max: 10 }),
    after: fc.integer({ min: 4, max: 10 }),
  })

  it('that is still down when its parent is up again is told then, once', () => {
    fc.assert(
      fc.property(facts, fall, (facts, { lateMs, long, after }) => {
        const at = startAt + 10 * minute
        const back = at + long * minute
        const end = back + after * minute
        const segments = [
          seg(at, 1, false),
          seg(at + lateMs, 2, false),
          seg(back, 1, true),
          seg(end, 2, true),
        ]
        const driver = stage([[2, 1]], 2, facts, segments)
        driver.run(end + 10 * minute)
        const theirs = driver.told.filter((one) => one.check === 2)
        expect(theirs.map((one) => one.event)).toEqual(['opened', 'resolved'])
        const [told] = theirs
        expect(told!.at).toBeGreaterThanOrEqual(back)
        // Its parent's recovery is verified, then it is asked anew.
        const paceMs = Math.min(facts.intervalSeconds, 30) * second
        expect(told!.at).toBeLessThanOrEqual(back + paceMs + (facts.recoverSeconds + 10) * second)
      }),
      settings,
    )
  })

  it('that comes back with its parent is never spoken of', () => {
    fc.assert(
      fc.property(facts, fall, fc.nat({ max: 5 }), (facts, { lateMs, long }, backSeconds) => {
        const at = startAt + 10 * minute
        const back = at + long * minute
        // Later than its parent by less than that one's recovery is verified for.
        const laterMs = Math.min(backSeconds, facts.recoverSeconds) * second
        const segments = [
          seg(at, 1, false),
          seg(at + lateMs, 2, false),
          seg(back, 1, true),
          seg(back + laterMs, 2, true),
        ]
        const driver = stage([[2, 1]], 2, facts, segments)
        driver.run(back + 20 * minute)
        expect(driver.told.map((one) => [one.check, one.event])).toEqual([
          [1, 'opened'],
          [1, 'resolved'],
        ])
        const own = [...driver.incidents.values()].filter((one) => one.check?.endsWith('_c2'))
        for (const { resolvedAt } of own) expect(resolvedAt).not.toBeNull()
      }),
      settings,
    )
  })

  it('that falls alone is told as soon as if it had no parent, but for asking that one', () => {
    fc.assert(
      fc.property(facts, fc.nat({ max: 60 }), (facts, offset) => {
        const at = startAt + 10 * minute + offset * second
        const alone = stage([], 2, facts, [seg(at, 2, false)])
        const child = stage([[2, 1]], 2, facts, [seg(at, 2, false)])
        for (const driver of [alone, child]) driver.run(at + 5 * minute)
        const [a, b] = [alone, child].map((driver) => driver.told[0]!.at)
        expect(child.told).toHaveLength(1)
        expect(b! - a!).toBeLessThanOrEqual(1 * second)
      }),
      settings,
    )
  })

  it('that passes wherever it is still seen pages nobody, and one that fails there is told', () => {
    const spares = [
      { id: 'eeur', network: 'weur', label: 'eeur' },
      { id: 'wnam', network: 'enam', label: 'wnam' },
    ]
    const seen = ['enam', 'wnam']
    const lost = ['weur', 'oc', 'eeur']
    // Before a recovery could be sure.
    const moments = fc.record({
      cutMs: fc.integer({ min: -30 * second, max: 2 * second }),
      kind: fc.constantFrom('cut off' as const, 'breaks' as const),
    })
    fc.assert(
      fc.property(facts, moments, (facts, { cutMs, kind }) => {
        const back = startAt + 20 * minute
        const segments: Segment[] = [
          { from: startAt + 10 * minute, places: 'all', checks: 'all', behaviour: refuses },
          { from: back + cutMs, places: lost, checks: 'all', behaviour: { kind } },
          { from: back, places: seen, checks: [1, 2], behaviour: { kind: 'answers', ms: 80 } },
        ]
        const driver = driverOf(
          {
            locations: [...locations, ...spares],
            own: 3,
            checks: 3,
            parents: [
              [2, 1],
              [3, 1],
            ],
            settings: facts,
            segments: segments.toSorted((a, b) => a.from - b.from),
            seed: 7,
          },
          startAt,
        )
        driver.run(back + 10 * minute)
        const pages = driver.told.filter((one) => one.level === 'critical')
        expect(pages.filter((one) => one.check === 2)).toEqual([])
        const theirs = driver.told.filter((one) => one.check === 3)
        expect(theirs.map((one) => one.event)).not.toContain('resolved')
        expect(theirs[0]!.at).toBeLessThanOrEqual(back + 4 * minute)
      }),
      settings,
    )
  })
  const refuses = { kind: 'refuses' as const }

  it('that came back and then fails at one of two places alone pages nobody', () => {
    const moment = fc.record({
      behindMs: fc.integer({ min: 0, max: 30 * second }),
      failsAfterMs: fc.integer({ min: 0, max: 70 * second }),
    })
    fc.assert(
      fc.property(facts, moment, (facts, { behindMs, failsAfterMs }) => {
        const at = startAt + 10 * minute
        const back = at + 10 * minute
        // Later than its parent by no more than that one's recovery is verified for.
        const childBack = back + Math.min(behindMs, facts.recoverSeconds * second)
        const segments: Segment[] = [
          { from: at, places: 'all', checks: 'all', behaviour: refuses },
          seg(back, 1, true),
          seg(childBack, 2, true),
          { from: childBack + failsAfterMs, places: ['enam'], checks: [2, 2], behaviour: refuses },
        ]
        const cast = {
          locations: locations.slice(0, 2),
          own: 2,
          checks: 2,
          settings: facts,
          seed: 7,
        }
        const driver = driverOf({ ...cast, parents: [[2, 1]], segments }, startAt)
        driver.run(back + 20 * minute)
        const theirs = driver.told.filter((one) => one.check === 2)
        expect(theirs.filter(({ level }) => level === 'critical')).toEqual([])
        // What stays is told as what it is.
        expect(theirs.map(({ kind }) => kind)).toEqual(['regional'])
      }),
      settings,
    )
  })
})
