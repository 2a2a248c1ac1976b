// What a fuzz run gives back, and the seeded mutations that all subjects share.

export interface FuzzReport {
  inputs: number
  /** How often each clean end was reached. */
  outcomes: Record<string, number>
  /** What must not happen, with what repeats it. */
  faults: string[]
}
export type Fuzz = (inputs: number, seed: number) => Promise<FuzzReport>

/** Chance from a seed (mulberry32): the same seed, the same run. */
export function chanceOf(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
}

const nasty = [0, 1, 0x7f, 0x80, 0xff, 0x30, 0x82, 0x16, 0x17]

/** Bytes with one to eight wounds: a bit, a byte, a cut, a hole, a copy, noise. */
export function wounded(bytes: Uint8Array, below: (most: number) => number): Uint8Array {
  let out = Uint8Array.from(bytes)
  for (let wounds = 1 + below(8); wounds > 0; wounds -= 1) {
    const at = below(Math.max(1, out.length))
    const length = 1 + below(16)
    switch (below(7)) {
      case 0:
        out[at] = (out[at] ?? 0) ^ (1 << below(8))
        break
      case 1:
        out[at] = nasty[below(nasty.length)]!
        break
      case 2:
        out[at] = below(256)
        break
      case 3:
        out = out.slice(0, at)
        break
      case 4:
        out = Uint8Array.from([...out.subarray(0, at), ...out.subarray(at + length)])
        break
      case 5:
        out = Uint8Array.from([...out.subarray(0, at + length), ...out.subarray(at)])
        break
      case 6:
        for (let index = at; index < Math.min(out.length, at + length); index += 1)
          out[index] = below(256)
    }
  }
  return out
}
