// A self-signed certificate for an address, made on the spot: what a TLS target shows that nobody
// should trust. DER by hand (RFC 5280 §4.1), as Node makes keys but no certificates.
import { generateKeyPairSync, sign } from 'node:crypto'

const oids = {
  commonName: '550403',
  ecdsaWithSha256: '2a8648ce3d040302',
  subjectAltName: '551d11',
}

/** Key and certificate in PEM for an IPv4 address, valid between two instants (ms). */
export function selfSigned(
  address: string,
  validFrom: number,
  validTo: number,
): { key: string; cert: string } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const algorithm = der(0x30, oid(oids.ecdsaWithSha256))
  const name = der(0x30, der(0x31, der(0x30, oid(oids.commonName), text(address))))
  const alternative = der(0x30, der(0x87, Buffer.from(address.split('.').map(Number))))
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    der(0x30, time(validFrom), time(validTo)),
    name,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, der(0x30, oid(oids.subjectAltName), der(0x04, alternative)))),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, pair.privateKey)])
  return {
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: pem(der(0x30, body, algorithm, der(0x03, signature))),
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
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
