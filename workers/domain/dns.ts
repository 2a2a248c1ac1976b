// What is asked of a resolver about a name, and what it said. Travels in orders and measurements, so
// it only gains optional fields.

/** Record types that can be asked for, with their numbers (RFC 1035 §3.2.2, 3596, 8659). */
export const recordNumbers = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  CAA: 257,
} as const
export type RecordType = keyof typeof recordNumbers
export const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT', 'SOA', 'CAA'] as const

export interface DnsTarget {
  /** In ASCII, lower case, without the last dot. */
  name: string
  recordType: RecordType
  /** RFC 8484 addresses by what they are called; none: the location's own resolver. */
  resolvers: { name: string; url: string }[]
}

/** One record of an answer. Names in lower case, without the last dot. */
export interface DnsRecord {
  name: string
  type: string
  /** What is left of its life in the resolver's cache. */
  ttlSeconds: number
  data: string
}

/** What a resolver said. `unusable`: it could not be asked, or made no sense: says nothing of the
 *  name. */
export type DnsOutcome =
  | 'answer'
  | 'no_data'
  | 'nxdomain'
  | 'servfail'
  | 'bogus'
  | 'refused'
  | 'timeout'
  | 'cname_loop'
  | 'unusable'

export interface ResolverAnswer {
  resolver: string
  outcome: DnsOutcome
  ms: number
  /** Of the type asked for, at the end of the chain. */
  records?: DnsRecord[]
  /** Names the answer led through. */
  chain?: string[]
  /** A plain sentence for the evidence; decides nothing. */
  detail?: string
}

/** Bytes of a message read at most. */
export const messageBytesMax = 65_535
/** Records kept of an answer, and characters of each. */
export const recordsMax = 200
export const recordCharsMax = 2_000

/** A name as it is asked for: ASCII (international labels as `xn--`), lower case; null: not one. */
export function dnsName(text: string): string | null {
  const bare = text.trim().replace(/\.$/, '').toLowerCase()
  const ascii = /^[\x21-\x7e]+$/.test(bare) ? bare : internationalName(bare)
  if (ascii === null || ascii.length > 253) return null
  const isLabel = (label: string) => /^(\*|[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)$/.test(label)
  return ascii.split('.').every(isLabel) ? ascii : null
}

/** A host as it is asked for: an international name in ASCII (RFC 5891), without the last dot. What is no
 *  name is given back as it is. */
export function asciiHost(text: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(text)
  return isPlain ? text.replace(/(?<=[^.])\.$/, '') : (dnsName(text) ?? text)
}

function internationalName(text: string): string | null {
  try {
    return new URL(`http://${text}/`).hostname
  } catch {
    return null
  }
}

/** An IPv6 address in its one short form (RFC 5952); null: not one. */
export function shortAddress(text: string): string | null {
  if (!/^[0-9a-f:.]+$/i.test(text)) return null
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1)
  } catch {
    return null
  }
}
