// What a script of a check waits for, heard on an open connection. An answer that ends, that stops
// and one without end are told apart; none takes longer than the budget or more than its bytes.
import { RE2JS } from 're2js'
import { piecesOf } from '../domain/check/script.ts'
import type { DialogueStep, Stated } from '../domain/measurement.ts'
import { ownSecretCharsMin, redact, redacted } from '../domain/redact.ts'
import { type Fault, heardBytesMax, keep, type Line, type Spoken } from './line.ts'
import { within } from './probe.ts'
import { steady } from './steady.ts'

/** A pattern is tried again once the text has grown by a quarter, or has paused for so long: bytes
 *  that come one by one cost no more than a text that comes at once. */
const pauseMs = 50
const foundCharsMax = 80

type End = 'late' | 'reset' | 'end' | 'endless'

/** Waits for one step until `endAt`. What was sent before (in `steps`) is taken out of what is told:
 *  a server may repeat it. */
export async function hearStated(
  line: Line,
  { wanted, stated }: Stated,
  steps: DialogueStep[],
  endAt: number,
  spoken: Spoken,
): Promise<Fault | null> {
  const afterIn = finder(wanted)
  let triedChars = -1
  const isMet = () => {
    triedChars = line.heard.length
    const after = afterIn(line.heard)
    if (after === null) return false
    line.heard = line.heard.slice(after)
    return true
  }
  for (;;) {
    const isTried = triedChars === line.heard.length
    const isFull = line.heard.length > heardBytesMax
    if (!isTried && (isFull || line.heard.length >= triedChars * 1.25) && isMet()) return null
    if (isFull) return faultOf('endless', line.heard, stated, steps)
    const left = endAt - steady()
    const isPaused = triedChars !== line.heard.length && left > pauseMs
    const part = await within(nextOf(line), isPaused ? pauseMs : left)
    if (part === 'late' && isPaused) {
      if (isMet()) return null
      continue
    }
    if (part !== 'late') line.pending = undefined
    if (typeof part === 'string') {
      if (triedChars !== line.heard.length && isMet()) return null
      return faultOf(part, line.heard, stated, steps)
    }
    keep(line, part, spoken)
  }
}

/** The read under way, or a new one: a part that comes after a pause is not lost. */
function nextOf(line: Line): Promise<Uint8Array | 'reset' | 'end'> {
  line.pending ??= line.reader.read().then(
    (part) => (part.done ? ('end' as const) : part.value),
    () => 'reset' as const,
  )
  return line.pending
}

/** Where the text goes on after what is wanted; null: it is not there. */
function finder(wanted: Stated['wanted']): (heard: string) => number | null {
  if ('contains' in wanted) {
    const { contains } = wanted
    return (heard) => {
      const at = heard.indexOf(contains)
      return at < 0 ? null : at + contains.length
    }
  }
  const pattern = RE2JS.compile(wanted.matches)
  return (heard) => {
    const text = new TextDecoder().decode(Uint8Array.from(heard, (one) => one.charCodeAt(0)))
    const matcher = pattern.matcher(text)
    if (!matcher.find()) return null
    return new TextEncoder().encode(text.slice(0, matcher.end())).length
  }
}

const silent = {
  late: 'headers_timeout',
  reset: 'connection_reset',
  end: 'empty_reply',
  endless: 'expectation',
} as const
const ends = {
  late: ', then nothing more',
  reset: ', then a reset',
  end: ', then the end of the connection',
  endless: `, and more than ${heardBytesMax} bytes`,
}

/** A text that does not come in time may still come: the patient probe waits for it. */
function faultOf(how: End, heard: string, stated: string, steps: DialogueStep[]): Fault {
  const phase = 'headers'
  if (heard === '') return { reason: silent[how], phase, unmet: { line: stated, found: null } }
  const reason = how === 'late' ? 'body_timeout' : 'expectation'
  return { reason, phase, unmet: { line: stated, found: `"${shown(heard, steps)}"${ends[how]}` } }
}

/** The first of what was heard, on one line, without what was sent. */
function shown(heard: string, steps: DialogueStep[]): string {
  const sent = steps.flatMap((step) => ('send' in step ? piecesOf(step.send) : []))
  const text = redact(withoutRest(heard.slice(0, 4_096), sent), sent).slice(0, foundCharsMax)
  return JSON.stringify(text).slice(1, -1)
}

/** The step before may have been met in the middle of a repeated text: its rest stands in front. */
function withoutRest(heard: string, sent: string[]): string {
  for (const piece of sent) {
    for (let length = piece.length - 1; length >= ownSecretCharsMin; length -= 1) {
      if (heard.startsWith(piece.slice(-length))) return `${redacted}${heard.slice(length)}`
    }
  }
  return heard
}
