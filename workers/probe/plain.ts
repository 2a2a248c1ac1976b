// A plain HTTP/1.1 request over an open socket, only to learn what comes back: nothing, a reset,
// something that is not HTTP, half an answer, or a whole one.
import { complete, judgePlain, type PlainAnswer } from './plain-answer.ts'
import { nextPart } from './socket.ts'
import { steady } from './steady.ts'

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
  const end = steady() + timeoutMs
  for (;;) {
    const part = await nextPart(reader, end - steady())
    if (part === 'late') return text === '' ? { kind: 'silent' } : judgePlain(text, 'open', verb)
    if (part === 'reset') return text === '' ? { kind: 'reset' } : judgePlain(text, 'cut', verb)
    if (part === 'end') return text === '' ? { kind: 'empty' } : judgePlain(text, 'cut', verb)
    text += String.fromCharCode(...part.subarray(0, 8_192))
    if (text.length >= bytesMax) return judgePlain(text, 'open', verb)
    if (complete(text, verb)) return judgePlain(text, 'open', verb)
  }
}
