// What is true of targets in a storm, and what follows from it: when a page is right, and by when
// an outage must have been told.
import type { Check } from '../../workers/domain/check/index.ts'
import { isHard, overlaps, type Storm, type TargetSpell } from './storm.ts'

/** A time in which detection cannot be asked for; afterwards `afterMs` more are given. */
export interface Upset {
  from: number
  to: number
  afterMs: number
}

/** The outage that a page at `at` is about: hard, seen by everybody, as long as it must be. */
export function outageBehind(storm: Storm, check: Check, at: number): TargetSpell | null {
  const found = storm.targetSpells.find((spell) => {
    if (spell.check !== check.id || spell.places || !isHard(spell.kind)) return false
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

/** Outages that must be told: long, hard, and seen by everybody. */
export function mustTell(storm: Storm, check: Check): { spell: TargetSpell; allowedMs: number }[] {
  const { intervalSeconds, patienceSeconds, timeoutMs } = check
  return storm.targetSpells.flatMap((spell) => {
    if (spell.check !== check.id || spell.places || !isHard(spell.kind)) return []
    const quickMs = intervalSeconds * 1000 + confirmMs(check) + 20_000
    const patientMs = (intervalSeconds + patienceSeconds) * 1000 + timeoutMs + 25_000
    const isTimeout = spell.kind === 'drops' || spell.kind === 'hangs'
    const allowedMs = isTimeout ? Math.max(patientMs, quickMs + timeoutMs) : quickMs
    return spell.to - spell.from >= allowedMs + 10_000 ? [{ spell, allowedMs }] : []
  })
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

/** While half of a check's own places are at fault, nothing can be asked for. */
export function placeUpsets(storm: Storm, check: Check): Upset[] {
  const own = check.locations ?? storm.places.filter((one) => one.default).map(({ id }) => id)
  const isMany = (places: string[]) =>
    own.filter((id) => places.includes(id)).length * 2 >= own.length
  return storm.placeSpells
    .filter(({ places }) => isMany(places))
    .map(({ from, to }) => ({ from, to, afterMs: 330_000 }))
}

const confirmMs = (check: Check) => check.confirmSeconds * 1000
