// Text as a text message carries it: the GSM 7-bit alphabet (3GPP TS 23.038), transliterated
// where there is a near letter. One character outside it would halve the room of the message.

/** Septets of one message that is not cut in parts. */
export const smsSeptetsMax = 160

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Each of these takes two septets. */
const extended = new Set('^{}\\[~]|€')

const near: Readonly<Record<string, string>> = {
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '‘': "'",
  '’': "'",
  '‚': "'",
  '`': "'",
  '´': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '…': '...',
  '•': '-',
  '·': '.',
  '×': 'x',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '±': '+/-',
  '°': ' deg',
  µ: 'u',
  μ: 'u',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  œ: 'oe',
  Œ: 'OE',
  ı: 'i',
  '\u00a0': ' ',
  '\t': ' ',
}

/** The text in GSM-7: letters with foreign marks lose the marks, what has no near letter becomes
 *  one `?` a run. */
export function toGsm(text: string): string {
  let out = ''
  for (const character of text.normalize('NFC')) out += gsmOf(character)
  return out.replace(/\uFFFD[\uFFFD ]*\uFFFD|\uFFFD/g, '?')
}

function gsmOf(character: string): string {
  if (basic.has(character) || extended.has(character)) return character
  const known = near[character]
  if (known !== undefined) return known
  const [letter = '', ...marks] = character.normalize('NFKD')
  if (/^\p{M}+$/u.test(marks.join('')) && basic.has(letter)) return letter
  const plain = [...character.normalize('NFKD')]
  if (plain.length > 1 && plain.every((one) => basic.has(one))) return plain.join('')
  if (basic.has(letter) && plain.length === 1) return letter
  return /\p{M}|\p{Cc}|\p{Cf}/u.test(character) ? '' : '\uFFFD'
}

/** How many septets a GSM-7 text takes. */
export function septetsOf(text: string): number {
  let count = 0
  for (const character of text) count += extended.has(character) ? 2 : 1
  return count
}

/** Whether every character is one of GSM-7. */
export function isGsm(text: string): boolean {
  return [...text].every((one) => basic.has(one) || extended.has(one))
}

/** The beginning of a GSM-7 text that fits; what is cut ends in two dots. */
export function cutGsm(text: string, septetsMax: number): string {
  if (septetsOf(text) <= septetsMax) return text
  let out = ''
  let used = 0
  for (const character of text) {
    const size = extended.has(character) ? 2 : 1
    if (used + size > septetsMax - 2) break
    out += character
    used += size
  }
  return `${out.trimEnd()}..`
}

/** In how many parts a GSM-7 text is sent and paid for (153 septets each when more than one). */
export function segmentsOf(text: string): number {
  const septets = septetsOf(text)
  return septets <= smsSeptetsMax ? 1 : Math.ceil(septets / 153)
}
