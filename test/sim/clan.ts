// Storms with families: a parent and its children that fall together, checks that fall at the same
// moment, maintenance, a body that shrinks, a target that flaps. Every third seed is one.
import type { Maintenance } from '../../workers/domain/config.ts'
import { type Chance, chanceOf } from './loop.ts'
import { bornAt, type Storm, type TargetSpell, tailMs, warmUpMs } from './storm.ts'

export interface Clan {
  parent: string
  children: string[]
  /** When the parent is down. */
  falls: { from: number; to: number }
  maintained: { check: string; from: number; to: number } | null
}

const isClan = (seed: number) => seed % 3 === 0

/** The storm with its family; any other seed's storm as it was. */
export function withClan(storm: Storm): Storm {
  if (!isClan(storm.seed)) return storm
  const chance = chanceOf(storm.seed + 55_555)
  const [parent, heir, orphan, fifth, ...others] = storm.checks
  if (!parent || !heir || !orphan || !fifth) return storm
  const checks = storm.checks.map((one) => {
    if (one === heir || one === orphan) return { ...one, parent: parent.id }
    if (one !== fifth) return one
    const isFlapping = chance.is(0.5)
    return isFlapping
      ? { ...one, intervalSeconds: 10, confirmSeconds: 15, recoverSeconds: 10 }
      : one
  })
  const at = warmUpMs + chance.whole(30_000, 300_000)
  const longMs = (parent.intervalSeconds + parent.confirmSeconds + 60) * 1000
  const falls = { from: at, to: at + longMs + chance.whole(0, 200_000) }
  const kind = chance.pick(['refuses', 'status', 'resets'] as const)
  const spell = (check: string, from: number, to: number): TargetSpell => {
    return { check, from, to, kind, places: null, ms: 80 }
  }
  const late = () => chance.whole(0, 3_000)
  const own: TargetSpell[] = [
    spell(parent.id, falls.from, falls.to),
    spell(heir.id, falls.from + late(), falls.to + late()),
    spell(orphan.id, falls.from + late(), falls.to + 400_000),
    ...others.map((one) => spell(one.id, falls.from + late(), falls.to + late())),
  ]
  const afterAt = falls.to + 500_000
  const isFlapping = checks[3]!.intervalSeconds === 10 && checks[3]!.recoverSeconds === 10
  const maintained = isFlapping ? null : { check: fifth.id, from: afterAt, to: afterAt + 300_000 }
  own.push(
    ...(maintained ? maintains(chance, maintained, fifth.id, spell) : flaps(fifth.id, spell)),
  )
  const shrinking = checks.slice(4).find((one) => one.type === 'http')
  if (shrinking) own.push({ ...shrinks(shrinking, afterAt), check: shrinking.id })
  // Half of the places for a while: that is neither down nor up.
  const seats = storm.places.filter((one) => one.default).map(({ id }) => id)
  const half = seats.slice(0, seats.length >> 1)
  const isCalm = ({ from, to }: { from: number; to: number }) =>
    to < afterAt - 700_000 || from > afterAt + 200_000
  if (seats.length % 2 === 0 && storm.placeSpells.every(isCalm))
    own.push({ ...spell(parent.id, afterAt, afterAt + 100_000), places: half })
  const isOver = ({ to }: TargetSpell) => to <= storm.endMs - tailMs
  const ours = new Set([parent, heir, orphan, fifth].map(({ id }) => id))
  const kept = storm.targetSpells.filter(
    (one) =>
      !ours.has(one.check) &&
      one.check !== shrinking?.id &&
      (one.to < falls.from - 600_000 || one.from > falls.to + 600_000),
  )
  const brokenAt = storm.endMs - tailMs - 200_000
  return {
    ...storm,
    checks,
    steps: [],
    placeSpells: [
      ...storm.placeSpells.filter((one) => one.to < brokenAt - 700_000),
      // Our own fault, everywhere at once: a deploy that broke every place.
      {
        kind: 'errors',
        from: brokenAt,
        to: brokenAt + 180_000,
        places: storm.places.map(({ id }) => id),
      },
    ],
    targetSpells: [...kept, ...own.filter(isOver)],
    clan: { parent: parent.id, children: [heir.id, orphan.id], falls, maintained },
  }
}

/** Down and up by turns, a minute each. */
function flaps(check: string, spell: (check: string, from: number, to: number) => TargetSpell) {
  const at = warmUpMs + 60_000
  return Array.from({ length: 8 }, (_, turn) =>
    spell(check, at + turn * 130_000, at + turn * 130_000 + 65_000),
  )
}

/** An outage that begins in a window, and outlasts it or is over shortly before its end. */
function maintains(
  chance: Chance,
  { from, to }: { from: number; to: number },
  check: string,
  spell: (check: string, from: number, to: number) => TargetSpell,
) {
  const begins = from + chance.whole(10_000, 60_000)
  const over = chance.is(0.5) ? to - chance.whole(1_000, 45_000) : from + 900_000
  return [spell(check, begins, over)]
}

function shrinks(check: Storm['checks'][number], at: number): Omit<TargetSpell, 'check'> {
  const longMs = (check.intervalSeconds * 6 + check.confirmSeconds + 120) * 1000
  return { from: at, to: at + longMs, kind: 'shrinks', places: null, ms: 80 }
}

/** The windows of a storm, as its shard is told of them. */
export function windowsOf({ clan }: Storm): Maintenance[] {
  if (!clan?.maintained) return []
  const { check, from, to } = clan.maintained
  return [{ id: 'm1', startsAt: bornAt + from, endsAt: bornAt + to, checks: [check] }]
}
