// What a location is sent to, by check type. Travels in orders, so it only gains fields.
import type { DnsTarget } from './dns.ts'
import type { PingTarget, UdpTarget } from './echo.ts'
import type { Family } from './family.ts'
import type { DomainTarget } from './registration.ts'
import type { DialogueStep } from './steps.ts'

/** An HTTP request as the region sends it: secrets already opened by the shard. */
export interface HttpTarget {
  url: string
  method: string
  headers: [string, string][]
  body?: string
  /** Follow 3xx (at most 10 hops); false: measure the first answer. */
  follow: boolean
  /** Bytes of the body read at most; the rest is cancelled. */
  bodyBytesMax: number
  /** Somebody will search the body: send its text along. */
  bodyWanted?: boolean
  /** Headers of the last answer that somebody will compare, in lower case. */
  headersWanted?: string[]
  /** Read the certificate too, once an https address has answered (verdict.md F34). */
  certificateWanted?: boolean
  /** Over addresses of this family, or of both, each hop of it; absent: as the runtime chooses. */
  family?: Family | 'both'
}

export interface TcpTarget {
  host: string
  port: number
  /** Over addresses of this family, or of both; absent: as the runtime chooses. */
  family?: Family | 'both'
  /** Said and heard once the connection is accepted. */
  dialogue?: DialogueStep[]
}

export interface TlsTarget {
  host: string
  port: number
  /** Asked for in the handshake, when it is not the host. */
  serverName?: string
  family?: Family | 'both'
  /** Said and heard before the handshake: STARTTLS. */
  dialogue?: DialogueStep[]
}

/** A WebSocket to open (RFC 6455): secrets already opened by the shard. */
export interface WebsocketTarget {
  url: string
  headers: [string, string][]
  /** Subprotocols to offer. */
  protocols?: string[]
  /** Sent once it is open. */
  send?: string
  /** Wait for a first message, and bring it home. */
  messageWanted: boolean
  headersWanted?: string[]
  family?: Family | 'both'
}

/** What a probe order may be sent to, by check type. */
export type Target =
  | { type: 'http'; http: HttpTarget }
  | { type: 'tcp'; tcp: TcpTarget }
  | { type: 'tls'; tls: TlsTarget }
  | { type: 'dns'; dns: DnsTarget }
  | { type: 'domain'; domain: DomainTarget }
  | { type: 'websocket'; websocket: WebsocketTarget }
  | { type: 'ping'; ping: PingTarget }
  | { type: 'udp'; udp: UdpTarget }

/** The host that a probe of a target reaches. */
export function targetHost(target: Target): string {
  switch (target.type) {
    case 'http':
      return new URL(target.http.url).hostname
    case 'tcp':
      return target.tcp.host
    case 'tls':
      return target.tls.host
    case 'dns':
      return target.dns.name
    case 'domain':
      return target.domain.name
    case 'websocket':
      return new URL(target.websocket.url).hostname
    case 'ping':
      return target.ping.host
    case 'udp':
      return target.udp.host
  }
}
