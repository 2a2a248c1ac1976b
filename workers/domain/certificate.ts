// What a certificate means for a host at a moment: the first thing wrong with it, and how long it
// still holds. Facts come from a probe; the moment is the shard's.
import { type CertificateSettings, certificateDefaults } from './check/certificate-fields.ts'
import type { Answered, CertificateFacts, Measurement } from './measurement.ts'
import type { ExpiryReading } from './observation.ts'
import type { FailReason } from './reason.ts'

/** From the oldest on. */
export const protocols: readonly string[] = ['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3']
export const leastProtocols = ['TLS 1.2', 'TLS 1.3'] as const
export type LeastProtocol = (typeof leastProtocols)[number]

export interface CertificateFault {
  reason: FailReason
  /** Which of several it is, as a sentence without a full stop; decides nothing. */
  detail: string
}

const dayMs = 86_400_000
const rsaBitsMin = 2048
const curveBitsMin = 256
const weakDigest = /md[245]|sha-?1\b|sha1/i

/** The first thing wrong, or null. In this order, as the later follows from the earlier: dates,
 *  names, self-signed, chain, protocol, key. Where an old protocol or a weak key alone explains why
 *  nobody trusts it, that is named instead of the chain. */
export function certificateFault(
  facts: CertificateFacts,
  host: string,
  now: number,
  least: LeastProtocol = 'TLS 1.2',
): CertificateFault | null {
  const from = Date.parse(facts.validFrom)
  const to = Date.parse(facts.validTo)
  if (now > to) return { reason: 'tls_expired', detail: `valid until ${facts.validTo}` }
  if (now < from) return { reason: 'tls_not_yet_valid', detail: `valid from ${facts.validFrom}` }
  if (!coversHost(facts.names, host)) {
    return { reason: 'tls_name_mismatch', detail: `it is for ${listed(facts.names)}, not ${host}` }
  }
  if (facts.selfSigned) {
    return { reason: 'tls_self_signed', detail: `issued by itself, ${facts.subject}` }
  }
  return strength(facts, least, facts.trusted === false) ?? trust(facts) ?? strength(facts, least)
}

/** A certificate as something that ends on a day, with the settings of its check. */
export function certificateExpiry(
  measured: Measurement,
  { certificateInfoDays, certificateWarningDays }: CertificateSettings,
): { expiry: ExpiryReading } | null {
  if (measured.kind === 'notMeasured' || !measured.certificate) return null
  const facts = measured.certificate
  const expiry: ExpiryReading = {
    group: 'certificate',
    of: facts.names[0] ?? facts.subject,
    endsAt: Date.parse(facts.validTo),
    infoDays: certificateInfoDays ?? certificateDefaults.certificateInfoDays,
    warningDays: certificateWarningDays ?? certificateDefaults.certificateWarningDays,
    by: facts.issuer,
    facts,
  }
  return { expiry }
}

/** Milliseconds until it ends; negative once it has. */
export function validForMs({ validTo }: CertificateFacts, now: number): number {
  return Date.parse(validTo) - now
}

/** Whole days until it ends, rounded down. */
export function daysLeft(facts: CertificateFacts, now: number): number {
  return Math.floor(validForMs(facts, now) / dayMs)
}

/** Whether one of the names stands for the host: the same, or `*` for its first label alone
 *  (RFC 9525 §6.3). An address must be there as such (§6.5). */
export function coversHost(names: readonly string[], host: string): boolean {
  const wanted = plain(host)
  const rest = wanted.slice(wanted.indexOf('.'))
  const isAddress = wanted.includes(':') || /^[\d.]+$/.test(wanted)
  return names.some((name) => {
    const given = plain(name)
    if (given === wanted) return true
    return !isAddress && given.startsWith('*.') && rest.length > 1 && given.slice(1) === rest
  })
}

const plain = (host: string) => {
  const bare = host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  return bare.includes(':') && URL.canParse(`http://[${bare}]`)
    ? new URL(`http://[${bare}]`).hostname.slice(1, -1)
    : bare
}

/** `isBlamed`: only what makes others refuse it. */
function strength(
  facts: CertificateFacts,
  least: LeastProtocol,
  isBlamed = true,
): CertificateFault | null {
  const { protocol, keyType, keyBits, signature } = facts
  if (!isBlamed) return null
  if (rankOf(protocol) < rankOf(least)) {
    return { reason: 'tls_protocol', detail: `it speaks ${protocol}, ${least} is the least` }
  }
  const bitsMin = keyType === 'rsa' ? rsaBitsMin : keyType === 'ec' ? curveBitsMin : 0
  if (keyBits !== undefined && keyBits < bitsMin) {
    return { reason: 'tls_key_weak', detail: `${keyType} key of ${keyBits} bits` }
  }
  if (signature && weakDigest.test(signature)) {
    return { reason: 'tls_key_weak', detail: `signed with ${signature}` }
  }
  return null
}

const rankOf = (protocol: string) => protocols.indexOf(protocol)

/** A chain of one that somebody else issued lacks what lies between. */
function trust(facts: CertificateFacts): CertificateFault | null {
  const { trusted, clientRequired, clientAsked, chainLength, chainSound, issuer } = facts
  if (clientRequired || (trusted === false && clientAsked)) {
    return { reason: 'tls_client_cert_required', detail: 'it asks for a client certificate' }
  }
  if (trusted !== false) return null
  const reason = 'tls_untrusted_or_incomplete_chain'
  if (chainLength === 1) {
    const detail = `incomplete: one certificate is sent, the one of its issuer (${issuer}) is not`
    return { reason, detail }
  }
  if (chainSound === false) {
    return { reason, detail: 'incomplete: a certificate sent is not signed by the next one' }
  }
  return { reason, detail: `not trusted: issued by ${issuer}` }
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no name'
  const shown = names.slice(0, 3).join(', ')
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown
}

/** An answer with the certificate that ends first, of its own and that of another, and the later one
 *  beside it. */
export function withSooner(one: Answered, other: Answered): Answered {
  if (!one.certificate || !other.certificate) return one
  const isOwn = endsAt(one.certificate) <= endsAt(other.certificate)
  const [sooner, later] = isOwn ? [one, other] : [other, one]
  return { ...one, certificate: sooner.certificate!, otherCertificate: later.certificate! }
}

const endsAt = ({ validTo }: CertificateFacts) => Date.parse(validTo)
