// When readings of a certificate agree well enough for a turn. Behind one name there may be many
// servers, each with its own: which one is met is chance, and must not open and close an incident
// at every reading (verdict.md F29).
import { levels } from '../incident.ts'
import * as numbers from './numbers.ts'
import type { Expiry, ExpiryStage } from './state.ts'

export interface Agreement {
  isTurn: boolean
  since: number
  /** What is kept in mind for the next reading. */
  kept: Pick<Expiry, 'wanted' | 'calm' | 'calmSince' | 'calmWanted'>
}

/** Takes in one more reading: `stage` is how near its end is, `told` what was said last. */
export function agreement(
  before: Expiry | undefined,
  stage: ExpiryStage | null,
  told: ExpiryStage | null,
  round: { number: number; startedAt: number },
): Agreement {
  const { calm = 0, calmWanted = numbers.calmReadingsMin, wanted } = before ?? {}
  const fresh = { stage, since: round.startedAt, round: round.number }
  if (isLouder(stage, told)) {
    const isAgain =
      wanted !== undefined && wanted.round < round.number && isSame(wanted.stage, stage)
    const since = isAgain ? wanted.since : round.startedAt
    return { isTurn: isAgain, since, kept: { calmWanted, ...(isAgain ? {} : { wanted: fresh }) } }
  }
  if (isSame(stage, told)) {
    const isMixed = told !== null && calm > 0
    const isSteady = told === null && calm >= numbers.calmReadingsMax
    const kept: Agreement['kept'] = {
      calm: told === null ? Math.min(calm + 1, numbers.calmReadingsMax) : 0,
      calmWanted: isMixed ? more(calmWanted) : calmWanted,
    }
    if (isSteady) kept.calmWanted = numbers.calmReadingsMin
    const rest = remembered(wanted, told)
    return { isTurn: false, since: round.startedAt, kept: { ...kept, ...rest } }
  }
  const since = calm > 0 ? (before?.calmSince ?? round.startedAt) : round.startedAt
  const isTurn = calm + 1 >= calmWanted
  // Beyond the least, the pool is known for mixed, and waiting is not hurried.
  const isHurried = calmWanted <= numbers.calmReadingsMin
  if (isTurn) return { isTurn, since, kept: { calm: 0, calmWanted: more(calmWanted) } }
  const doubt = isHurried ? { wanted: { ...fresh, since } } : {}
  return { isTurn, since, kept: { calm: calm + 1, calmSince: since, calmWanted, ...doubt } }
}

const more = (count: number) => Math.min(count * 2, numbers.calmReadingsMax)
const rankOf = (stage: ExpiryStage | null) => (stage === null ? -1 : levels.indexOf(stage.level))
const isSame = (a: ExpiryStage | null, b: ExpiryStage | null) =>
  a?.level === b?.level && a?.reason === b?.reason

/** At a higher level, or over instead of near its end. */
function isLouder(stage: ExpiryStage | null, told: ExpiryStage | null): boolean {
  const rise = rankOf(stage) - rankOf(told)
  if (rise !== 0) return rise > 0
  return stage?.reason === 'certificate_expired' && !isSame(stage, told)
}

/** A louder reading that still waits for its second. */
function remembered(wanted: Expiry['wanted'], told: ExpiryStage | null): Pick<Expiry, 'wanted'> {
  if (!wanted || !isLouder(wanted.stage, told)) return {}
  const missed = (wanted.missed ?? 0) + 1
  return missed > numbers.louderMissedMax ? {} : { wanted: { ...wanted, missed } }
}
