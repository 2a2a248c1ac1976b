// Steps that come up while nobody is to be told, by maintenance or a silence: they wait on until it
// is over, and come back when it is ended early.
import type { Delivery } from './delivery.ts'
import { isWaiting, owedAtOf } from './waiting.ts'

/** Waiting deliveries that would be due, put off until their mute is over. */
export function putOff(
  deliveries: readonly Delivery[],
  untilOf: (one: Delivery) => number | null,
  now: number,
): Delivery[] {
  return deliveries
    .filter((one) => isWaiting(one) && one.dueAt <= now)
    .flatMap((one) => {
      const until = untilOf(one)
      if (until === null || until <= now) return []
      const isStep = one.waitsFor === undefined || one.waitsFor === 'step'
      const waitsFor = isStep ? ('mute' as const) : one.waitsFor!
      return [{ ...one, dueAt: until, waitsFor, owedAt: owedAtOf(one) }]
    })
}

/** Those that were put off, as they were before: to be put off again if it is still so. */
export function takenBack(deliveries: readonly Delivery[]): Delivery[] {
  return deliveries
    .filter((one) => isWaiting(one) && one.waitsFor === 'mute')
    .map(({ waitsFor: _, owedAt, ...one }) => ({
      ...one,
      ...(one.step === 0 ? { waitsFor: 'step' } : {}),
      dueAt: owedAt ?? one.dueAt,
    }))
}
