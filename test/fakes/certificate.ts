// Certificates made on the spot: of a private authority, of one below it, or self-signed, with any
// key, name and dates. DER by hand (RFC 5280 §4.1), as Node makes keys but no certificates.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isIPv4 } from 'node:net'

const oids = {
  commonName: '550403',
  'ec sha256': '2a8648ce3d040302',
  'ec sha1': '2a8648ce3d0401',
  'rsa sha256': '2a864886f70d01010b',
  'rsa sha1': '2a864886f70d010105',
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

export type KeyKind = 'P-256' | 'P-384' | 'rsa' | 'rsa1024'
export interface Wish {
  key?: KeyKind
  /** The digest that the issuer signs with. */
  digest?: 'sha256' | 'sha1'
}

export interface Authority {
  cert: string
  /** A certificate for a name or an IPv4 address that this authority vouches for. */
  issue(name: string, validFrom: number, validTo: number, wish?: Wish): KeyAndCertificate
  /** An authority below this one. */
  below(name: string, validFrom: number, validTo: number): Authority
}

/** Key and certificate in PEM for a name or address, valid between two instants (ms). */
export function selfSigned(
  name: string,
  validFrom: number,
  validTo: number,
  wish: Wish = {},
): KeyAndCertificate {
  const pair = newPair(wish.key)
  const cert = certificate({
    subject: name,
    issuer: name,
    validFrom,
    validTo,
    publicKey: pair.publicKey,
    signWith: pair.privateKey,
    digest: wish.digest ?? 'sha256',
    extensions: [forName(name)],
  })
  return { key: pemOf(pair.privateKey), cert }
}

/** A private certificate authority that nobody trusts until told to. */
export function privateAuthority(name: string, validFrom: number, validTo: number): Authority {
  const own = newPair()
  return authorityOf(name, own, { issuer: name, signWith: own.privateKey }, validFrom, validTo)
}

type Pair = ReturnType<typeof newPair>

function authorityOf(
  name: string,
  own: Pair,
  by: { issuer: string; signWith: KeyObject },
  validFrom: number,
  validTo: number,
): Authority {
  const cert = certificate({
    ...by,
    subject: name,
    validFrom,
    validTo,
    publicKey: own.publicKey,
    digest: 'sha256',
    extensions: [isAuthority],
  })
  const shared = { issuer: name, signWith: own.privateKey }
  return {
    cert,
    issue: (subject, from, to, { key, digest = 'sha256' } = {}) => {
      const pair = newPair(key)
      const issued = certificate({
        ...shared,
        subject,
        validFrom: from,
        validTo: to,
        publicKey: pair.publicKey,
        digest,
        extensions: [forName(subject)],
      })
      return { key: pemOf(pair.privateKey), cert: issued }
    },
    below: (subject, from, to) => authorityOf(subject, newPair(), shared, from, to),
  }
}

interface Facts {
  subject: string
  issuer: string
  validFrom: number
  validTo: number
  publicKey: KeyObject
  signWith: KeyObject
  digest: 'sha256' | 'sha1'
  extensions: Buffer[]
}

function certificate(facts: Facts): string {
  const kind = facts.signWith.asymmetricKeyType === 'rsa' ? 'rsa' : 'ec'
  const signed = oid(oids[`${kind} ${facts.digest}`])
  const algorithm = kind === 'rsa' ? der(0x30, signed, der(0x05)) : der(0x30, signed)
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
  const signature = Buffer.concat([Buffer.from([0]), sign(facts.digest, body, facts.signWith)])
  return pem(der(0x30, body, algorithm, der(0x03, signature)))
}

const curves = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' }
function newPair(kind: KeyKind = 'P-256'): { publicKey: KeyObject; privateKey: KeyObject } {
  if (kind === 'rsa' || kind === 'rsa1024') {
    return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 })
  }
  return generateKeyPairSync('ec', { namedCurve: curves[kind] })
}
const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const nameOf = (name: string) => der(0x30, der(0x31, der(0x30, oid(oids.commonName), text(name))))

function forName(name: string): Buffer {
  const written = isIPv4(name)
    ? der(0x87, Buffer.from(name.split('.').map(Number)))
    : der(0x82, Buffer.from(name, 'latin1'))
  return der(0x30, oid(oids.subjectAltName), der(0x04, der(0x30, written)))
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

/** The bytes of the certificates in a PEM text, in their order. */
export function derIn(text: string): Buffer[] {
  const shape = /-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g
  return [...text.matchAll(shape)].map(([, base64 = '']) => Buffer.from(base64, 'base64'))
}
