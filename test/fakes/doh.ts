// A resolver on loopback that answers as it is told, in real DNS messages over HTTP (RFC 8484), and a
// writer of such messages, honest or not.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { recordNumbers } from '../../workers/domain/dns.ts'

export interface Question {
  name: string
  type: number
  unchecked: boolean
  /** The question section as it came. */
  raw: Buffer
  id: number
}

export interface Said {
  rcode?: number
  /** `name ttl type data` in hex, or names for CNAME. */
  records?: Buffer[]
  /** Extended errors (RFC 8914): code and text. */
  errors?: [number, string][]
  flags?: number
  id?: number
  question?: Buffer
}

export type Reply =
  | Said
  | { bytes: Buffer }
  | { status: number; location?: string }
  | { type: string }
  | 'silence'

const plain = 0x8180

/** Starts a resolver. `reply` is asked for each question; the root is well unless it says so. */
export async function startDoh(reply: (question: Question) => Reply) {
  const questions: Question[] = []
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const question = questionIn(Buffer.concat(parts))
      questions.push(question)
      const said = reply(question)
      if (said === 'silence') return
      if ('status' in said) {
        const to = said.location ? { location: said.location } : {}
        response.writeHead(said.status, to).end('no')
        return
      }
      const isTyped = 'type' in said
      const type = isTyped ? said.type : 'application/dns-message'
      const body = isTyped ? messageOf(question, {}) : bytesOf(question, said)
      response.writeHead(200, { 'content-type': type }).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/dns-query`,
    port,
    questions,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

const bytesOf = (question: Question, said: Said | { bytes: Buffer }) =>
  'bytes' in said ? said.bytes : messageOf(question, said)

function questionIn(message: Buffer): Question {
  const labels: string[] = []
  let at = 12
  for (let size = message[at]!; size > 0; size = message[at]!) {
    labels.push(message.subarray(at + 1, at + 1 + size).toString('latin1'))
    at += size + 1
  }
  return {
    name: labels.join('.'),
    type: message.readUInt16BE(at + 1),
    unchecked: (message[3]! & 0x10) !== 0,
    raw: message.subarray(12, at + 5),
    id: message.readUInt16BE(0),
  }
}

/** An answer to a question as bytes. */
export function messageOf(question: Pick<Question, 'raw' | 'id'>, said: Said): Buffer {
  const { rcode = 0, records = [], errors = [], flags = plain } = said
  const header = Buffer.alloc(12)
  header.writeUInt16BE(said.id ?? question.id, 0)
  header.writeUInt16BE(flags | (rcode & 15), 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(records.length, 6)
  header.writeUInt16BE(errors.length > 0 ? 1 : 0, 10)
  const tail = errors.length > 0 ? [optionsOf(errors)] : []
  return Buffer.concat([header, said.question ?? question.raw, ...records, ...tail])
}

function optionsOf(errors: [number, string][]): Buffer {
  const options = errors.map(([code, text]) => {
    const head = Buffer.alloc(6)
    head.writeUInt16BE(15, 0)
    head.writeUInt16BE(text.length + 2, 2)
    head.writeUInt16BE(code, 4)
    return Buffer.concat([head, Buffer.from(text)])
  })
  const data = Buffer.concat(options)
  const head = Buffer.from([0, 0, 41, 4, 208, 0, 0, 0x80, 0, 0, 0])
  head.writeUInt16BE(data.length, 9)
  return Buffer.concat([head, data])
}

/** A name as bytes, its labels written out. */
export function nameOf(name: string): Buffer {
  const labels = name === '' ? [] : name.split('.')
  const parts = labels.flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)])
  return Buffer.concat([...parts, Buffer.from([0])])
}

/** A record as bytes. `owner` empty: a pointer to the question. */
export function recordOf(
  type: keyof typeof recordNumbers,
  data: Buffer,
  { owner = '', ttl = 300 }: { owner?: string; ttl?: number } = {},
): Buffer {
  const head = Buffer.alloc(10)
  head.writeUInt16BE(recordNumbers[type], 0)
  head.writeUInt16BE(1, 2)
  head.writeUInt32BE(ttl, 4)
  head.writeUInt16BE(data.length, 8)
  return Buffer.concat([owner === '' ? Buffer.from([0xc0, 12]) : nameOf(owner), head, data])
}

/** An address record. */
export const addressOf = (address: string, ttl = 300): Buffer =>
  recordOf('A', Buffer.from(address.split('.').map(Number)), { ttl })
