// The registry of check types: what the API takes, what a probe is sent, what a measurement means.
import { z } from 'zod'
import type { Measurement, Target } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { Check, CheckType, HttpSettings, TcpSettings } from './check.ts'
import { commonDefaults, commonFields, type FormField } from './check-fields.ts'
import { evaluateHttp, httpDefaults, httpFields, httpForm, httpTarget } from './http.ts'
import { evaluateTcp, splitHostPort, tcpDefaults, tcpFields, tcpForm, tcpTarget } from './tcp.ts'

export type { Check, CheckType } from './check.ts'

/** How a person reads each type, and the fields of its form. */
export const checkTypes = {
  http: { label: 'HTTP', help: 'A web address that must answer.', form: httpForm },
  tcp: { label: 'TCP', help: 'A port that must accept a connection.', form: tcpForm },
} satisfies Record<CheckType, { label: string; help: string; form: FormField[] }>

const optionalCommon = z.strictObject(commonFields).partial().shape

const httpInput = z.strictObject({
  ...optionalCommon,
  type: z.literal('http'),
  ...z.strictObject(httpFields).partial().shape,
  url: httpFields.url,
})
const tcpInput = z.strictObject({
  ...optionalCommon,
  type: z.literal('tcp'),
  ...z.strictObject(tcpFields).partial().shape,
  host: tcpFields.host,
  port: tcpFields.port,
})

/** What `POST /api/checks` takes. `{type:'tcp', url:'host:port'}` is read as host and port. */
export const checkInput = z.preprocess(
  (raw) => (isRecord(raw) && raw.type === 'tcp' ? withHostPort(raw) : raw),
  z.discriminatedUnion('type', [httpInput, tcpInput], 'must be "http" or "tcp"'),
)
export type CheckInput = z.output<typeof checkInput>

/** What `PATCH /api/checks/:id` takes; the type cannot change. */
export const checkPatch = {
  http: z.strictObject({ ...optionalCommon, ...z.strictObject(httpFields).partial().shape }),
  tcp: z.preprocess(
    (raw) => (isRecord(raw) ? withHostPort(raw) : raw),
    z.strictObject({ ...optionalCommon, ...z.strictObject(tcpFields).partial().shape }),
  ),
} as const
export type CheckPatch = z.output<(typeof checkPatch)[CheckType]>

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

function withHostPort(raw: Record<string, unknown>): unknown {
  if (typeof raw.url !== 'string' || 'host' in raw || 'port' in raw) return raw
  const { url, ...rest } = raw
  const split = splitHostPort(url)
  return split ? { ...rest, ...split } : { ...rest, host: url, port: undefined }
}

export interface CheckFacts {
  id: string
  workspace: string
  nowIso: string
}

/** A whole check out of what was given, every default filled in. */
export function resolveCheck(input: CheckInput, facts: CheckFacts): Check {
  const base = {
    ...commonDefaults,
    ...defined(pickCommon(input)),
    name: input.name ?? targetOfInput(input),
    v: 1 as const,
    id: facts.id,
    workspace: facts.workspace,
    version: 1,
    createdAt: facts.nowIso,
    updatedAt: facts.nowIso,
  }
  if (input.type === 'tcp') {
    const { host, port } = input
    return { ...base, type: 'tcp', tcp: { ...tcpDefaults, ...defined(pickTcp(input)), host, port } }
  }
  const given = pickHttp(input)
  return { ...base, type: 'http', http: { ...httpDefaults, ...defined(given), url: input.url } }
}

/** A check with some settings changed. */
export function changeCheck(check: Check, patch: CheckPatch, nowIso: string): Check {
  const base = {
    ...check,
    ...defined(pickCommon(patch)),
    version: check.version + 1,
    updatedAt: nowIso,
  }
  if (base.type === 'tcp') {
    return { ...base, tcp: { ...base.tcp, ...defined(pickTcp(patch)) } as TcpSettings }
  }
  return { ...base, http: { ...base.http, ...defined(pickHttp(patch)) } as HttpSettings }
}

function pickCommon(from: object): object {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in commonFields))
}

function pickHttp(from: object): Partial<HttpSettings> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in httpFields))
}

function pickTcp(from: object): Partial<TcpSettings> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in tcpFields))
}

function defined<T extends object>(from: T): T {
  return Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as T
}

function targetOfInput(input: CheckInput): string {
  return input.type === 'tcp' ? `${input.host}:${input.port}` : input.url
}

/** The target as a person reads it. */
export function targetText(check: Check): string {
  return check.type === 'tcp' ? `${check.tcp.host}:${check.tcp.port}` : check.http.url
}

/** Whether two versions of a check are about another target: its incident is closed as such. */
export function sameTarget(a: Check, b: Check): boolean {
  return targetText(a) === targetText(b)
}

/** What a location is sent; secrets must be open. */
export function orderTarget(check: Check): Target {
  return check.type === 'tcp' ? tcpTarget(check.tcp) : httpTarget(check.http)
}

/** What a measurement means for this check. */
export function evaluate(check: Check, measured: Measurement): Judgement {
  return check.type === 'tcp' ? evaluateTcp(measured) : evaluateHttp(check, measured)
}
