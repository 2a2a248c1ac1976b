// Steps that have not come up, after the configuration changed: told to whoever the policy, its
// schedules and the ways to people say now. What has come up stays as it was.
import { stepAt } from './alert.ts'
import { type Delivery, drop } from './delivery.ts'
import { isSilenced, make, type Telling } from './owing.ts'
import { turnOf } from './parent.ts'
import { callsOf, planOf, policyOf, readStage } from './policy.ts'
import { isWaiting, owedAtOf } from './waiting.ts'

/** Deliveries to write: waiting ones that nobody is owed any more, dropped, and those that are owed
 *  instead. Nobody is told twice: what waits already is kept. */
export function replanned(telling: Telling): Delivery[] {
  const { incident, config, now, previousDeliveries } = telling
  const turn = turnOf(incident)
  if (!turn || incident.resolvedAt !== null || isSilenced(telling)) return []
  const { level } = incident
  const { steps, isInstead } = planOf(config, policyOf(config, incident.check), level, now)
  const event = { ...turn, level: incident.level, incidentKind: incident.kind }
  const theirs = previousDeliveries.filter((one) => one.sequence === turn.sequence)
  if (theirs.length === 0) return []
  const wanted = new Map<string, Delivery>()
  const planned = new Set<number>()
  for (const [index, step] of steps.entries()) {
    const at = stepAt(telling, turn.at, step, index)
    // It has come up: whoever it called stays called. What comes instead of a policy that is off now
    // may have had its time before.
    const isPast = at <= now && !isInstead
    if (isPast || theirs.some((one) => isOf(one, index) && !isWaiting(one) && one.begun > 0)) {
      continue
    }
    planned.add(index)
    for (const call of callsOf(config, step, { index, round: 0, level, at, isInstead })) {
      const { stage, dueAt } = call
      const one = make(telling, event, call.channel, { stage, dueAt, call })
      wanted.set(one.id, one)
    }
  }
  const known = new Set(previousDeliveries.map((one) => one.id))
  const isUnwanted = (one: Delivery) => {
    const { index } = readStage(one.step)
    const isPlanned = planned.has(index) || index >= steps.length
    const isStep = one.step > 0 || one.waitsFor === 'step'
    return isOf(one, index) && isWaiting(one) && isStep && isPlanned && !wanted.has(one.id)
  }
  return [
    ...theirs
      .filter((one) => isUnwanted(one) && owedAtOf(one) > now)
      .map((one) => drop(one, 'superseded', now)),
    ...[...wanted.values()].filter((one) => !known.has(one.id)),
  ]
}

function isOf({ step }: Delivery, index: number): boolean {
  const stage = readStage(step)
  return stage.round === 0 && stage.index === index
}
