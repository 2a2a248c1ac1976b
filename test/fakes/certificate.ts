// Certificates made on the spot: a self-signed one, which nobody should trust, and one of a private
// authority, which some do. DER by hand (RFC 5280 §4.1), as Node makes keys but no certificates.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

const oids = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
}
let serial = 0
const nextSerial = () => {
  serial += 1
  return serial
}

export interface KeyAndCertificate {
  /** Both in PEM. */
  key: string
  cert: string
}

export interface Authority {
  cert: string
  /** A certificate for an IPv4 address that this authority vouches for. */
  issue(address: string, validFrom: number, validTo: number): KeyAndCertificate
}

/** Key and certificate in PEM for an IPv4 address, valid between two instants (ms). */
export function selfSigned(address: string, validFrom: number, validTo: number): KeyAndCertificate {
  const pair = newPair()
  const cert = certificate({
    subject: address,
    issuer: address,
    validFrom,
    validTo,
    publicKey: pair.publicKey,
    signWith: pair.privateKey,
    extensions: [forAddress(address)],
  })
  return { key: pemOf(pair.privateKey), cert }
}

/** A private certificate authority that nobody trusts until told to. */
export function privateAuthority(name: string, validFrom: number, validTo: number): Authority {
  const own = newPair()
  const shared = { issuer: name, signWith: own.privateKey }
  const cert = certificate({
    ...shared,
    subject: name,
    validFrom,
    validTo,
    publicKey: own.publicKey,
    extensions: [isAuthority],
  })
  return {
    cert,
    issue: (address, from, to) => {
      const pair = newPair()
      const issued = certificate({
        ...shared,
        subject: address,
        validFrom: from,
        validTo: to,
        publicKey: pair.publicKey,
        extensions: [forAddress(address)],
      })
      return { key: pemOf(pair.privateKey), cert: issued }
    },
  }
}

interface Facts {
  subject: string
  issuer: string
  validFrom: number
  validTo: number
  publicKey: KeyObject
  signWith: KeyObject
  extensions: Buffer[]
}

function certificate(facts: Facts): string {
  const algorithm = der(0x30, oid(oids.ecdsaWithSha256))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([nextSerial()])),
    algorithm,
    nameOf(facts.issuer),
    der(0x30, time(facts.validFrom), time(facts.validTo)),
    nameOf(facts.subject),
    facts.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...facts.extensions)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, facts.signWith)])
  return pem(der(0x30, body, algorithm, der(0x03, signature)))
}

const newPair = () => generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const nameOf = (name: string) => der(0x30, der(0x31, der(0x30, oid(oids.commonName), text(name))))

function forAddress(address: string): Buffer {
  const names = der(0x30, der(0x87, Buffer.from(address.split('.').map(Number))))
  return der(0x30, oid(oids.subjectAltName), der(0x04, names))
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
/** Critical; `cA` true (RFC 5280 §4.2.1.9). */
const isAuthority = der(
  0x30,
  oid(oids.basicConstraints),
  der(0x01, Buffer.from([0xff])),
  der(0x04, der(0x30, der(0x01, Buffer.from([0xff])))),
)
const text = (words: string) => der(0x0c, Buffer.from(words, 'utf8'))

/** UTCTime: `YYMMDDHHMMSSZ`. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14)
  return der(0x17, Buffer.from(`${digits}Z`, 'latin1'))
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
