// What a subscriber of a status page reads as a text message: one part of the GSM alphabet, or two
// parts of UCS-2 where that alphabet would lose letters.
import { cutGsm, septetsOf, smsSeptetsMax, toGsm } from '../gsm.ts'

/** Characters of UCS-2 in one part, and in each of several. */
const alone = 70
const each = 67
const partsMax = 2
/** So much of the words stays, however long the address is. */
const wordsMin = 40

export interface ReaderText {
  body: string
  /** Parts, as they are paid for. */
  segments: number
}

/** `tail` (an address, a mark) is never cut. */
export function readerText(words: string, tail: string): ReaderText {
  const gsm = toGsm(words)
  if (marks(gsm) <= marks(words)) {
    const body = `${cutGsm(gsm, Math.max(wordsMin, smsSeptetsMax - 1 - septetsOf(tail)))} ${tail}`
    const septets = septetsOf(body)
    return { body, segments: septets <= smsSeptetsMax ? 1 : Math.ceil(septets / 153) }
  }
  const room = Math.max(wordsMin, partsMax * each - 1 - tail.length)
  const kept = words.length <= room ? words : `${[...words.slice(0, room - 1)].join('')}…`
  const body = `${kept} ${tail}`
  return { body, segments: body.length <= alone ? 1 : Math.ceil(body.length / each) }
}

/** What has no near letter became a question mark. */
const marks = (text: string) => text.split('?').length
