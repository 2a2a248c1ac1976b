// A plain HTTP/1.1 request over an open socket, only to learn what comes back: nothing, a reset,
// something that is not HTTP, half an answer, or a whole one.
import { nextPart } from './socket.ts'

export type PlainAnswer =
  | { kind: 'answered' }
  | { kind: 'empty' }
  | { kind: 'reset' }
  | { kind: 'silent' }
  | { kind: 'notHttp'; start: string }
  | { kind: 'truncated'; detail: string }
  | { kind: 'undecodable'; detail: string }

export interface PlainQuestion {
  method: string
  /** Ask for a WebSocket (RFC 6455 §4.1). */
  upgrade?: boolean
}

const bytesMax = 32_768
const upgradeHeaders =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

/** Sends a request without body or secrets and reads at most 32 KB for at most `timeoutMs`. */
export async function askPlainly(
  socket: Socket,
  url: URL,
  { method, upgrade }: PlainQuestion,
  timeoutMs: number,
  agent: string,
): Promise<PlainAnswer> {
  const verb = method === 'HEAD' ? 'HEAD' : 'GET'
  const last = upgrade ? upgradeHeaders : 'Connection: close\r\n'
  const request = `${verb} ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUser-Agent: ${agent}\r\nAccept: */*\r\nAccept-Encoding: identity\r\n${last}\r\n`
  const writer = socket.writable.getWriter()
  try {
    await writer.write(new TextEncoder().encode(request))
  } catch {
    return { kind: 'reset' }
  }
  const reader = socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
  let text = ''
  const end = Date.now() + timeoutMs
  for (;;) {
    const part = await nextPart(reader, end - Date.now())
    if (part === 'late') return text === '' ? { kind: 'silent' } : judged(text, 'open', verb)
    if (part === 'reset') return text === '' ? { kind: 'reset' } : judged(text, 'cut', verb)
    if (part === 'end') return text === '' ? { kind: 'empty' } : judged(text, 'cut', verb)
    text += String.fromCharCode(...part.subarray(0, 8_192))
    if (text.length >= bytesMax) return judged(text, 'open', verb)
    if (complete(text, verb)) return judged(text, 'open', verb)
  }
}

interface Head {
  status: number
  length: number | null
  chunked: boolean
  encoding: string
  bodyAt: number
}

function headOf(text: string): Head | null {
  const bodyAt = text.indexOf('\r\n\r\n')
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)
  if (bodyAt < 0 || !status) return null
  const field = (name: string) =>
    new RegExp(`\\r\\n${name}: *([^\\r\\n]*)`, 'i').exec(text.slice(0, bodyAt))?.[1] ?? ''
  const length = field('content-length')
  return {
    status: Number(status[1]),
    length: length === '' ? null : Number(length),
    chunked: /chunked/i.test(field('transfer-encoding')),
    encoding: field('content-encoding'),
    bodyAt: bodyAt + 4,
  }
}

function complete(text: string, verb: string): boolean {
  const head = headOf(text)
  if (!head) return false
  if (verb === 'HEAD' || head.status === 101 || head.status === 204 || head.status === 304)
    return true
  if (head.chunked) return text.endsWith('0\r\n\r\n')
  return head.length !== null && text.length - head.bodyAt >= head.length
}

function judged(text: string, end: 'open' | 'cut', verb: string): PlainAnswer {
  if (!text.startsWith('HTTP/1.')) return { kind: 'notHttp', start: printable(text) }
  const head = headOf(text)
  if (!head)
    return end === 'cut'
      ? { kind: 'truncated', detail: 'cut within the headers' }
      : { kind: 'silent' }
  if (complete(text, verb) || end === 'open') {
    if (head.encoding !== '' && head.encoding !== 'identity')
      return { kind: 'undecodable', detail: `sent as ${head.encoding}, unasked` }
    return { kind: 'answered' }
  }
  const got = text.length - head.bodyAt
  if (head.chunked) return { kind: 'truncated', detail: 'the last chunk never came' }
  if (head.length !== null) return { kind: 'truncated', detail: `${got} of ${head.length} bytes` }
  return { kind: 'answered' }
}

function printable(text: string): string {
  return text.slice(0, 40).replace(/[^\x20-\x7e]/g, '.')
}
