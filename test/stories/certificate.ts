// Which certificate a story's target shows to whom and when. Behind one name there may be several
// servers, each with its own: chance decides which one is met.
import type { CertificateFacts } from '../../workers/domain/measurement.ts'

export interface Showing {
  from: number
  places: string[] | 'all'
  /** Last moments, one for each server. */
  endsAt: number[]
}

const dayMs = 86_400_000

/** `weur shows a certificate of 5 days`, `all shows certificates of 5 and 80 days`. */
export function showingOf(happening: string, from: number): Showing | null {
  const shape = /^([a-z0-9+-]+) shows? (?:a )?certificates? of (-?[\d.]+)(?: and ([\d.]+))? days$/
  const match = shape.exec(happening)
  if (!match) return null
  const [, who = '', ...days] = match
  return {
    from,
    places: who === 'all' ? 'all' : who.split('+'),
    endsAt: days.filter((one) => one !== undefined).map((one) => from + Number(one) * dayMs),
  }
}

/** The certificate that a place meets at a moment; null: none is shown in this story. */
export function shownTo(
  showings: Showing[],
  place: string,
  at: number,
  chance: () => number,
): CertificateFacts | null {
  const showing = showings.findLast(
    ({ from, places }) => from <= at && (places === 'all' || places.includes(place)),
  )
  if (!showing) return null
  const endsAt = showing.endsAt[Math.floor(chance() * showing.endsAt.length)]!
  return certificateUntil(endsAt)
}

/** A sound certificate with this last moment. */
export function certificateUntil(endsAt: number): CertificateFacts {
  return {
    subject: 'CN=checkout.example',
    issuer: 'CN=Authority',
    names: ['checkout.example'],
    validFrom: new Date(endsAt - 90 * dayMs).toISOString(),
    validTo: new Date(endsAt).toISOString(),
    fingerprint256: endsAt.toString(16),
    protocol: 'TLS 1.3',
    chainLength: 2,
    trusted: true,
  }
}
