// What agents alone can ask: ICMP echoes, with what became of them, and datagrams.

/** A host that is asked for ICMP echoes: agents alone can. */
export interface PingTarget {
  host: string
  /** Echoes to ask for. */
  count: number
}

/** A port that is sent a datagram: agents alone can. */
export interface UdpTarget {
  host: string
  port: number
  /** Bytes, one a character. */
  send: string
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
