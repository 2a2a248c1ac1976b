// Storms under a policy: steps that come later, repeats until somebody acknowledges, quiet hours that
// last for the whole storm, and hands that acknowledge early. Some seeds are such.
import type { Policy } from '../../workers/domain/config.ts'
import type { Delivery } from '../../workers/domain/delivery.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { readStage } from '../../workers/domain/policy.ts'
import { leaseMs } from '../../workers/flow/deliver.ts'
import { policyWith, workspace } from '../fakes/telling.ts'
import type { judgeOf } from './judge.ts'
import type { Storm } from './storm.ts'

const everyMinutes = 3
const acknowledgedAfterMs = 120_000
const slackMs = 60_000

/** Those that are not of a clan, and in which nobody sets the clock. */
export const isRuled = (storm: Storm): boolean =>
  storm.seed % 3 !== 0 && !storm.clan && storm.steps.length === 0

/** The storm with somebody who acknowledges every third outage early. */
export function withRule(storm: Storm): Storm {
  if (!isRuled(storm)) return storm
  const early = storm.targetSpells
    .filter((_, index) => index % 3 === 0)
    .map(({ check, from }) => ({
      at: from + acknowledgedAfterMs,
      check,
      act: 'acknowledge' as const,
    }))
  return { ...storm, hands: [...storm.hands, ...early].sort((a, b) => a.at - b.at) }
}

/** The policies of a storm's workspace; null: the usual one. */
export function policiesOf(storm: Storm): Policy[] | null {
  if (!isRuled(storm)) return null
  const every = ['info', 'warning', 'critical'] as const
  const steps: Policy['steps'] = [
    { afterMinutes: 0, channels: 'all', levels: [...every] },
    { afterMinutes: 2, channels: [`chn_${workspace}_boss`], levels: [...every] },
  ]
  // As long as there are hours: but for one minute of the day.
  const quietHours = { from: '12:01', to: '12:00', timeZone: 'UTC', levels: ['warning' as const] }
  return [policyWith({ steps, repeat: { everyMinutes, times: 2 }, quietHours })]
}

/** A step that came up was told although somebody had acknowledged before it left. */
export function isToldOn(delivery: Delivery, incident: Incident, now: number): boolean {
  const { step, begun, leasedUntil } = delivery
  const { acknowledgedAt, acknowledgedLevel, level } = incident
  if (step === 0 || begun > 1 || acknowledgedAt === null) return false
  const leftAt = leasedUntil === null ? now : leasedUntil - leaseMs
  return (
    (acknowledgedLevel === 'critical' || acknowledgedLevel === level) && leftAt > acknowledgedAt
  )
}

/** What ended with its incident or its acknowledgement before it came up. */
export function mayBeDropped(storm: Storm, { why, step, waitsFor }: Delivery): boolean {
  const isEnd = why === 'acknowledged' || why === 'resolved' || why === 'over'
  return isRuled(storm) && isEnd && (step > 0 || waitsFor !== undefined)
}

/** Every step was told again of what stayed critical, and nobody acknowledged. */
export function toldAgain(storm: Storm, { ledger, breaks }: ReturnType<typeof judgeOf>): void {
  if (!isRuled(storm)) return
  for (const { incident, openedAt, endedAt } of ledger.incidents.values()) {
    const dueAt = openedAt + everyMinutes * 60_000 + slackMs
    const [opened, ...later] = incident.events
    const isPlain =
      opened?.level === 'critical' && later.every((one) => one.at - opened.at > dueAt - openedAt)
    if (!isPlain || (endedAt !== null && endedAt < dueAt)) continue
    if (ledger.deaths.some((one) => one.from < dueAt && one.to > openedAt)) continue
    if (ledger.gone.has(incident.check ?? '')) continue
    const isAgain = [...ledger.deliveries.values()].some(
      ({ delivery }) => delivery.incident === incident.id && readStage(delivery.step).round > 0,
    )
    if (!isAgain) breaks('all steps are told again', incident.id)
  }
}
