// A dialogue on an open connection, step by step: say a text, hear one, start TLS. Whatever is
// heard is kept as the banner. A wrong answer is told from none, and from a connection that ends.
import type { DialogueStep, Hearing } from '../domain/measurement.ts'
import type { FailReason } from '../domain/reason.ts'
import { type Fault, heardBytesMax, keep, type Line, type Spoken } from './line.ts'
import { within } from './probe.ts'
import { hearStated } from './script.ts'
import { nextPart, withName } from './socket.ts'
import { steady } from './steady.ts'

/** After a wrong line, this much silence means that nothing better comes. */
const quietMsMax = 1_000
/** A reply that goes on (RFC 5321 §4.2.1): some servers wait for seconds before its last line. */
const goesOn = /(?:^|\n)\d{3}-[^\n]*\n?$/

/** Goes through the steps until one fails or `endAt` (of the steady clock) is reached. After
 *  a dialogue of ours the socket that comes back is free for others to read. */
export async function speak(
  socket: Socket,
  steps: DialogueStep[],
  endAt: number,
): Promise<Spoken & { socket: Socket }> {
  const spoken: Spoken = { fault: null, phases: {}, banner: '' }
  let line = lineOn(socket)
  for (const step of steps) {
    const begun = steady()
    if ('tls' in step) {
      const secured = await secure(line, step.serverName, endAt)
      line = secured.line
      spoken.fault = secured.fault
    } else if ('send' in step) spoken.fault = await say(line, step, endAt)
    else if ('wanted' in step) spoken.fault = await hearStated(line, step, steps, endAt, spoken)
    else spoken.fault = await hear(line, step, endAt, spoken)
    const phase = 'tls' in step ? 'tls' : 'headers'
    spoken.phases[phase] = (spoken.phases[phase] ?? 0) + steady() - begun
    if (spoken.fault) break
  }
  // A read under way, which only a script leaves, holds its lock until the end.
  if (!spoken.fault && !line.pending) line.reader.releaseLock()
  return { ...spoken, socket: line.socket }
}

function lineOn(socket: Socket): Line {
  const reader = socket.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>
  return { socket, reader, heard: '' }
}

async function secure(
  line: Line,
  serverName: string | undefined,
  endAt: number,
): Promise<{ line: Line; fault: Fault | null }> {
  line.reader.releaseLock()
  const secured = line.socket.startTls(withName(serverName))
  secured.closed.catch(() => undefined)
  const opened = secured.opened.then(
    () => null,
    () => 'tls_handshake' as const,
  )
  const said = await within(opened, endAt - steady())
  if (said === null) return { line: lineOn(secured), fault: null }
  const reason = said === 'late' ? 'tls_timeout' : said
  return { line, fault: { reason, phase: 'tls' } }
}

async function say(
  line: Line,
  { send, stated }: { send: string; stated?: string },
  endAt: number,
): Promise<Fault | null> {
  const writer = line.socket.writable.getWriter()
  const bytes = Uint8Array.from(send, (letter) => letter.charCodeAt(0))
  const written = writer.write(bytes).then(
    () => null,
    () => 'connection_reset' as const,
  )
  const said = await within(written, endAt - steady())
  if (said !== 'late') writer.releaseLock()
  if (said === null) return null
  const unmet = stated === undefined ? {} : { unmet: { line: stated, found: null } }
  return { reason: said === 'late' ? 'headers_timeout' : said, phase: 'headers', ...unmet }
}

async function hear(
  line: Line,
  step: Hearing,
  endAt: number,
  spoken: Spoken,
): Promise<Fault | null> {
  for (;;) {
    const rest = after(line.heard, step)
    if (rest !== null) {
      line.heard = rest
      return null
    }
    if (step.from !== undefined && line.heard.length > step.from)
      return faultOf('late', line.heard, step)
    const left = endAt - steady()
    const isPartial = line.heard !== '' && !goesOn.test(line.heard)
    const patienceMs = isPartial ? Math.min(left, quietMsMax) : left
    const part = await nextPart(line.reader, patienceMs)
    if (typeof part === 'string') return faultOf(part, line.heard, step)
    keep(line, part, spoken)
    if (line.heard.length > heardBytesMax) return faultOf('late', line.heard, step)
  }
}

/** What is left once a wanted text was heard: at the start of a line, or at an offset; else null. */
function after(heard: string, { anyOf, from }: Hearing): string | null {
  if (from !== undefined) return anyOf.some((text) => heard.startsWith(text, from)) ? '' : null
  for (let at = 0; at < heard.length; ) {
    const end = heard.indexOf('\n', at)
    const next = end < 0 ? heard.length : end + 1
    if (anyOf.some((text) => heard.startsWith(text, at))) return heard.slice(next)
    at = next
  }
  return null
}

function faultOf(how: 'late' | 'reset' | 'end', heard: string, step: Hearing): Fault {
  if (heard === '') {
    const reasons = { late: 'headers_timeout', reset: 'connection_reset', end: 'empty_reply' }
    return { reason: reasons[how] as FailReason, phase: 'headers' }
  }
  const texts = new Set(step.anyOf.map((text) => printable(text).trim()))
  const line = step.like ?? `an answer like ${[...texts].join(' or ')}`
  return {
    reason: 'expectation',
    phase: 'headers',
    unmet: { line, found: `"${printable(heard)}"` },
  }
}

/** One line of at most 80 characters, whatever the bytes were. */
function printable(text: string): string {
  const [first = ''] = text.trimStart().split(/[\r\n]/)
  return JSON.stringify((first || text).slice(0, 80)).slice(1, -1)
}
