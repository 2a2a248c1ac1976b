// What is true of targets in a storm, and what follows from it: when a page is right, and by when
// an outage must have been told.
import { type Check, isAsked } from '../../workers/domain/check/index.ts'
import { unwellChecksMin, verifyPaceMs } from '../../workers/domain/verdict/numbers.ts'
import { isHard, overlaps, type PlaceKind, type Storm, type TargetSpell } from './storm.ts'

/** A time in which detection cannot be asked for; afterwards `afterMs` more are given. */
export interface Upset {
  from: number
  to: number
  afterMs: number
}

/** The outage that a page at `at` is about: hard, seen by everybody, as long as it must be. Two with
 *  nothing but a death of the shard between them are one: what nobody could see breaks no run
 *  (verdict.md C13). A round under way when it dies is lost, too, and with it the pause before it. */
export function outageBehind(
  storm: Storm,
  check: Check,
  at: number,
  deaths: Upset[],
): TargetSpell | null {
  const own = storm.targetSpells.filter(
    (spell) => spell.check === check.id && !spell.places && isHard(spell.kind),
  )
  const joined = own.flatMap((first) =>
    own
      .filter(({ from }) =>
        deaths.some((one) => one.from - verifyPaceMs <= first.to && from <= one.to),
      )
      .filter(({ from }) => from > first.to)
      .map((second) => ({ ...second, from: second.from - (first.to - first.from) })),
  )
  const found = [...own, ...joined].find((spell) => {
    const isTimeout = spell.kind === 'drops' || spell.kind === 'hangs'
    const waitMs = isTimeout ? check.timeoutMs : 0
    const hasSick = storm.placeSpells.some((one) => overlaps(one, spell, 10_000))
    // A step of the clock forward may pass for asked time, up to the longest gap that counts.
    const hasStep = storm.steps.some((one) => one.ms > 0 && spell.from <= one.at && one.at <= at)
    const slackMs = 1_500 + waitMs + (hasSick ? 3_500 : 0) + (hasStep ? 6_000 : 0)
    const lagMs = check.timeoutMs + 8_000 + (spell.kind === 'hangs' ? 60_000 : 0)
    const ranMs = Math.min(at, spell.to) - spell.from
    return spell.from <= at && at <= spell.to + lagMs && ranMs >= confirmMs(check) - slackMs
  })
  return found ?? null
}

/** Whether the target gave cause for any incident lately. */
export function hasCause(storm: Storm, check: Check, at: number): boolean {
  const span = { from: at - 1_800_000, to: at }
  return storm.targetSpells.some((spell) => spell.check === check.id && overlaps(spell, span))
}

/** Whether a sick place may be taken for regional trouble: fewer checks are put to it than it must
 *  fail alone to be known as unwell (verdict.md B8). One that is in trouble itself, or was paused or
 *  removed by hand, fails nowhere alone. */
export function passesForRegional(storm: Storm, at: number): boolean {
  const isSound = (check: Check, from: number) =>
    !storm.hands.some(
      (one) => one.check === check.id && ['pause', 'remove'].includes(one.act) && one.at <= at,
    ) &&
    !storm.targetSpells.some((one) => one.check === check.id && overlaps(one, { from, to: at }))
  const asks = (check: Check, place: string) =>
    check.locations?.includes(place) ?? storm.places.some((one) => one.id === place && one.default)
  return storm.placeSpells.some(
    ({ kind, from, places }) =>
      kind === 'sick' &&
      from <= at &&
      at <= from + 1_800_000 &&
      places.some((id) => {
        const witnesses = storm.checks.filter(
          (one) => isAsked(one) && asks(one, id) && isSound(one, from),
        )
        return witnesses.length < unwellChecksMin
      }),
  )
}

const muteKinds: readonly PlaceKind[] = ['silent', 'stuck', 'late', 'breaks', 'errors']

/** Whether a place measured nothing lately: one that was sick or cut off did measure, and so did one that
 *  a target turned away. In a storm of refusals a place may have no way to all that it is asked for. */
export function mayBeMute({ placeSpells, refusals }: Storm, place: string, at: number): boolean {
  const span = { from: at - 900_000, to: at }
  const hasFault = placeSpells.some(
    (one) => one.places.includes(place) && muteKinds.includes(one.kind) && overlaps(one, span),
  )
  return hasFault || refusals !== undefined
}

