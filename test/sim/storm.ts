// What a seed makes of the world: places, checks, and everything that will go wrong with targets,
// places, receivers, the archive and the shard itself. The whole truth, known beforehand.
import { commonDefaults } from '../../workers/domain/check/check-fields.ts'
import type { Check } from '../../workers/domain/check/index.ts'
import { resolveCheck } from '../../workers/domain/check/index.ts'
import type { Location } from '../../workers/domain/location.ts'
import type { Clan } from './clan.ts'
import { type Chance, chanceOf } from './loop.ts'
import type { Refusals } from './refusal.ts'

export const workspace = 'acme00000001'
/** Wall clock at virtual time zero. */
export const bornAt = Date.UTC(2026, 10, 24, 2, 0, 0)
export const warmUpMs = 400_000
export const tailMs = 1_100_000

export const hardKinds = ['refuses', 'status', 'resets', 'drops', 'hangs'] as const
export type TargetKind =
  | (typeof hardKinds)[number]
  | 'slow'
  | 'late'
  | 'redirects'
  | 'limits'
  | 'shrinks'
  | 'forbids'
  | 'challenges'
  | 'unroutable'
export type PlaceKind = 'sick' | 'cut' | 'silent' | 'stuck' | 'late' | 'breaks' | 'errors'
export type ReceiverKind = 'fails' | 'hangs' | 'refuses' | 'loses'

export interface Spell<Kind> {
  from: number
  to: number
  kind: Kind
}
export interface TargetSpell extends Spell<TargetKind> {
  check: string
  /** Places that see it; null: everybody. */
  places: string[] | null
  /** How long an answer takes, when it comes. */
  ms: number
}
export interface PlaceSpell extends Spell<PlaceKind> {
  places: string[]
}
export interface Kill {
  at: number
  /** Dropped between two moments, or before or after its nth call of the world from then on. */
  how: 'between' | 'before' | 'after'
  calls: number
  deadMs: number
}
export type Hand = { at: number; check: string; act: 'acknowledge' | 'remove' | 'pause' | 'edit' }

export interface Storm {
  seed: number
  endMs: number
  places: (Location & { default: boolean; ms: number })[]
  checks: Check[]
  channels: ('ops' | 'boss')[]
  targetSpells: TargetSpell[]
  placeSpells: PlaceSpell[]
  receiverSpells: Spell<ReceiverKind>[]
  archiveSpells: Spell<'away'>[]
  kills: Kill[]
  steps: { at: number; ms: number }[]
  hands: Hand[]
  hasCron: boolean
  /** A family, maintenance and the like: see `clan.ts`. */
  clan?: Clan
  /** A storm of refusals: see `refusal.ts`. */
  refusals?: Refusals
}

/** The storm of a seed. */
export function stormOf(seed: number, minutes: number): Storm {
  const chance = chanceOf(seed)
  const endMs = minutes * 60_000
  const places = placesOf(chance)
  const checks = checksOf(chance, places)
  const calm = { from: warmUpMs, to: endMs - tailMs }
  const placeSpells = placeSpellsOf(chance, places, calm)
  const hasCron = chance.is(0.5)
  return {
    seed,
    endMs,
    places,
    checks,
    channels: ['ops', 'boss'],
    placeSpells,
    targetSpells: checks.flatMap((check) =>
      targetSpellsOf(chance, check, places, calm, placeSpells),
    ),
    receiverSpells: spells(chance, calm, 600_000, 400_000, [
      'fails',
      'hangs',
      'refuses',
      'loses',
    ] as const),
    archiveSpells: spells(chance, calm, 900_000, 900_000, ['away'] as const),
    kills: killsOf(chance, calm),
    steps: chance.is(0.5)
      ? Array.from({ length: chance.whole(1, 2) }, () => ({
          at: chance.whole(calm.from, calm.to),
          ms: chance.is(0.5) ? chance.whole(1_000, 120_000) : -chance.whole(500, 45_000),
        })).sort((a, b) => a.at - b.at)
      : [],
    hands: handsOf(chance, checks, calm),
    hasCron,
  }
}

interface Span {
  from: number
  to: number
}

function placesOf(chance: Chance): Storm['places'] {
  const count = chance.whole(3, 8)
  const networks = chance.whole(2, 3)
  const own = Math.min(count, chance.pick([3, 3, 4, 5]))
  return Array.from({ length: count }, (_, index) => ({
    id: `p${index + 1}`,
    network: `net${(index % networks) + 1}`,
    label: `place ${index + 1}`,
    default: index < own,
    ms: chance.whole(20, 250),
  }))
}

function checksOf(chance: Chance, places: Storm['places']): Check[] {
  const count = chance.whole(5, 14)
  return Array.from({ length: count }, (_, index) => {
    const facts = {
      id: `chk_${workspace}_c${index + 1}`,
      workspace,
      nowIso: '2026-11-24T00:00:00.000Z',
    }
    const isTcp = chance.is(0.2)
    const check = resolveCheck(
      isTcp
        ? { type: 'tcp', host: `db${index + 1}.example`, port: 5432 }
        : { type: 'http', url: `https://site${index + 1}.example/` },
      facts,
    )
    const isNarrow = chance.is(0.2) && places.length >= 5
    return {
      ...check,
      intervalSeconds: chance.pick([10, 20, 30, 60, 60, 60, 120, 300]),
      confirmSeconds: chance.pick([0, 15, 15, 15, 30, 60]),
      recoverSeconds: chance.pick([10, 30, 30, 60]),
      timeoutMs: chance.pick([5_000, 10_000, 10_000]),
      patienceSeconds: chance.pick([24, 24, 24, 15]),
      regionalSeconds: chance.pick([commonDefaults.regionalSeconds, 120]),
      locations: isNarrow ? [places[0]!.id, places[1]!.id] : null,
    }
  })
}

