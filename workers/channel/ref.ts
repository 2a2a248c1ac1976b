// A short mark of a delivery for the text of a message, by which it is found again at a carrier
// that takes no key against doubles.

const letters = 'abcdefghijkmnpqrstuvwxyz23456789'

/** Seven characters of a delivery's id; the same for every attempt (FNV-1a, 64 bits of which 35). */
export function refOf(delivery: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(delivery)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n)
  }
  hash ^= hash >> 32n
  let text = ''
  for (let index = 0; index < 7; index += 1) {
    text += letters[Number(hash & 31n)]
    hash >>= 5n
  }
  return text
}
