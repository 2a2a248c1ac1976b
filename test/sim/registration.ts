// The registration that a storm's domain check is about, the whole truth known beforehand: sound, sound
// behind a registry that answers oddly every second time, or two days before its end.
import type { Check } from '../../workers/domain/check/index.ts'
import { resolveCheck } from '../../workers/domain/check/index.ts'
import type { Answered, Measurement, ProbeOrder } from '../../workers/domain/measurement.ts'
import { chanceOf } from './loop.ts'
import { bornAt, overlaps, type Storm, workspace } from './storm.ts'

export type Registered = 'sound' | 'odd' | 'ends' | 'away'

const id = `chk_${workspace}_registration`
const dayMs = 86_400_000
const farDays = 300
const nearDays = 2
/** The shortest that is allowed, so that a storm sees some. */
const intervalSeconds = 3_600
/** Two readings of one end lie five minutes apart; steps of the clock may take two of them. */
export const apartMsMin = 150_000

/** The check about it; every storm has one. */
export function registrationCheck(): Check {
  const facts = { id, workspace, nowIso: '2026-11-24T00:00:00.000Z' }
  return resolveCheck({ type: 'domain', domain: 'shop.example', intervalSeconds }, facts)
}

export function registeredIn({ seed }: Storm): Registered {
  return chanceOf(seed * 2_003).pick(['sound', 'odd', 'odd', 'ends', 'away'] as const)
}

/** What the registry says in a round; every second answer of an odd one is of another domain. */
export function registrationTold(storm: Storm, order: ProbeOrder, answer: Answered): Measurement {
  const kind = registeredIn(storm)
  if (kind === 'away') {
    return { v: 1, kind: 'notMeasured', order: order.id, reason: 'registry_unavailable' }
  }
  const round = Number(order.id.slice(order.id.lastIndexOf('.') + 1))
  const isNear = kind === 'ends' || (kind === 'odd' && round % 2 === 0)
  const endsAt = bornAt + (isNear ? nearDays : farDays) * dayMs
  const expiresAt = new Date(endsAt).toISOString()
  const rest = { registrar: 'Registrar Ltd', states: [], server: 'rdap.example' }
  return { ...answer, registration: { name: 'shop.example', isFound: true, expiresAt, ...rest } }
}

/** Whether a word about the registration is right at `at`: near its end, or rounds were lost
 *  between two odd answers. */
export function mayTellRegistration(storm: Storm, at: number): boolean {
  const kind = registeredIn(storm)
  const span = { from: at - 900_000, to: at }
  const isLost =
    storm.placeSpells.some((one) => overlaps(one, span)) ||
    storm.kills.some((one) => span.from <= one.at && one.at <= span.to)
  return kind === 'ends' || (kind === 'odd' && isLost)
}
