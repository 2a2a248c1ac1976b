// The registry of probes: one per check type that an edge location can measure.
import type { CheckType } from '../domain/check/check.ts'
import { probeHttp } from './http.ts'
import type { Probe } from './probe.ts'
import { probeTcp } from './tcp.ts'

export const probes = { http: probeHttp, tcp: probeTcp } satisfies Record<CheckType, Probe>
