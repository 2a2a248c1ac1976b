// The registry of probes: one per kind of target that an edge location can measure.
import type { Target } from '../domain/measurement.ts'
import { probeDns } from './dns.ts'
import { probeDomain } from './domain.ts'
import { probeHttp } from './http.ts'
import { probePing } from './ping.ts'
import type { Probe } from './probe.ts'
import { probeTcp } from './tcp.ts'
import { probeTls } from './tls.ts'
import { probeUdp } from './udp.ts'
import { probeWebsocket } from './websocket.ts'

export const probes = {
  http: probeHttp,
  tcp: probeTcp,
  tls: probeTls,
  dns: probeDns,
  domain: probeDomain,
  websocket: probeWebsocket,
  ping: probePing,
  udp: probeUdp,
} satisfies Record<Target['type'], Probe>
