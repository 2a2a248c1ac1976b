// A chain of certificates into facts, by the runtime's own reader (`X509Certificate`).
// biome-ignore lint/correctness/noNodejsModules: workerd has this class too.
import { X509Certificate } from 'node:crypto'
import { coversHost } from '../../domain/certificate.ts'
import type { CertificateFacts } from '../../domain/measurement.ts'
import { algorithmsOf } from './der.ts'
import type { Shown } from './handshake.ts'
import { Malformed } from './wire.ts'

const namesMax = 25
const textCharsMax = 300
/** Pairs of a chain whose signatures are looked at. */
const pairsMax = 4

/** The facts of what a server showed. Throws `Malformed` where the bytes are no certificate. */
export function factsOf(shown: Shown, host: string): CertificateFacts {
  const { chain, protocol, suite, group, clientAsked } = shown
  const certificates = chain.slice(0, pairsMax + 1).map(parsed)
  const leaf = certificates[0]!
  const read = told(leaf)
  const { signature, keyType, keyBits } = algorithmsOf(chain[0]!)
  const facts: CertificateFacts = {
    ...read,
    names: shownFirst(read.names, host),
    protocol,
    chainLength: chain.length,
    suite: `0x${suite.toString(16).padStart(4, '0')}`,
    keyType,
    signature,
    selfSigned: read.subject === read.issuer,
    chainSound: isSound(certificates),
  }
  if (group !== null) facts.group = group
  if (keyBits !== null) facts.keyBits = keyBits
  if (clientAsked) facts.clientAsked = true
  return facts
}

function parsed(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch (fault) {
    throw new Malformed(`not a certificate: ${String(fault).slice(0, 80)}`)
  }
}

/** The runtime reads each of these from the server's bytes when asked for it, and may refuse. */
function told(leaf: X509Certificate) {
  try {
    return {
      subject: oneLine(leaf.subject),
      issuer: oneLine(leaf.issuer),
      names: namesIn(leaf.subjectAltName ?? ''),
      validFrom: instant(leaf.validFrom),
      validTo: instant(leaf.validTo),
      fingerprint256: leaf.fingerprint256,
    }
  } catch (fault) {
    if (fault instanceof Malformed) throw fault
    throw new Malformed(`not a certificate: ${String(fault).slice(0, 80)}`)
  }
}

const oneLine = (text: string | undefined) =>
  (text ?? '')
    .trim()
    .replace(/\s*\n\s*/g, ', ')
    .slice(0, textCharsMax)

function instant(text: string): string {
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new Malformed('a date that is none')
  return new Date(at).toISOString()
}

/** `DNS:a, IP Address:1.2.3.4` as names; other kinds name no host. */
function namesIn(text: string): string[] {
  return text.split(', ').flatMap((one) => {
    const name = /^(?:DNS|IP Address):(.+)$/.exec(one.trim())?.[1]
    return name ? [name.replace(/^"|"$/g, '').slice(0, 255)] : []
  })
}

/** Some lists hold hundreds: those that speak of this host are kept. */
function shownFirst(names: string[], host: string): string[] {
  const ours = names.filter((name) => coversHost([name], host))
  return [...ours, ...names.filter((name) => !ours.includes(name))].slice(0, namesMax)
}

function isSound(certificates: X509Certificate[]): boolean {
  return certificates.every((one, index) => {
    const next = certificates[index + 1]
    if (!next) return true
    try {
      return one.checkIssued(next) && one.verify(next.publicKey)
    } catch {
      return false
    }
  })
}
