// Bytes of a protocol: read from the front, never beyond the end, and written with their lengths.

/** What was received cannot be what it says it is. Always the sender's doing, never ours. */
export class Malformed extends Error {}

export interface Cursor {
  left(): number
  /** A whole number of so many bytes, the highest first. */
  number(bytes: 1 | 2 | 3): number
  take(bytes: number): Uint8Array
  /** What follows its own length of so many bytes. */
  vector(lengthBytes: 1 | 2 | 3): Uint8Array
}

/** Reads from the front; throws `Malformed` where there is less than was announced. */
export function cursorOn(bytes: Uint8Array): Cursor {
  let at = 0
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) throw new Malformed('cut short')
    at += count
    return bytes.subarray(at - count, at)
  }
  const number = (count: 1 | 2 | 3) => take(count).reduce((sum, byte) => sum * 256 + byte, 0)
  return {
    left: () => bytes.length - at,
    number,
    take,
    vector: (lengthBytes) => take(number(lengthBytes)),
  }
}

/** One array out of many. */
export function joined(...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** A whole number in so many bytes, the highest first. */
export function numbered(value: number, bytes: 1 | 2 | 3): number[] {
  return [value >> 16, value >> 8, value].slice(3 - bytes).map((one) => one & 255)
}

/** Bytes behind their own length. */
export function counted(
  lengthBytes: 1 | 2 | 3,
  ...parts: (Uint8Array | number[])[]
): Uint8Array<ArrayBuffer> {
  const content = joined(...parts)
  return joined(numbered(content.length, lengthBytes), content)
}
