// What a server showed of itself in one probe: its certificate, and how it was spoken to.
import type { CertificateFacts } from '../../workers/domain/measurement.ts'

const namesMax = 6

/** What the server showed of itself. */
export function Handshake({ facts }: { facts: CertificateFacts }) {
  const { subject, issuer, names, validFrom, validTo, protocol, chainLength, trusted } = facts
  const rest = names.length - namesMax
  return (
    <dl class="facts handshake">
      <div>
        <dt>Certificate</dt>
        <dd>{subject || names[0] || 'without a subject'}</dd>
      </div>
      <div>
        <dt>Issued by</dt>
        <dd>{facts.selfSigned ? 'itself' : issuer}</dd>
      </div>
      <div>
        <dt>Valid</dt>
        <dd>
          {validFrom.slice(0, 10)} to {validTo.slice(0, 10)}
        </dd>
      </div>
      <div>
        <dt>For</dt>
        <dd>
          {names.slice(0, namesMax).join(', ') || 'no host'}
          {rest > 0 && ` and ${rest} more`}
        </dd>
      </div>
      <div>
        <dt>Spoken</dt>
        <dd>
          {protocol}, {chainLength === 1 ? '1 certificate' : `a chain of ${chainLength}`}
          {trusted === false && ', not trusted'}
        </dd>
      </div>
    </dl>
  )
}
