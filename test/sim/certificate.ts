// The certificates of a storm's targets, the whole truth known beforehand: sound, near their end
// from a moment on and renewed later, or old behind one place's edge alone.
import type { Check } from '../../workers/domain/check/index.ts'
import type { Answered, CertificateFacts, ProbeOrder } from '../../workers/domain/measurement.ts'
import { certificateUntil } from '../stories/certificate.ts'
import { chanceOf } from './loop.ts'
import { bornAt, overlaps, type Storm } from './storm.ts'

export type Wear =
  | { kind: 'sound' }
  /** Seven days are left at `from`; renewed at `to`. */
  | { kind: 'ends'; from: number; to: number }
  /** One place meets a server that was forgotten. */
  | { kind: 'odd'; place: string }

const dayMs = 86_400_000
const warningDays = 7
const farDays = 80
/** With longer intervals too few readings fall into a storm. */
const intervalSecondsMax = 60
const nearSeconds = [600, 1_200] as const
/** Renewed so long before the storm's end: time enough to see it. */
const renewedSeconds = [1_500, 1_800] as const
/** Time enough to be warned of it. */
const wornMsMin = 900_000

/** How the certificate of a check wears; the same for the same storm. */
export function wearOf({ seed, endMs, places, checks }: Storm, id: string): Wear {
  const number = checks.findIndex((one) => one.id === id)
  const check = checks[number]
  const chance = chanceOf(seed * 1_009 + number)
  const kind = chance.pick(['sound', 'sound', 'ends', 'odd'] as const)
  if (kind === 'odd') return { kind, place: places[0]!.id }
  const isRead = check?.type === 'http' && check.intervalSeconds <= intervalSecondsMax
  if (kind === 'sound' || !isRead) return { kind: 'sound' }
  const from = chance.whole(...nearSeconds) * 1_000
  const to = endMs - chance.whole(...renewedSeconds) * 1_000
  return to - from < wornMsMin ? { kind: 'sound' } : { kind, from, to }
}

/** An answer with the certificate that the place met, where it was asked to read it. */
export function withCertificate(
  storm: Storm,
  order: ProbeOrder,
  seen: { check: string; place: string; at: number },
  answer: Answered,
): Answered {
  const isWanted = order.target.type === 'http' && order.target.http.certificateWanted
  if (!isWanted) return answer
  return { ...answer, certificate: met(storm, seen) }
}

function met(
  storm: Storm,
  { check, place, at }: { check: string; place: string; at: number },
): CertificateFacts {
  const wear = wearOf(storm, check)
  if (wear.kind === 'odd' && wear.place === place) return certificateUntil(bornAt + 3 * dayMs)
  if (wear.kind === 'ends' && at < wear.to) {
    return certificateUntil(bornAt + wear.from + warningDays * dayMs)
  }
  return certificateUntil(bornAt + farDays * dayMs)
}

/** Whether a word about the certificate of a check is right at `at`. */
export function mayTellCertificate(storm: Storm, check: Check, at: number): boolean {
  const wear = wearOf(storm, check.id)
  if (wear.kind === 'ends') return true
  // With its neighbours away, the place with the old edge is all that reads.
  const span = { from: at - 900_000, to: at }
  return wear.kind === 'odd' && storm.placeSpells.some((one) => overlaps(one, span))
}

/** Whether word of an old certificate may stay: one of the places meets it for ever, so that readings
 *  never agree for long that it is gone, and it is not. */
export function mayStayOdd(storm: Storm, check: Check): boolean {
  return wearOf(storm, check.id).kind === 'odd'
}

/** The moment by which the end of a check's certificate must have been warned of; null: never. */
export function certificateToldBy(storm: Storm, check: Check): { from: number; to: number } | null {
  const wear = wearOf(storm, check.id)
  return wear.kind === 'ends' ? { from: wear.from, to: wear.to } : null
}