/** One fault at a time, and never of a majority, but for those that a place itself knows of. */
function placeSpellsOf(chance: Chance, places: Storm['places'], calm: Span): PlaceSpell[] {
  const kinds = [
    'sick',
    'sick',
    'cut',
    'cut',
    'silent',
    'stuck',
    'late',
    'breaks',
    'errors',
  ] as const
  const found = spells(chance, calm, 700_000, 500_000, kinds)
  return found.map((spell) => {
    const isMany = spell.kind === 'cut' && chance.is(0.7)
    const first = chance.pick(places)
    const isNetwork = chance.is(0.5)
    const together = places.filter((one) => (one.network === first.network) === isNetwork)
    return { ...spell, places: isMany ? together.map((one) => one.id) : [first.id] }
  })
}

function targetSpellsOf(
  chance: Chance,
  check: Check,
  places: Storm['places'],
  calm: Span,
  placeSpells: PlaceSpell[],
): TargetSpell[] {
  const out: TargetSpell[] = []
  let at = calm.from + chance.whole(0, 900_000)
  const { intervalSeconds, confirmSeconds } = check
  while (at < calm.to) {
    const what = chance.pick(['outage', 'outage', 'blip', 'slow', 'redirects', 'partial', 'limits'])
    const hard = chance.pick(hardKinds)
    const longMs = (confirmSeconds + intervalSeconds + 30) * 1000 + chance.whole(0, 300_000)
    const one = { check: check.id, from: at, to: at + longMs, places: null, ms: 80 }
    if (what === 'outage') {
      const isHanging = hard === 'hangs' || hard === 'drops'
      out.push({ ...one, kind: hard, to: one.to + (isHanging ? 90_000 : 0) })
    } else if (what === 'blip') {
      const kind = chance.pick(['refuses', 'status', 'resets'] as const)
      const ms = chance.whole(500, Math.max(600, confirmSeconds * 900))
      out.push({ ...one, kind, to: at + ms })
      // A second one soon, with our own silence between them (course 15).
      if (chance.is(0.4))
        out.push({ ...one, kind, from: at + ms + 20_000, to: at + 2 * ms + 20_000 })
    } else if (what === 'slow') {
      const isLate = chance.is(0.4) && check.patienceSeconds === 24
      const ms = isLate ? chance.whole(14_000, 22_000) : chance.whole(1_500, 4_500)
      out.push({
        ...one,
        kind: isLate ? 'late' : 'slow',
        ms,
        to: at + chance.whole(60, 900) * 1000,
      })
    } else if (what === 'partial') {
      const spell = { ...one, kind: chance.pick(['refuses', 'resets'] as const) }
      const own = places.filter((place) => place.default)
      const isClear = !placeSpells.some((two) => overlaps(two, spell, 400_000))
      if (isClear && !check.locations) out.push({ ...spell, places: [chance.pick(own).id] })
    } else if (check.type === 'http') {
      out.push({ ...one, kind: what === 'limits' ? 'limits' : 'redirects' })
    }
    at = Math.max(at, ...out.map((two) => two.to)) + chance.whole(300_000, 1_500_000)
  }
  return out.filter((spell) => spell.to <= calm.to)
}

function spells<Kind>(
  chance: Chance,
  calm: Span,
  apartMs: number,
  lengthMs: number,
  kinds: readonly Kind[],
): Spell<Kind>[] {
  const out: Spell<Kind>[] = []
  let at = calm.from + chance.whole(0, apartMs * 2)
  while (at < calm.to) {
    const to = Math.min(calm.to, at + chance.whole(2_000, lengthMs))
    out.push({ from: at, to, kind: chance.pick(kinds) })
    at = to + apartMs + chance.whole(0, apartMs)
  }
  return out
}

function killsOf(chance: Chance, calm: Span): Kill[] {
  const count = chance.whole(0, 8)
  return Array.from({ length: count }, () => ({
    at: chance.whole(calm.from, calm.to),
    how: chance.pick(['between', 'before', 'after'] as const),
    calls: chance.whole(1, 60),
    deadMs: chance.is(0.5) ? 0 : chance.whole(100, 40_000),
  })).sort((a, b) => a.at - b.at)
}

function handsOf(chance: Chance, checks: Check[], calm: Span): Hand[] {
  const count = chance.whole(0, 3)
  return Array.from({ length: count }, (_, index) => ({
    at: chance.whole(calm.from, calm.to),
    check: checks[index]!.id,
    act: chance.pick(['acknowledge', 'remove', 'pause', 'edit'] as const),
  })).sort((a, b) => a.at - b.at)
}

export const overlaps = (a: Span, b: Span, slackMs = 0) =>
  a.from < b.to + slackMs && b.from < a.to + slackMs

export const isHard = (kind: TargetKind): kind is (typeof hardKinds)[number] =>
  hardKinds.some((one) => one === kind)
