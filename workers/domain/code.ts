// The six digits that prove that a person's address is theirs: how long they are good, how often
// they may be typed and sent. Times are milliseconds since the epoch.

export const codeMsMax = 10 * 60_000
export const codeTriesMax = 5
/** Between two codes to one channel. */
export const codeWaitMs = 60_000
/** Codes a workspace may ask for in 24 hours: nobody's phone becomes a toy. */
export const codesPerDay = 20
const dayMs = 24 * 3_600_000

export interface SentCode {
  /** Of the code, the channel and its address. */
  hash: string
  expiresAt: number
  tries: number
  sentAt: number
}

/** PERSISTED CONTRACT: the codes of a workspace. */
export interface CodeBook {
  v: 1
  /** Of all codes sent in the last day. */
  sentAts: number[]
  /** The one code that is good now, by channel. */
  codes: Record<string, SentCode>
}

export const newCodeBook = (): CodeBook => ({ v: 1, sentAts: [], codes: {} })

/** Seconds until another code may be sent to this channel; 0: now. */
export function codeWaitSeconds(book: CodeBook, channel: string, now: number): number {
  const last = book.codes[channel]?.sentAt
  const ownAt = last === undefined ? now : last + codeWaitMs
  const today = book.sentAts.filter((at) => at > now - dayMs)
  const dayAt = today.length < codesPerDay ? now : Math.min(...today) + dayMs
  return Math.max(0, Math.ceil((Math.max(ownAt, dayAt) - now) / 1000))
}

/** The book with a code that is being sent; the one before is good no more. */
export function withCode(book: CodeBook, channel: string, hash: string, now: number): CodeBook {
  const good = Object.entries(book.codes).filter(([, { expiresAt }]) => expiresAt > now)
  const code = { hash, expiresAt: now + codeMsMax, tries: 0, sentAt: now }
  return {
    v: 1,
    sentAts: [...book.sentAts.filter((at) => at > now - dayMs), now],
    codes: { ...Object.fromEntries(good), [channel]: code },
  }
}

export type Tried = 'right' | 'wrong' | 'spent' | 'none'

/** What typing a code makes of the book. Every try counts, and the right one uses the code up. */
export function tryCode(
  book: CodeBook,
  channel: string,
  hash: string,
  now: number,
): { tried: Tried; book: CodeBook } {
  const { [channel]: code, ...others } = book.codes
  if (!code || code.expiresAt <= now) return { tried: 'none', book: { ...book, codes: others } }
  if (code.tries >= codeTriesMax) return { tried: 'spent', book }
  if (code.hash === hash) return { tried: 'right', book: { ...book, codes: others } }
  const after = { ...code, tries: code.tries + 1 }
  const tried = after.tries >= codeTriesMax ? 'spent' : 'wrong'
  return { tried, book: { ...book, codes: { ...others, [channel]: after } } }
}
