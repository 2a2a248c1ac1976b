// Incidents about what ends on a day, beside health (verdict.md F29): a domain, a certificate. Told
// in two levels as the day comes near; each turn takes two rounds that agree, so that one odd
// answer neither tells nor takes back anything.
import { type Incident, type Level, levels, type Verdict } from '../incident.ts'
import type { ExpiryReading, Observation } from '../observation.ts'
import type { Round } from '../round.ts'
import type { Draft } from './draft.ts'
import { addEvent, openNew, raise, resolve } from './incidents.ts'
import { secondReadingMs } from './numbers.ts'
import { agreement } from './pool.ts'
import type { CheckState, Expiry, ExpiryStage } from './state.ts'

const dayMs = 86_400_000

/** How near its end something is at `now`: not yet worth a word (null), or a level and why. A fault
 *  is as loud as the last days. */
export function stageOf(reading: ExpiryReading, now: number): ExpiryStage | null {
  const { group, endsAt, fault, infoDays, warningDays } = reading
  if (fault) return { level: 'warning', reason: fault }
  if (endsAt === null) return null
  if (endsAt <= now) return { level: 'warning', reason: `${group}_expired` }
  const daysLeft = (endsAt - now) / dayMs
  if (daysLeft > Math.max(infoDays, warningDays)) return null
  return { level: daysLeft <= warningDays ? 'warning' : 'info', reason: `${group}_expires` }
}

/** Takes in what the places of a round read, and tells the turns that two rounds agree on. */
export function followExpiry(draft: Draft, round: Round): void {
  for (const group of ['certificate', 'domain'] as const) {
    const read = round.observations.filter((one) => one.expiry?.group === group) as Read[]
    if (read.length > 0) follow(draft, round, group, read)
  }
}

type Read = Observation & { expiry: ExpiryReading }

const rankOf = (stage: { level: Level } | null) =>
  stage === null ? -1 : levels.indexOf(stage.level)

function follow(draft: Draft, round: Round, group: Expiry['group'], read: Read[]): void {
  const { state, world } = draft
  const open = state.open[group]
  const told = open ? stageTold(open) : null
  const before = state.expiries?.[group]
  const { one, stage } = agreed(read, told, world.now)
  const expiry: Expiry = { ...one.expiry, readAt: one.at, location: one.location }
  state.expiries = { ...state.expiries, [group]: expiry }
  if (isSame(stage, told) && open) {
    // The days go down, and the words with them; that is no event.
    state.open[group] = { ...open, verdict: verdictOf(draft, expiry, stage!) }
  }
  if (group === 'certificate') {
    const { isTurn, since, kept } = agreement(before, stage, told, round)
    Object.assign(expiry, kept)
    if (isTurn) turn(draft, expiry, stage, since)
    return
  }
  if (isSame(stage, told)) return
  const wanted = before?.wanted
  const isAgain = wanted && wanted.round < round.number && isSame(wanted.stage, stage)
  const since = isAgain ? wanted.since : round.startedAt
  if (isAgain) turn(draft, expiry, stage, since)
  else expiry.wanted = { stage, since, round: round.number }
}

/** What most places read: worse than what was told when a strict majority reads at least that, or
 *  better when a strict majority reads at most that; otherwise as it was. */
function agreed(
  read: Read[],
  told: ExpiryStage | null,
  now: number,
): { one: Read; stage: ExpiryStage | null } {
  const all = read.map((one) => ({ one, stage: stageOf(one.expiry, now) }))
  const rising = all.toSorted((a, b) => rankOf(a.stage) - rankOf(b.stage))
  const middle = rising.length >> 1
  const most = rising[middle]!
  const least = rising[rising.length - 1 - middle]!
  if (rankOf(least.stage) >= rankOf(told)) return least
  if (rankOf(most.stage) <= rankOf(told)) return most
  return { one: most.one, stage: told }
}

const isSame = (a: ExpiryStage | null, b: ExpiryStage | null) =>
  a?.level === b?.level && a?.reason === b?.reason

/** The stage an open incident was told with. */
function stageTold({ level, verdict }: Incident): ExpiryStage {
  return { level, reason: verdict.reason } as ExpiryStage
}

function turn(draft: Draft, expiry: Expiry, stage: ExpiryStage | null, since: number): void {
  const { state, world } = draft
  const { group } = expiry
  const open = state.open[group]
  if (!stage) {
    if (open) resolve(draft, open, 'recovered', { until: since })
    return
  }
  const verdict = verdictOf(draft, expiry, stage)
  verdict.decidedAfterMs = Math.max(0, Math.round(world.now - since))
  const { level } = stage
  if (!open) {
    openNew(draft, group, level, since, verdict)
    return
  }
  const turned = { ...open, level, verdict }
  const more = rankOf(stage) - rankOf(open)
  if (more > 0) raise(draft, turned, since)
  else addEvent(draft, turned, more < 0 ? 'lowered' : 'updated', { verdict, since })
}

function verdictOf(draft: Draft, expiry: Expiry, { reason }: ExpiryStage): Verdict {
  const { of, by, endsAt, states } = expiry
  const verdict: Verdict = {
    v: 1,
    rule: 'expiry',
    asked: [],
    fail: [],
    pass: [],
    abstained: [],
    networks: [],
    networksFailing: [],
    crossChecked: true,
    reason,
    of,
  }
  if (by !== undefined) verdict.by = by
  if (states?.length) verdict.states = states
  if (endsAt !== null) {
    verdict.endsAt = endsAt
    verdict.daysLeft = Math.floor(((endsAt - draft.world.now) / dayMs) * 10) / 10
  }
  return verdict
}

/** When a turn that one round wants shall be asked again; null: nothing is in doubt. */
export function secondReadingAt({ expiries, engine }: CheckState): number | null {
  const doubts = Object.values(expiries ?? {}).filter((one) => one.wanted)
  return doubts.length === 0 ? null : engine.lastDecidedAt + secondReadingMs
}
