// What the bytes of an HTTP/1.1 answer are, as far as they came: whole, cut off, not HTTP at all.

export type PlainAnswer =
  | { kind: 'answered' }
  | { kind: 'empty' }
  | { kind: 'reset' }
  | { kind: 'silent' }
  | { kind: 'notHttp'; start: string }
  | { kind: 'truncated'; detail: string }
  | { kind: 'undecodable'; detail: string }

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

/** Whether all of an answer has come. */
export function complete(text: string, verb: string): boolean {
  const head = headOf(text)
  if (!head) return false
  if (verb === 'HEAD' || head.status === 101 || head.status === 204 || head.status === 304)
    return true
  if (head.chunked) return text.endsWith('0\r\n\r\n')
  return head.length !== null && text.length - head.bodyAt >= head.length
}

/** What the bytes of an answer are, as far as they came: one byte is one character. */
export function judgePlain(text: string, end: 'open' | 'cut', verb: string): PlainAnswer {
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
