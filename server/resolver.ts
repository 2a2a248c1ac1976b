// A resolver for the Workers on this machine: DNS over HTTPS (RFC 8484) on loopback, answered with
// what this machine itself would find: /etc/hosts, its name servers, and for addresses its other roads.
import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { askNameServers, type NameServer, nameServers, rcodeOf } from './upstream.ts'

export interface Resolver {
  port: number
  url: string
  stop(): Promise<void>
}

const typeA = 1
const typeAAAA = 28
const rcodes = { ok: 0, noSuchName: 3 } as const
const timeoutMs = 5_000

/** Longer than anybody waits. */
const silenceMs = 30_000

/** Starts the resolver; POST `application/dns-message` to its `url`. Name servers that say nothing
 *  are not answered for: whoever asked runs out of time, as with them. */
export async function startResolver(): Promise<Resolver> {
  const server = createServer((request, response) => {
    readBody(request)
      .then((message) => reply(message))
      .then(
        (message) => {
          if (message === 'silent') {
            setTimeout(() => response.destroy(), silenceMs).unref()
            return
          }
          response.writeHead(200, { 'content-type': 'application/dns-message' })
          response.end(message)
        },
        () => {
          response.writeHead(400)
          response.end()
        },
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  return {
    port,
    url: `http://127.0.0.1:${port}/dns-query`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

interface Question {
  name: string
  type: number
  /** The question section as it came. */
  raw: Buffer
  id: number
}

/** Answers one DNS message; throws when it is none, and when nobody could be asked. */
export async function reply(
  message: Buffer,
  servers: NameServer[] = nameServers(),
): Promise<Buffer | 'silent'> {
  const question = parse(message)
  const family = question.type === typeA ? 4 : question.type === typeAAAA ? 6 : null
  const written = family && inHosts(question.name, family)
  if (written) return build(question, rcodes.ok, written)
  const answer = await askNameServers(message, servers)
  const isUnknown = answer !== 'silent' && rcodeOf(answer) === rcodes.noSuchName
  return family && isUnknown ? lookedUp(question, family, answer) : answer
}

/** What this machine finds by other roads than name servers (search domains, mDNS), where those know
 *  no such name. Looking up holds one of Node's few threads until it is answered, so names that get
 *  no answer must not come here: four of them would stop all. */
async function lookedUp(question: Question, family: 4 | 6, unknown: Buffer): Promise<Buffer> {
  try {
    const found = await withTimeout(lookup(question.name, { all: true, family }))
    return build(
      question,
      rcodes.ok,
      found.map((one) => one.address),
    )
  } catch (fault) {
    if ((fault as { code?: string }).code === 'ENODATA') return build(question, rcodes.ok, [])
    return (await existsOtherwise(question.name)) ? build(question, rcodes.ok, []) : unknown
  }
}

/** Addresses that /etc/hosts gives a name; null: it does not name it (hosts(5)). */
function inHosts(name: string, family: 4 | 6): string[] | null {
  let text = ''
  try {
    text = readFileSync('/etc/hosts', 'utf8')
  } catch {
    return null
  }
  const rows = text.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
  const bare = name.replace(/\.$/, '').toLowerCase()
  const of = rows.filter(([, ...names]) => names.some((one) => one.toLowerCase() === bare))
  if (of.length === 0) return null
  return of.flatMap(([address = '']) => (isIP(address) === family ? [address] : []))
}

/** A name without this kind of address is not a name that does not exist. */
function existsOtherwise(name: string): Promise<boolean> {
  return withTimeout(lookup(name, { all: true })).then(
    (list) => list.length > 0,
    () => false,
  )
}

function parse(message: Buffer): Question {
  if (message.length < 17 || message.readUInt16BE(4) !== 1) throw new Error('not a question')
  const labels: string[] = []
  let at = 12
  for (;;) {
    const length = message.readUInt8(at)
    at += 1
    if (length === 0) break
    if (length > 63) throw new Error('a compressed question')
    labels.push(message.subarray(at, at + length).toString('latin1'))
    at += length
  }
  return {
    name: labels.join('.'),
    type: message.readUInt16BE(at),
    raw: message.subarray(12, at + 4),
    id: message.readUInt16BE(0),
  }
}

function build(question: Question, rcode: number, addresses: string[]): Buffer {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(question.id, 0)
  header.writeUInt16BE(0x8180 | rcode, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses.length, 6)
  const records = addresses.map((address) => {
    const data = question.type === typeA ? bytes4(address) : bytes6(address)
    const record = Buffer.alloc(12)
    record.writeUInt16BE(0xc00c, 0)
    record.writeUInt16BE(question.type, 2)
    record.writeUInt16BE(1, 4)
    record.writeUInt32BE(30, 6)
    record.writeUInt16BE(data.length, 10)
    return Buffer.concat([record, data])
  })
  return Buffer.concat([header, question.raw, ...records])
}

function bytes4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number))
}

function bytes6(address: string): Buffer {
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::')
  const words = (text: string) =>
    text === ''
      ? []
      : text.split(':').flatMap((word) => {
          if (!word.includes('.')) return [Number.parseInt(word, 16)]
          const [a = 0, b = 0, c = 0, d = 0] = word.split('.').map(Number)
          return [a * 256 + b, c * 256 + d]
        })
  const front = words(head)
  const back = words(tail)
  const all = [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back]
  const buffer = Buffer.alloc(16)
  all.forEach((word, index) => {
    buffer.writeUInt16BE(word, index * 2)
  })
  return buffer
}

function withTimeout<T>(promise: Promise<T>): Promise<T> {
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => {
      setTimeout(
        () => reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' })),
        timeoutMs,
      ).unref()
    }),
  ])
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > 4_096) throw new Error('too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
