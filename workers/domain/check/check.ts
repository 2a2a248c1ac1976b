// What a user configured, resolved: every default filled in. The shard works from this shape.
import type { Level } from '../incident.ts'
import type { Protocol } from './dialogue.ts'

/** Settings every check type has. Units last; null means "chosen by eSonar". */
export interface CheckBase {
  v: 1
  id: string
  workspace: string
  /** Counts up with each change; `ETag` of the API. */
  version: number
  name: string
  intervalSeconds: number
  timeoutMs: number
  /** null: three times the location's usual median, at least 1 s (2 s until 20 answers). */
  slowAfterMs: number | null
  confirmSeconds: number
  recoverSeconds: number
  regionalSeconds: number
  patienceSeconds: number
  /** Locations asked each slot; null: the workspace's default. */
  locations: string[] | null
  paused: boolean
  policy: string | null
  /** Level of `down` for this check. */
  downLevel: Level
  tags: string[]
  createdAt: string
  updatedAt: string
}

/** A text sealed at rest (`sealed:v1:<key id>:<base64url>`), or plain. */
export type Sealed = string

export interface HttpSettings {
  url: string
  method: string
  headers: { name: string; value: Sealed }[]
  body: string | null
  basicAuth: { username: string; password: Sealed } | null
  bearerToken: Sealed | null
  followRedirects: boolean
  /** "2xx", "200", "200-299", "2xx,301": which final statuses pass. */
  expectStatus: string
  /** The body must contain this text. */
  expectText: string | null
  /** The body must not contain this text. Absent in checks stored before it existed. */
  rejectText?: string | null
  /** The chain of redirects must end on this host. */
  expectHost?: string | null
  /** Lines that the answer must meet (expectation.ts). Absent in checks stored before. */
  expect?: string[]
  /** A redirect from https to http is a failure. */
  refuseDowngrade?: boolean
}

export interface TcpSettings {
  host: string
  port: number
  /** TLS from the first byte, with a certificate that is trusted. Absent in checks stored before. */
  tls?: boolean
  /** What the service must speak (dialogue.ts). */
  speaks?: Protocol
}

export type Check =
  | (CheckBase & { type: 'http'; http: HttpSettings })
  | (CheckBase & { type: 'tcp'; tcp: TcpSettings })
export type CheckType = Check['type']
