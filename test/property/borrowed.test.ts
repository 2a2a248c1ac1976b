// Laws of borrowed places, over targets and lenders that chance makes: one that never answers changes
// nothing, none makes an outage by itself, and none is asked while all is calm.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Location } from '../../workers/domain/location.ts'
import { type Cast, driverOf } from '../stories/driver.ts'
import type { Behaviour, Segment } from '../stories/target.ts'
import { luck } from './luck.ts'

const startAt = Date.UTC(2026, 10, 24, 2, 0, 0)
const minute = 60_000
const settings = luck(60, 20_261_129)

const well: Behaviour = { kind: 'answers', ms: 80 }
const ill = fc.constantFrom<Behaviour>(
  { kind: 'refuses' },
  { kind: 'resets' },
  { kind: 'status', status: 503, ms: 80 },
  { kind: 'loses', share: 0.4 },
)
const names = ['one', 'two', 'three']
const owns = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('home', 'fibre'))
  .map(([count, second]): Location[] =>
    names.slice(0, count).map((id, index) => {
      return { id, label: id, network: index === 0 ? 'home' : second }
    }),
  )
const lender: Location = { id: 'hosted', label: 'hosted', network: 'cloudflare', borrowed: true }

/** Ten minutes of calm, then up to three spells in which some or all of one's own places fail. */
const spells = fc
  .array(
    fc.record({
      calmMinutes: fc.integer({ min: 4, max: 12 }),
      illSeconds: fc.integer({ min: 3, max: 400 }),
      who: fc.constantFrom<'all' | string[]>('all', ['one'], ['one', 'two']),
      behaviour: ill,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => {
    const segments: Segment[] = [{ from: startAt, places: 'all', checks: 'all', behaviour: well }]
    let at = startAt + 10 * minute
    for (const { calmMinutes, illSeconds, who, behaviour } of list) {
      segments.push({ from: at, places: who, checks: 'all', behaviour })
      at += illSeconds * 1000
      segments.push({ from: at, places: 'all', checks: 'all', behaviour: well })
      at += calmMinutes * minute
    }
    return { segments, until: at + 15 * minute }
  })

const checks = fc.record({
  intervalSeconds: fc.constantFrom(10, 30, 60),
  confirmSeconds: fc.constantFrom(0, 15, 30),
})

function played(cast: Omit<Cast, 'checks' | 'seed' | 'own'>, own: number, until: number) {
  const driver = driverOf({ ...cast, own, checks: 1, seed: 7 }, startAt)
  driver.run(until)
  return driver
}

/** What was told, in its order; and when, to the second. */
const toldBy = ({ told }: ReturnType<typeof played>) =>
  told.map((one) => `${one.event} ${one.kind} ${one.level}`)

describe('a borrowed place', () => {
  it('that never answers changes nothing that is told', () => {
    let downs = 0
    fc.assert(
      fc.property(
        owns,
        spells,
        checks,
        fc.boolean(),
        (own, { segments, until }, given, isSpent) => {
          const gone: Behaviour = isSpent ? { kind: 'spent' } : { kind: 'silent' }
          const away = segments.flatMap((one): Segment[] => [
            one,
            { from: one.from, places: ['hosted'], checks: 'all', behaviour: gone },
          ])
          const cast = { settings: given, segments: away }
          const without = toldBy(played({ ...cast, locations: own }, own.length, until))
          const withIt = toldBy(played({ ...cast, locations: [...own, lender] }, own.length, until))
          downs += without.filter((one) => one.startsWith('opened down')).length
          // Chance is met by the order of probes: what is lost at random may differ.
          const isChance = segments.some(({ behaviour }) => behaviour.kind === 'loses')
          if (!isChance) expect(withIt).toEqual(without)
        },
      ),
      settings,
    )
    expect(downs).toBeGreaterThan(10)
  })

  it('that reaches the target keeps a single network from being an outage', () => {
    let torn = 0
    fc.assert(
      fc.property(owns, spells, checks, (own, { segments, until }, given) => {
        const reaching = segments.flatMap((one): Segment[] => [
          one,
          { from: one.from, places: ['hosted'], checks: 'all', behaviour: well },
        ])
        const home = own.map((one) => ({ ...one, network: 'home' }))
        const cast = { settings: given, segments: reaching, locations: [...home, lender] }
        const told = toldBy(played(cast, own.length, until))
        expect(told.filter((one) => one.includes(' down '))).toEqual([])
        torn += told.length
      }),
      settings,
    )
    expect(torn).toBeGreaterThan(10)
  })

  it('is asked once in the calm, and by its own failure alone never again', () => {
    fc.assert(
      fc.property(owns, checks, ill, (own, given, behaviour) => {
        const from = startAt + 10 * minute
        const segments: Segment[] = [
          { from: startAt, places: 'all', checks: 'all', behaviour: well },
          { from, places: ['hosted'], checks: 'all', behaviour },
        ]
        const cast = { settings: given, segments, locations: [...own, lender] }
        const driver = played(cast, own.length, startAt + 180 * minute)
        expect(driver.told).toEqual([])
        expect(driver.actors[0]!.lent).toBe(1)
      }),
      settings,
    )
  })
})
