// An open connection on which something is said and heard, and what came of it.
import { bodyStartCharsMax, type PhasesMs } from '../domain/measurement.ts'
import type { Unmet } from '../domain/observation.ts'
import type { FailReason } from '../domain/reason.ts'

export interface Spoken {
  /** Null when every step went well. */
  fault: { reason: FailReason; phase: 'tls' | 'headers'; unmet?: Unmet } | null
  phases: PhasesMs
  /** The first of what was heard, as text. */
  banner: string
}

/** Of one answer. */
export const heardBytesMax = 16_384

export interface Line {
  socket: Socket
  reader: ReadableStreamDefaultReader<Uint8Array>
  /** Heard and not yet understood. */
  heard: string
  /** A read that was begun and not yet answered. */
  pending?: Promise<Uint8Array | 'reset' | 'end'> | undefined
}
export type Fault = NonNullable<Spoken['fault']>

/** Keeps what was heard as the banner, too. */
export function keep(line: Line, part: Uint8Array, spoken: Spoken): void {
  const text = String.fromCharCode(...part.subarray(0, heardBytesMax))
  line.heard += text
  spoken.banner = (spoken.banner + text).slice(0, bodyStartCharsMax)
}
