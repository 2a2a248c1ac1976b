// The certificate that was read last for a check: whose, from whom, for which names, until when.
import { daysLeft } from '../../workers/domain/certificate.ts'
import { words } from '../../workers/domain/words/index.ts'
import type { SeenCertificate } from '../../workers/shard-door.ts'
import { When } from './when.tsx'

const namesShown = 6

/** With its heading; nothing where none was read. */
export function CertificateSection({
  certificate,
  places,
  now,
}: {
  certificate: SeenCertificate | null
  places: Record<string, string>
  now: number
}) {
  if (!certificate) return null
  return (
    <>
      <h2>Certificate</h2>
      <div data-live="certificate">
        <CertificateFacts certificate={certificate} places={places} now={now} />
      </div>
    </>
  )
}

function CertificateFacts({
  certificate,
  places,
  now,
}: {
  certificate: SeenCertificate
  places: Record<string, string>
  now: number
}) {
  const { facts, readAt, location } = certificate
  const days = daysLeft(facts, now)
  const more = facts.names.length - namesShown
  return (
    <div class="certificate">
      <p>
        <strong>{words().daysLeft(days)}</strong>, until <When at={Date.parse(facts.validTo)} />.
      </p>
      <p>
        For {facts.names.slice(0, namesShown).join(', ') || 'no name'}
        {more > 0 ? ` and ${more} more` : ''}; subject {facts.subject || 'empty'}, issued by{' '}
        {facts.issuer}.
      </p>
      <p class="soft">
        {facts.protocol}
        {facts.keyType ? `, ${facts.keyType} key` : ''}
        {facts.keyBits ? ` of ${facts.keyBits} bits` : ''}
        {facts.signature ? `, signed with ${facts.signature}` : ''}, chain of {facts.chainLength}.
        Read at {places[location] ?? location}, <When at={readAt} />.
      </p>
      <p class="soft mono">SHA-256 {facts.fingerprint256}</p>
    </div>
  )
}
