// Texts cut to what a provider takes, so that no alert is ever refused for its length.

export interface Cutting {
  /** How a character is written; counted as it is written. */
  escape?: (char: string) => string
  /** UTF-16 units when left out. */
  size?: (written: string) => number
}

const mark = '…'

/** As much of a text as fits, characters whole; `…` says that something is missing. */
export function cut(text: string, most: number, cutting: Cutting = {}): string {
  const { size = unitsOf } = cutting
  const write = cutting.escape ?? same
  const room = most - size(mark)
  let out = ''
  let kept = 0
  let length = 0
  for (const char of text) {
    const written = write(char)
    const next = length + size(written)
    if (next > most) return `${out.slice(0, kept)}${mark}`
    out += written
    length = next
    if (length <= room) kept = out.length
  }
  return out
}

const same = (char: string) => char
const unitsOf = (written: string) => written.length

/** Bytes in UTF-8. */
export const bytesOf = (written: string): number => new TextEncoder().encode(written).length

/** `&`, `<` and `>` as entities: HTML, and Slack's mrkdwn. */
export function entity(char: string): string {
  return entities[char] ?? char
}
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/** The same for a value in double quotes. */
export const quoted = (text: string): string => cut(text, 2_000, { escape: inQuotes })
const inQuotes = (char: string) => (char === '"' ? '&quot;' : entity(char))

/** Characters that Markdown might take for its own, each behind a backslash. */
export const backslashed = (char: string): string =>
  /[\\`*_~|<>[\]#]/.test(char) ? `\\${char}` : char
