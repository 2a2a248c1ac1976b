// What a user configured, resolved: every default filled in. The shard works from this shape.
import type { Level } from '../incident.ts'
import type { Levels } from '../level.ts'
import type { DnsSettings } from './dns.ts'
import type { DomainSettings } from './domain.ts'
import type { GroupSettings } from './group.ts'
import type { HeartbeatSettings } from './heartbeat.ts'
import type { HttpSettings } from './http-fields.ts'
import type { ManualSettings } from './manual.ts'
import type { PingSettings } from './ping.ts'
import type { TcpSettings } from './tcp.ts'
import type { TlsSettings } from './tls.ts'
import type { UdpSettings } from './udp.ts'
import type { WebsocketSettings } from './websocket.ts'

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
  /** It is paused because the plan runs no more checks; absent: a person paused it. */
  pausedBy?: 'plan'
  policy: string | null
  /** Level of `down` for this check. */
  downLevel: Level
  /** A check of the workspace that this one depends on: while it is down, this one is not told. */
  parent?: string | null
  /** Levels of other kinds, where they differ from each kind's own. */
  levels?: Levels
  tags: string[]
  createdAt: string
  updatedAt: string
}

/** A text sealed at rest (`sealed:v1:<key id>:<base64url>`), or plain. */
export type Sealed = string

/** The settings of each type, under its own name in a check. */
export interface SettingsByType {
  http: HttpSettings
  tcp: TcpSettings
  tls: TlsSettings
  heartbeat: HeartbeatSettings
  manual: ManualSettings
  group: GroupSettings
  ping: PingSettings
  udp: UdpSettings
  dns: DnsSettings
  domain: DomainSettings
  websocket: WebsocketSettings
}
export type CheckType = keyof SettingsByType
export type CheckOf<T extends CheckType> = CheckBase & { type: T } & Pick<SettingsByType, T>
export type Check = { [T in CheckType]: CheckOf<T> }[CheckType]
