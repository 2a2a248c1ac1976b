// Why a handshake fails, in our reasons: from what the certificate reader came to.
import { certificateFault } from '../../domain/certificate.ts'
import type { CertificateFacts, TlsTarget } from '../../domain/measurement.ts'
import type { FailReason } from '../../domain/reason.ts'
import { type Read, readCertificate } from './read.ts'
import { withRefusal } from './trust.ts'

export interface Why {
  reason: FailReason
  detail: string
  certificate?: CertificateFacts
}

const clientAlerts = ['certificate_required', 'bad_certificate', 'certificate_unknown']

/** Looks again after a strict handshake failed. `now`: for the dates. Null: nothing more is known. */
export async function whyTlsFails(
  target: TlsTarget,
  budgetMs: number,
  now: number,
): Promise<Why | null> {
  const read = await readCertificate(target, budgetMs)
  if (read.kind === 'unread') return unreadWhy(read.why)
  if (read.kind !== 'read') return null
  const certificate = withRefusal(read.facts, false)
  const fault = certificateFault(certificate, target.serverName ?? target.host, now)
  if (fault) return { ...fault, certificate }
  const { protocol, suite } = certificate
  const detail = `its certificate is in order; it chose ${protocol} with cipher ${suite}`
  return { reason: 'tls_handshake', detail, certificate }
}

/** The reason of a certificate that could not be read. */
export function unreadWhy(why: Extract<Read, { kind: 'unread' }>['why']): Why {
  switch (why.kind) {
    case 'late':
      return { reason: 'tls_timeout', detail: 'no certificate in time' }
    case 'reset':
      return { reason: 'connection_reset', detail: 'reset within the handshake' }
    case 'end':
      return { reason: 'empty_reply', detail: 'closed within the handshake' }
    case 'notTls':
      return { reason: 'not_tls', detail: `not_tls:${why.start}` }
    case 'malformed':
      return { reason: 'tls_handshake', detail: `the handshake is malformed: ${why.detail}` }
    case 'again':
      return { reason: 'tls_protocol', detail: 'no cipher and group in common' }
    case 'alert':
      return { reason: reasonOfAlert(why.alert), detail: `alert:${why.alert}` }
  }
}

function reasonOfAlert(alert: string): FailReason {
  if (alert === 'protocol_version' || alert === 'insufficient_security') return 'tls_protocol'
  return clientAlerts.includes(alert) ? 'tls_client_cert_required' : 'tls_handshake'
}
