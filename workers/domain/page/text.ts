// Text that an owner wrote for the public: plain, in paragraphs; plain http(s) addresses are links
// and nothing else is.

export type Part = { text: string } | { href: string }

const address = /https?:\/\/[^\s<>"'`]+/g
/** Belongs to the sentence, not to the address. */
const trailing = /[.,;:!?)\]}]+$/

/** Paragraphs, each in parts. */
export function paragraphsOf(text: string): Part[][] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '')
    .map(partsOf)
}

function partsOf(paragraph: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (const match of paragraph.matchAll(address)) {
    const href = match[0].replace(trailing, '')
    if (!isAddress(href)) continue
    if (match.index > from) parts.push({ text: paragraph.slice(from, match.index) })
    parts.push({ href })
    from = match.index + href.length
  }
  if (from < paragraph.length) parts.push({ text: paragraph.slice(from) })
  return parts
}

/** Without a user or a password: those are for deceiving. */
function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
