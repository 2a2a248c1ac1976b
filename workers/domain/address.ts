// Which addresses may be a target at all: one guard for probes, redirects, webhooks and forms.
// Written forms are normalised first: decimal, octal, hex and IPv4-mapped ones are the same host.

export interface AddressPolicy {
  privateTargets: 'allow' | 'deny'
  /** Loopback ports that are ours (database, its endpoint, workerd): never a target. */
  ownPorts: readonly number[]
}

export type AddressClass =
  | 'public'
  | 'private'
  | 'loopback'
  | 'linkLocal'
  | 'unspecified'
  | 'multicast'

/** Why a host and port may not be a target, or null. A name is not resolved here. */
export function refusal(
  host: string,
  port: number,
  policy: AddressPolicy,
): 'blocked_target' | null {
  const kind = classOf(host)
  if (kind === null) return null
  if (kind === 'linkLocal' || kind === 'multicast' || isMetadata(host)) return 'blocked_target'
  const local = kind === 'loopback' || kind === 'unspecified'
  if (local && policy.ownPorts.includes(port)) return 'blocked_target'
  return kind !== 'public' && policy.privateTargets === 'deny' ? 'blocked_target' : null
}

/** The class of a literal address (or of `localhost`); null for other names. */
export function classOf(host: string): AddressClass | null {
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
  if (bare === 'localhost' || bare.endsWith('.localhost')) return 'loopback'
  const four = parse4(bare)
  if (four) return class4(four)
  const six = bare.includes(':') ? parse6(bare) : null
  return six ? class6(six) : null
}

function isMetadata(host: string): boolean {
  const six = host.includes(':') ? parse6(host.replace(/^\[|\]$/g, '').toLowerCase()) : null
  return six !== null && six[0] === 0xfd00 && six[1] === 0x0ec2
}

/** WHATWG URL's reading of IPv4: one to four parts, each decimal, octal or hex. */
function parse4(text: string): number[] | null {
  const parts = text.split('.')
  if (parts.length > 4 || parts.some((part) => !/^(0x[0-9a-f]*|\d+)$/.test(part))) return null
  const numbers = parts.map((part) =>
    part.startsWith('0x')
      ? Number.parseInt(part.slice(2) || '0', 16)
      : Number.parseInt(part, part.length > 1 && part.startsWith('0') ? 8 : 10),
  )
  const last = numbers.pop() ?? 0
  if (numbers.some((one) => one > 255) || Number.isNaN(last)) return null
  const room = 4 - numbers.length
  if (last >= 256 ** room) return null
  const tail = Array.from(
    { length: room },
    (_, index) => Math.floor(last / 256 ** (room - 1 - index)) % 256,
  )
  return [...numbers, ...tail]
}

function class4([a = 0, b = 0, c = 0]: number[]): AddressClass {
  if (a === 0) return 'unspecified'
  if (a === 127) return 'loopback'
  if (a === 169 && b === 254) return 'linkLocal'
  if (a >= 224) return 'multicast'
  const isPrivate =
    a === 10 ||
    (a === 172 && b >= 16 && b <= 31) ||
    (a === 192 && b === 168) ||
    (a === 100 && b >= 64 && b <= 127) ||
    (a === 192 && b === 0 && c === 0) ||
    (a === 198 && (b === 18 || b === 19))
  return isPrivate ? 'private' : 'public'
}

function parse6(text: string): number[] | null {
  const bare = text.replace(/%.*$/, '')
  const halves = bare.split('::')
  if (halves.length > 2) return null
  const words = (half: string): number[] | null => {
    if (half === '') return []
    const out: number[] = []
    for (const word of half.split(':')) {
      const four = word.includes('.') ? parse4(word) : null
      if (four) out.push(four[0]! * 256 + four[1]!, four[2]! * 256 + four[3]!)
      else if (/^[0-9a-f]{1,4}$/.test(word)) out.push(Number.parseInt(word, 16))
      else return null
    }
    return out
  }
  const head = words(halves[0]!)
  const tail = halves.length === 2 ? words(halves[1]!) : []
  if (!head || !tail) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  return [...head, ...new Array<number>(missing).fill(0), ...tail]
}

function class6(words: number[]): AddressClass {
  const carried = carried4(words)
  if (carried) return class4(carried)
  const [first = 0] = words
  if (words.slice(0, 7).every((word) => word === 0)) {
    return words[7] === 1 ? 'loopback' : words[7] === 0 ? 'unspecified' : 'private'
  }
  if ((first & 0xffc0) === 0xfe80) return 'linkLocal'
  if ((first & 0xff00) === 0xff00) return 'multicast'
  // A translation of one's own network (RFC 8215): what it leads to is known there alone.
  const isLocalNat = first === 0x0064 && words[1] === 0xff9b && words[2] === 1
  const isPrivate = (first & 0xfe00) === 0xfc00 || (first & 0xffc0) === 0xfec0 || isLocalNat
  return isPrivate ? 'private' : 'public'
}

/** The IPv4 address that an IPv6 one carries: mapped, translated (RFC 2765), compatible, NAT64,
 *  6to4. */
function carried4([a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0]: number[]) {
  const bytes = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255]
  if (a === 0x2002) return bytes(b, c)
  if (a === 0x0064 && b === 0xff9b && c === 0) return bytes(g, h)
  if (a !== 0 || b !== 0 || c !== 0 || d !== 0) return null
  const isMapped = (e === 0 && f === 0xffff) || (e === 0xffff && f === 0)
  const isCompatible = e === 0 && f === 0 && g > 0
  return isMapped || isCompatible ? bytes(g, h) : null
}
