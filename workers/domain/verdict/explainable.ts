// The verdict in figures: who was asked, who failed, why, and for how long. Every sentence about
// an incident is made from this record.
import type { Verdict } from '../incident.ts'
import type { Fail } from '../observation.ts'
import type { Draft } from './draft.ts'
import type { Run } from './memory.ts'
import { medianOf, slowAfterOf } from './slow.ts'
import type { Ballot } from './speak.ts'

/** The record of a decision by `rule`, from the round that decided and what led to it. */
export function verdictOf(draft: Draft, ballot: Ballot, rule: string, run: Run | null): Verdict {
  const { engine, world } = draft
  const { fail, pass, asked, networks, networksFailing, unknown, blocked, missing, measuring } =
    ballot
  const counted = new Set(asked.map((one) => one.id))
  const verdict: Verdict = {
    v: 1,
    rule: rule === 'majority' && asked.length === 1 ? 'one_location' : rule,
    asked: asked.map((one) => one.id),
    fail: fail.map((one) => one.location),
    pass,
    abstained: [
      ...[...unknown, ...blocked].map(({ location, reason }) => ({ location, reason })),
      ...missing
        .filter((location) => counted.has(location))
        .map((location) => ({
          location,
          reason: measuring.includes(location) ? 'still_measuring' : 'silent',
        })),
    ],
    networks,
    networksFailing,
    crossChecked: fail.some((one) => one.proof !== 'not_cross_checked'),
    ...causeOf(draft, ballot),
  }
  if (engine.vain) verdict.patientMs = engine.vain.waitedMs
  if (run) {
    verdict.failRounds = run.rounds
    verdict.askedMs = Math.round(run.askedMs)
    verdict.decidedAfterMs = Math.max(0, Math.round(world.now - run.since))
  }
  return verdict
}

/** The reason most failing places gave; of those, the one that waited longest. */
function causeOf({ world }: Draft, ballot: Ballot): Partial<Verdict> {
  const main = mainFail(ballot.fail)
  if (!main) {
    const blocked = ballot.blocked[0]
    return blocked ? { reason: blocked.reason } : {}
  }
  const measured = main.measurement?.kind === 'notMeasured' ? undefined : main.measurement
  const cause: Partial<Verdict> = {
    reason: main.reasons[0] ?? 'status',
    phase: main.phase,
    waitedMs: main.ms,
    budgetMs: measured?.budgetMs ?? world.check.timeoutMs,
  }
  if (measured?.status !== undefined) cause.status = measured.status
  if (main.unmet) cause.unmet = main.unmet
  return cause
}

function mainFail(fails: Fail[]): Fail | null {
  const counts = new Map<string, number>()
  const reasonOf = (fail: Fail) => fail.reasons[0] ?? 'status'
  for (const fail of fails) counts.set(reasonOf(fail), (counts.get(reasonOf(fail)) ?? 0) + 1)
  let main: Fail | null = null
  for (const fail of fails) {
    const more = main ? counts.get(reasonOf(fail))! - counts.get(reasonOf(main))! : 1
    if (more > 0 || (more === 0 && main && fail.ms > main.ms)) main = fail
  }
  return main
}

/** Figures of a slow target: the median of the medians, or the late answer. */
export function slowFigures(draft: Draft, lateMs: number | null): Partial<Verdict> {
  const { engine, world } = draft
  const limits = world.voters.flatMap(({ id }) =>
    engine.places[id] ? [slowAfterOf(world.check, engine.places[id])] : [],
  )
  const slowAfterMs = medianOf(limits)
  return lateMs === null
    ? { medianMs: engine.medianMs, slowAfterMs }
    : { medianMs: lateMs, patientMs: lateMs, patientAnswered: true, slowAfterMs }
}
