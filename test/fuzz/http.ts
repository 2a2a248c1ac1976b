// Broken answers and redirects against what reads them: raw HTTP over a socket (plain-answer.ts) and the
// Location header (redirect.ts). Whatever comes, one of the known words, at once.

import { judgePlain } from '../../workers/probe/plain-answer.ts'
import { nextUrl } from '../../workers/probe/redirect.ts'
import { chanceOf, type FuzzReport, wounded } from './report.ts'

const answers = [
  'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.0 204 No Content\r\nContent-Encoding: gzip\r\n\r\n',
  'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n',
  'SSH-2.0-OpenSSH_9.6\r\n',
]
const locations = [
  '/path?a=b#c',
  '//other.example/',
  'https://user:secret@shop.example:8443/a/../b',
  'http://[::1]:80/',
  'javascript:alert(1)',
  'https://xn--bcher-kva.example/ü',
  '?only=query',
]
const verbs = ['GET', 'HEAD']
const ends = ['open', 'cut'] as const
const bytesOf = (text: string) => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes)

export interface HttpReader {
  answer(text: string, end: 'open' | 'cut', verb: string): { kind: string }
  location(text: string, from: URL): URL | null
}
export const ownReader: HttpReader = { answer: judgePlain, location: nextUrl }

const known = new Set(['answered', 'silent', 'notHttp', 'truncated', 'undecodable'])

/** Half of the inputs are answers, half Location headers. */
export async function fuzzHttp(
  inputs: number,
  seed: number,
  reader: HttpReader = ownReader,
): Promise<FuzzReport> {
  const outcomes: Record<string, number> = {}
  const faults: string[] = []
  for (let input = 0; input < inputs; input += 1) {
    const below = chanceOf(seed * 1_000_003 + input)
    try {
      const outcome = input % 2 === 0 ? readAnswer(reader, below) : readLocation(reader, below)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    } catch (fault) {
      const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
      faults.push(`input ${input} of seed ${seed}: ${text}`)
    }
  }
  return { inputs, outcomes, faults }
}

type Below = (most: number) => number

function readAnswer(reader: HttpReader, below: Below): string {
  const whole = bytesOf(answers[below(answers.length)]!)
  const bytes = below(50) === 0 ? whole : wounded(whole, below)
  const { kind } = reader.answer(textOf(bytes), ends[below(2)]!, verbs[below(2)]!)
  if (!known.has(kind)) throw new Error(`answered ${kind}`)
  return `answer: ${kind}`
}

/** A redirect leads to http or https, or nowhere. */
function readLocation(reader: HttpReader, below: Below): string {
  const whole = bytesOf(locations[below(locations.length)]!)
  const bytes = below(50) === 0 ? whole : wounded(whole, below)
  const to = reader.location(textOf(bytes), new URL('https://shop.example/start'))
  if (to && !/^https?:$/.test(to.protocol)) throw new Error(`leads to ${to.href}`)
  return to ? 'location: an address' : 'location: unusable'
}