/** An outage, and how long telling may take; `isHeld`: counted from its parent's recovery on. */
export interface MustTell {
  spell: TargetSpell
  allowedMs: number
  isHeld?: boolean
}

/** Outages that must be told: long, hard, and seen by everybody. */
export function mustTell(storm: Storm, check: Check): MustTell[] {
  const { intervalSeconds, patienceSeconds, timeoutMs } = check
  return storm.targetSpells.flatMap((spell) => {
    if (spell.check !== check.id || spell.places || !isHard(spell.kind)) return []
    const quickMs = intervalSeconds * 1000 + confirmMs(check) + 20_000
    const patientMs = (intervalSeconds + patienceSeconds) * 1000 + timeoutMs + 25_000
    const isTimeout = spell.kind === 'drops' || spell.kind === 'hangs'
    const holdMs = storm.clan ? 6_000 : 0
    const allowedMs = (isTimeout ? Math.max(patientMs, quickMs + timeoutMs) : quickMs) + holdMs
    const held = underParent(storm, check, spell)
    if (held) {
      // It may not have been asked before its parent was up again.
      const heldMs = Math.max(toldMs, spell.from + allowedMs - held.from)
      const isLong = held.to - held.from >= heldMs + 10_000
      return isLong ? [{ spell: held, allowedMs: heldMs, isHeld: true }] : []
    }
    return spell.to - spell.from >= allowedMs + 10_000 ? [{ spell, allowedMs }] : []
  })
}

/** A child is told within this, once its parent is up again. */
const toldMs = 60_000

/** What is left of a child's outage once its parent is up again, verified. */
function underParent(
  { clan, checks }: Storm,
  check: Check,
  spell: TargetSpell,
): TargetSpell | null {
  if (!clan?.children.includes(check.id) || !overlaps(spell, clan.falls)) return null
  const { recoverSeconds } = checks.find(({ id }) => id === clan.parent)!
  return { ...spell, from: clan.falls.to + recoverSeconds * 1000 + 45_000 }
}

/** Times in which nobody is told of a check on purpose. */
export function silences({ clan }: Storm, check: Check): Upset[] {
  const { maintained } = clan ?? {}
  if (maintained?.check !== check.id) return []
  return [{ from: maintained.from, to: maintained.to, afterMs: 15_000 }]
}

/** The latest moment an outage may be told, upsets considered; null: it ended before. */
export function tellBy(spell: TargetSpell, allowedMs: number, upsets: Upset[]): number | null {
  let from = spell.from
  for (const upset of upsets.toSorted((a, b) => a.to + a.afterMs - b.to - b.afterMs)) {
    if (upset.from <= from + allowedMs && upset.to + upset.afterMs > from) {
      from = upset.to + upset.afterMs
    }
  }
  return from + allowedMs <= spell.to ? from + allowedMs : null
}

/** Upsets that are known beforehand: receivers away, steps of the clock. */
export function knownUpsets(storm: Storm): Upset[] {
  return [
    ...storm.receiverSpells.map(({ from, to }) => ({ from, to, afterMs: 110_000 })),
    ...storm.steps.map(({ at, ms }) => ({ from: at, to: at, afterMs: Math.max(0, -ms) + 45_000 })),
  ]
}

/** While half of a check's own places are at fault, or half of all that a wide round asks, or all that
 *  stand on half of the networks, nothing can be asked for: no strict majority is left until they are known
 *  to be out. */
export function placeUpsets(storm: Storm, check: Check): Upset[] {
  const all = storm.places.map(({ id }) => id)
  const own = check.locations ?? storm.places.filter((one) => one.default).map(({ id }) => id)
  const networksOf = (places: Storm['places']) => new Set(places.map(({ network }) => network)).size
  const isMany = (places: string[]) => {
    const sound = storm.places.filter(({ id }) => !places.includes(id))
    return (
      [own, all].some((ids) => ids.filter((id) => places.includes(id)).length * 2 >= ids.length) ||
      networksOf(sound) * 2 <= networksOf(storm.places)
    )
  }
  return storm.placeSpells
    .filter(({ places }) => isMany(places))
    .map(({ from, to }) => ({ from, to, afterMs: 330_000 }))
}

const confirmMs = (check: Check) => check.confirmSeconds * 1000
