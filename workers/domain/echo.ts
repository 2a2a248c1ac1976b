// ICMP echoes: who is asked for them, and what became of them.

/** A host that is asked for ICMP echoes: agents alone can. */
export interface PingTarget {
  host: string
  /** Echoes to ask for. */
  count: number
}

/** What became of the echoes, times in milliseconds. */
export interface Echoes {
  sent: number
  received: number
  minMs: number
  meanMs: number
  maxMs: number
  jitterMs: number
}
