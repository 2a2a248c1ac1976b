// The name server of the suite: UDP on port 53 of its own network, each name answered as it was told
// (RFC 1035 §4.1.1), or not at all.
import { createSocket } from 'node:dgram'

/** An answer, that of somebody else's, an answer code, or silence. */
export type NameAnswer = 'here' | 'elsewhere' | 'nxdomain' | 'servfail' | 'refused' | 'silent'

export interface Names {
  set(name: string, answer: NameAnswer): void
  /** Hears nothing from this address any more. */
  deafTo(address: string): void
  /** When a name was last asked for, at or after `since`, first. */
  askedAt(name: string, since: number): number | null
  close(): void
}

const codes = { here: 0, elsewhere: 0, servfail: 2, nxdomain: 3, refused: 5 }
const typeA = 1
/** One of documentation's own addresses (RFC 5737). */
const elsewhere = '192.0.2.7'

/** Starts it on `host`; every name that was not set does not exist. */
export async function startNames(host: string): Promise<Names> {
  const answers = new Map<string, NameAnswer>()
  const asked = new Map<string, number[]>()
  const deaf = new Set<string>()
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    if (deaf.has(from.address)) return
    const { name, type, end } = question(message)
    asked.set(name, [...(asked.get(name) ?? []), Date.now()])
    const answer = answers.get(name) ?? 'nxdomain'
    if (answer === 'silent') return
    socket.send(reply(message.subarray(0, end), answer, type, host), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(53, host, resolve))
  return {
    set: (name, answer) => void answers.set(name, answer),
    deafTo: (address) => void deaf.add(address),
    askedAt: (name, since) => asked.get(name)?.find((at) => at >= since) ?? null,
    close: () => socket.close(),
  }
}

function question(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.subarray(at + 1, at + 1 + length).toString('latin1'))
    at += length + 1
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 }
}

function reply(asked: Buffer, answer: keyof typeof codes, type: number, host: string): Buffer {
  const isFound = codes[answer] === 0 && type === typeA
  const head = Buffer.from(asked)
  head.writeUInt16BE(0x8180 | codes[answer], 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt16BE(isFound ? 1 : 0, 6)
  head.writeUInt16BE(0, 8)
  head.writeUInt16BE(0, 10)
  if (!isFound) return head
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4])
  const address = answer === 'here' ? host : elsewhere
  return Buffer.concat([head, record, Buffer.from(address.split('.').map(Number))])
}
