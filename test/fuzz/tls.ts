// Broken handshakes and broken certificates against the certificate reader: it must end, with a
// certificate or a clean reason, whatever the bytes; an exception of our own would be a false word
// about a server.
import { Duplex } from 'node:stream'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import { type Shaken, shake } from '../../workers/probe/tls/handshake.ts'
import { type Hello, makeHello } from '../../workers/probe/tls/hello.ts'
import { Malformed } from '../../workers/probe/tls/wire.ts'
import { factsOf } from '../../workers/probe/tls/x509.ts'
import { derIn, privateAuthority, selfSigned } from '../fakes/certificate.ts'
import { chanceOf, type FuzzReport, wounded } from './report.ts'

const host = 'shop.example'
/** Asked for more bytes this often after their end, a reader goes on for ever. */
const afterEndMax = 20

interface Recording {
  hello: Hello
  stream: Uint8Array
}

/** What is tried: the stream of a server in pieces, or the bytes of one certificate. */
export interface Reader {
  stream(hello: Hello, next: () => Promise<Uint8Array | 'end'>): Promise<string>
  certificate(der: Uint8Array): string
}

export const ownReader: Reader = {
  stream: async (hello, next) => {
    const shaken: Shaken = await shake(hello, next)
    if (shaken.kind !== 'shown') return shaken.kind
    return `shown, ${outcomeOf(() => factsOf(shaken, host))}`
  },
  certificate: (der) => {
    const shown = { kind: 'shown' as const, chain: [der], clientAsked: false, group: null }
    return outcomeOf(() => factsOf({ ...shown, protocol: 'TLS 1.3', suite: 0x1301 }, host))
  },
}

function outcomeOf(read: () => object): string {
  try {
    read()
    return 'read'
  } catch (fault) {
    if (fault instanceof Malformed) return 'malformed'
    throw fault
  }
}

/** Half of the inputs are streams, half certificates. */
export async function fuzzTls(
  inputs: number,
  seed: number,
  reader: Reader = ownReader,
): Promise<FuzzReport> {
  const recordings = await recorded()
  const certificates = certificatesToBreak()
  const outcomes: Record<string, number> = {}
  const faults: string[] = []
  for (let input = 0; input < inputs; input += 1) {
    const below = chanceOf(seed * 1_000_003 + input)
    const isStream = input % 2 === 0
    try {
      const outcome = isStream
        ? `stream: ${await readBroken(recordings, below, reader)}`
        : `certificate: ${reader.certificate(broken(certificates, below))}`
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    } catch (fault) {
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
      faults.push(`input ${input} of seed ${seed}: ${text}`)
    }
  }
  return { inputs, outcomes, faults }
}

function broken(certificates: Uint8Array[], below: (most: number) => number): Uint8Array {
  return wounded(certificates[below(certificates.length)]!, below)
}

async function readBroken(
  recordings: Recording[],
  below: (most: number) => number,
  reader: Reader,
): Promise<string> {
  const { hello, stream } = recordings[below(recordings.length)]!
  // Now and then whole: what is sound must be read, or nothing would be tried at all.
  const bytes = below(50) === 0 ? stream : wounded(stream, below)
  let at = 0
  let afterEnd = 0
  const next = async () => {
    if (at >= bytes.length) {
      afterEnd += 1
      if (afterEnd > afterEndMax) throw new Error('goes on after the end')
      return 'end' as const
    }
    const size = below(4) === 0 ? 1 + below(9) : 1 + below(2_000)
    at += size
    return bytes.slice(at - size, at)
  }
  return reader.stream(hello, next)
}

const from = Date.UTC(2026, 0, 1)
const to = Date.UTC(2027, 0, 1)

function certificatesToBreak(): Uint8Array[] {
  const root = privateAuthority('Root', from, to)
  const texts = [
    root.cert,
    root.issue(host, from, to).cert,
    root.issue('10.0.0.1', from, to, { key: 'rsa' }).cert,
    selfSigned('a.example', from, to, { key: 'P-384' }).cert,
  ]
  return texts.flatMap(derIn)
}

/** What servers of Node answer to hellos of ours, over no network at all. */
async function recorded(): Promise<Recording[]> {
  const root = privateAuthority('Root', from, to)
  const key = root.issue(host, from, to)
  const rsa = root.issue(host, from, to, { key: 'rsa' })
  const servers: (SecureContextOptions & { asks?: boolean })[] = [
    key,
    rsa,
    { ...key, asks: true },
    { ...key, ciphers: 'TLS_AES_256_GCM_SHA384', ecdhCurve: 'P-384' },
    { ...key, cert: key.cert + root.cert, maxVersion: 'TLSv1.2' },
    { ...rsa, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA', asks: true },
    { ...key, ecdhCurve: 'P-521' },
    { ...key, minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' },
  ]
  return Promise.all(servers.map(answerOf))
}

async function answerOf(options: SecureContextOptions & { asks?: boolean }): Promise<Recording> {
  const { asks = false, ...context } = options
  const hello = await makeHello(host, false)
  const parts: Buffer[] = []
  const pipe = new Duplex({
    read: () => undefined,
    write: (part: Buffer, _encoding, done) => {
      parts.push(part)
      done()
    },
  })
  const secureContext = createSecureContext(context)
  const socket = new TLSSocket(pipe as never, { isServer: true, secureContext, requestCert: asks })
  socket.on('error', () => undefined)
  pipe.push(hello.record)
  for (let turn = 0; turn < 1_000 && parts.length === 0; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  await new Promise((resolve) => setImmediate(resolve))
  socket.destroy()
  return { hello, stream: Uint8Array.from(Buffer.concat(parts)) }
}
