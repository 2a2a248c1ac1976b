// What time alone makes due for an incident that nobody acknowledged: reminders to those who were
// told, and all steps of the policy again.
import type { Channel } from './config.ts'
import type { Delivery } from './delivery.ts'
import { isCovered, isSilenced, make, type Telling, toldChannels, waitFor } from './owing.ts'
import { turnOf } from './parent.ts'
import { callsOf, planOf, policyOf, readStage, repeatsMax } from './policy.ts'
import { mutedUntil } from './silence.ts'
import { toldAt, wasTold } from './waiting.ts'

const minuteMs = 60_000

/** Reminders due now for an open, unacknowledged incident, and when to ask again (null: never,
 *  until something happens). Only channels that were told are reminded, and none in its quiet hours. */
export function remind(telling: Telling): { deliveries: Delivery[]; nextAt: number | null } {
  const { incident, config, now, previousDeliveries } = telling
  const minutes = policyOf(config, incident.check).remindEveryMinutes
  if (minutes === null || minutes <= 0 || incident.resolvedAt !== null || isCovered(incident)) {
    return { deliveries: [], nextAt: null }
  }
  if (telling.hold) return { deliveries: [], nextAt: telling.hold.until }
  const until = mutedUntil(config, incident.check, now)
  if (until !== null) return { deliveries: [], nextAt: until }
  const deliveries: Delivery[] = []
  let nextAt: number | null = null
  const note = (at: number) => {
    if (nextAt === null || at < nextAt) nextAt = at
  }
  for (const channel of toldChannels(telling)) {
    const wait = waitFor(telling, channel.id, incident.level, now)
    if (wait) {
      note(wait.until)
      continue
    }
    const theirs = previousDeliveries.filter((one) => one.channel === channel.id)
    const last = Math.max(...theirs.filter((one) => wasTold(one, now)).map(toldAt))
    // One under way is reminder enough.
    const isUnderWay = theirs.some((one) => one.state === 'pending' && one.dueAt <= now)
    const isDue = now >= last + minutes * minuteMs && !isUnderWay
    const number = theirs.filter((one) => one.event === 'reminder').length + 1
    if (isDue) deliveries.push(reminderTo(telling, channel, number))
    note((isDue || isUnderWay ? now : last) + minutes * minuteMs)
  }
  return { deliveries, nextAt }
}

/** All steps again, once their time has come and nobody has acknowledged. One that was missed is not
 *  made up for: the round under way is told. */
export function repeated(telling: Telling): Delivery[] {
  const { incident, config, now, previousDeliveries } = telling
  const policy = planOf(config, policyOf(config, incident.check), incident.level, now)
  const turn = turnOf(incident)
  if (!policy.repeat || !turn || incident.resolvedAt !== null || isSilenced(telling)) return []
  const roundOf = (one: Delivery) => readStage(one.step).round
  const firsts = previousDeliveries.filter(
    (one) => one.sequence === turn.sequence && roundOf(one) === 0,
  )
  if (firsts.length === 0) return []
  const everyMs = policy.repeat.everyMinutes * minuteMs
  const since = Math.min(...firsts.map((one) => one.createdAt))
  const round = Math.floor((now - since) / everyMs)
  if (round < 1 || round > Math.min(policy.repeat.times, repeatsMax)) return []
  const isMade = (one: Delivery) => one.createdAt >= since && roundOf(one) === round
  if (previousDeliveries.some(isMade)) return []
  // The latest word on the incident: it must not stand behind news that were told since.
  const { level, kind: incidentKind, sequence } = incident
  const event = { ...turn, level, incidentKind, sequence }
  return policy.steps.flatMap((step, index) => {
    const at = Math.max(now, since + round * everyMs + step.afterMinutes * minuteMs)
    const { isInstead } = policy
    const calls = callsOf(config, step, { index, round, level, at, isInstead })
    return calls.map((call) =>
      make(telling, event, call.channel, { stage: call.stage, dueAt: call.dueAt, call }),
    )
  })
}

function reminderTo(telling: Telling, channel: Channel, number: number): Delivery {
  const { incident, now } = telling
  const event = {
    v: 1 as const,
    sequence: incident.sequence,
    at: now,
    kind: 'updated' as const,
    level: incident.level,
    incidentKind: incident.kind,
  }
  return make(telling, event, channel, { stage: 0, dueAt: now, reminder: number })
}
