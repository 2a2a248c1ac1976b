// Places probes are sent from: what they are, not how they are reached.

/** A place probes are sent from, as the verdict sees it. */
export interface Location {
  id: string
  /** Who carries its packets: votes are counted per network too. */
  network: string
  /** How a person reads it: "weur", "home". */
  label: string
  /** Lent by another master: asked only to confirm (verdict/borrowed.ts). */
  borrowed?: boolean
}
