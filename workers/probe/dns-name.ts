// A domain name within a DNS message (RFC 1035 §4.1.4): labels, and pointers to labels before.

const nameBytesMax = 255

/** The name at an offset and where what follows it begins; null when there is none. A pointer must
 *  lead back further than all before it, so that no message leads in a circle. */
export function nameAt(bytes: Uint8Array, from: number): { text: string; next: number } | null {
  const labels: string[] = []
  let at = from
  let before = from
  let next: number | null = null
  let length = 1
  for (;;) {
    const size = bytes[at]
    if (size === undefined) return null
    if (size === 0) return { text: labels.join('.'), next: next ?? at + 1 }
    if (size >= 0xc0) {
      const low = bytes[at + 1]
      if (low === undefined) return null
      const to = ((size & 0x3f) << 8) | low
      if (to >= before) return null
      next ??= at + 2
      before = to
      at = to
      continue
    }
    length += size + 1
    if (size > 63 || length > nameBytesMax || at + 1 + size > bytes.length) return null
    labels.push(labelText(bytes.subarray(at + 1, at + 1 + size)))
    at += size + 1
  }
}

/** A label as it is written (RFC 1035 §5.1, RFC 4343): lower case, odd bytes as `\ddd`. */
function labelText(label: Uint8Array): string {
  let text = ''
  for (const byte of label) {
    const letter = String.fromCharCode(byte)
    if (letter === '.' || letter === '\\') text += `\\${letter}`
    else if (byte > 0x20 && byte < 0x7f) text += letter.toLowerCase()
    else text += `\\${String(byte).padStart(3, '0')}`
  }
  return text
}
