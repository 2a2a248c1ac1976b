// The data of a DNS record as it is written in a zone (RFC 1035 §3.3, §5; RFC 3596; RFC 8659).
import { type RecordType, recordCharsMax, shortAddress } from '../domain/dns.ts'
import { nameAt } from './dns-name.ts'

/** The data from `at` to `end` in words; null when it is not of this type. */
export function dataText(
  bytes: Uint8Array,
  type: RecordType,
  at: number,
  end: number,
): string | null {
  const text = wholeText(bytes, type, at, end)
  return text === null ? null : text.slice(0, recordCharsMax)
}

function wholeText(bytes: Uint8Array, type: RecordType, at: number, end: number): string | null {
  switch (type) {
    case 'A':
      return end - at === 4 ? [...bytes.subarray(at, end)].join('.') : null
    case 'AAAA':
      return end - at === 16 ? sixText(bytes.subarray(at, end)) : null
    case 'CNAME':
    case 'NS':
      return wholeName(bytes, at, end)
    case 'MX': {
      const name = end - at > 2 ? wholeName(bytes, at + 2, end) : null
      return name === null ? null : `${number(bytes, at, 2)} ${name === '' ? '.' : name}`
    }
    case 'TXT':
      return stringsText(bytes, at, end)
    case 'SOA':
      return soaText(bytes, at, end)
    case 'CAA':
      return caaText(bytes, at, end)
  }
}

function wholeName(bytes: Uint8Array, at: number, end: number): string | null {
  const name = nameAt(bytes, at)
  return name && name.next === end ? name.text : null
}

const number = (bytes: Uint8Array, at: number, length: number) =>
  bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0)

function sixText(bytes: Uint8Array): string | null {
  const words = Array.from({ length: 8 }, (_, index) => number(bytes, index * 2, 2).toString(16))
  return shortAddress(words.join(':'))
}

/** The strings of a TXT record as one text, as SPF and DKIM read it (RFC 7208 §3.3). */
function stringsText(bytes: Uint8Array, from: number, end: number): string | null {
  let text = ''
  let at = from
  while (at < end) {
    const next = at + 1 + bytes[at]!
    if (next > end) return null
    text += plainText(bytes.subarray(at + 1, next))
    at = next
  }
  return from === end ? null : text
}

const plainText = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

function soaText(bytes: Uint8Array, at: number, end: number): string | null {
  const server = nameAt(bytes, at)
  const person = server && nameAt(bytes, server.next)
  if (!person || person.next + 20 !== end) return null
  const figures = [0, 4, 8, 12, 16].map((offset) => number(bytes, person.next + offset, 4))
  return `${server.text} ${person.text} ${figures.join(' ')}`
}

/** `0 issue "letsencrypt.org"`. */
function caaText(bytes: Uint8Array, at: number, end: number): string | null {
  const tagAt = at + 2
  const valueAt = tagAt + (bytes[at + 1] ?? 0)
  if (end - at < 3 || valueAt === tagAt || valueAt > end) return null
  const tag = plainText(bytes.subarray(tagAt, valueAt)).toLowerCase()
  return `${bytes[at]} ${tag} "${plainText(bytes.subarray(valueAt, end))}"`
}
