// The ClientHello that asks a server for its certificate (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2): as
// wide as can be read, so that the server answers with whatever it has.
import { curves, freshShares, type Share } from './curve.ts'
import { counted, joined, numbered } from './wire.ts'

/** No ChaCha20 under TLS 1.3: WebCrypto lacks it. */
const suites = [
  0x1301, 0x1302, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014,
  0x009c, 0x009d, 0x009e, 0x009f, 0x002f, 0x0035, 0x000a,
]
const signatures = [
  0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0201, 0x0203,
]
const helloType = 1

export interface Hello {
  /** As the transcript wants it: without the record's header. */
  message: Uint8Array
  record: Uint8Array
  /** Empty when only TLS 1.2 is offered. */
  shares: Share[]
}

/** A fresh hello. `serverName` null: none is sent, as for an address (RFC 6066 §3). */
export async function makeHello(serverName: string | null, isOnly12: boolean): Promise<Hello> {
  const shares = isOnly12 ? [] : await freshShares()
  const random = crypto.getRandomValues(new Uint8Array(64))
  const body = joined(
    [3, 3],
    random.subarray(0, 32),
    counted(1, random.subarray(32)),
    counted(2, isOnly12 ? pairs(suites.slice(2)) : pairs(suites)),
    counted(1, [0]),
    counted(2, ...extensions(serverName, shares)),
  )
  const message = joined([helloType], counted(3, body))
  return { message, record: joined([0x16, 3, 1], counted(2, message)), shares }
}

function extensions(serverName: string | null, shares: Share[]): Uint8Array[] {
  const groups = curves.map((one) => one.group)
  const all = [
    extension(10, counted(2, pairs(groups))),
    extension(13, counted(2, pairs(signatures))),
    extension(16, counted(2, counted(1, latin('http/1.1')))),
    extension(11, counted(1, [0])),
    extension(23),
    extension(0xff01, [0]),
  ]
  if (serverName !== null) {
    all.unshift(extension(0, counted(2, [0], counted(2, latin(serverName)))))
  }
  if (shares.length === 0) return [...all, extension(43, counted(1, pairs([0x0303])))]
  const offered = shares.map(({ curve, publicBytes }) =>
    joined(numbered(curve.group, 2), counted(2, publicBytes)),
  )
  return [
    ...all,
    extension(43, counted(1, pairs([0x0304, 0x0303]))),
    extension(45, counted(1, [1])),
    extension(51, counted(2, ...offered)),
  ]
}

const extension = (type: number, ...content: (Uint8Array | number[])[]) =>
  joined(numbered(type, 2), counted(2, ...content))
const pairs = (numbers: number[]) => numbers.flatMap((one) => numbered(one, 2))
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
