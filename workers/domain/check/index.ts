// The registry of check types: what the API takes, what a probe is sent, what a measurement means.
import { z } from 'zod'
import { withSooner } from '../certificate.ts'
import type { Measurement, Target } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { Check, CheckBase, CheckOf, CheckType, SettingsByType } from './check.ts'
import { commonDefaults, commonFields } from './check-fields.ts'
import { dns } from './dns.ts'
import { domain } from './domain.ts'
import { group } from './group.ts'
import { heartbeat } from './heartbeat.ts'
import { http } from './http.ts'
import type { Address, Asked, Kind } from './kind.ts'
import { manual } from './manual.ts'
import { ping } from './ping.ts'
import { tcp } from './tcp.ts'
import { tls } from './tls.ts'
import { udp } from './udp.ts'
import { websocket } from './websocket.ts'

export type { Check, CheckType } from './check.ts'

/** Every check type, in the order of the form. */
export const checkTypes = {
  http,
  tcp,
  tls,
  websocket,
  dns,
  domain,
  heartbeat,
  manual,
  group,
  ping,
  udp,
} satisfies {
  [T in CheckType]: Kind<T>
}
export const typeNames = Object.keys(checkTypes) as [CheckType, ...CheckType[]]

/** A type's file, whatever the type: what a check's own `type` names goes with its own settings. */
export function kindOf(type: CheckType): AnyKind {
  return checkTypes[type] as unknown as AnyKind
}
type AnyKind = Kind<CheckType, SettingsByType[CheckType], Check>

/** The part of a check that its type alone knows. */
export function settingsOf(check: Check): SettingsByType[CheckType] {
  return (check as unknown as SettingsByType)[check.type]
}

function withSettings(base: CheckBase & { type: CheckType }, settings: object): Check {
  return { ...base, [base.type]: settings } as unknown as Check
}

export function isCheckType(text: unknown): text is CheckType {
  return typeof text === 'string' && text in checkTypes
}

/** What is given for a new check: its type, the type's own fields, any of the common ones. */
export interface CheckInput extends Partial<z.output<z.ZodObject<typeof commonFields>>> {
  type: CheckType
  [field: string]: unknown
}
export type CheckPatch = Omit<CheckInput, 'type'>

const optional = (fields: Record<string, z.ZodType>) => z.strictObject(fields).partial().shape

function inputFor(type: CheckType) {
  const { fields, required } = kindOf(type)
  return z.strictObject({
    ...optional({ ...commonFields, ...kindOf(type).commonFields }),
    type: z.literal(type),
    ...optional(fields),
    ...Object.fromEntries(required.map((name) => [name, fields[name]!])),
  })
}

const quoted = typeNames.map((name) => `"${name}"`).join(', ')
const [first, ...others] = typeNames.map(inputFor) as [
  ReturnType<typeof inputFor>,
  ...ReturnType<typeof inputFor>[],
]
const anyInput = z.discriminatedUnion('type', [first, ...others], `must be one of ${quoted}`)

/** What `POST /api/checks` takes. */
export const checkInput = z.preprocess(
  (raw) => (isRecord(raw) && isCheckType(raw.type) ? readBy(raw.type, raw) : raw),
  anyInput as unknown as z.ZodType<CheckInput>,
)

/** What `PATCH /api/checks/:id` takes; the type cannot change. */
export const checkPatch = Object.fromEntries(
  typeNames.map((type) => {
    const { fields, commonFields: own } = kindOf(type)
    const shape = z.strictObject({
      ...optional({ ...commonFields, ...own }),
      ...optional(fields),
    })
    return [type, z.preprocess((raw) => (isRecord(raw) ? readBy(type, raw) : raw), shape)]
  }),
) as unknown as Record<CheckType, z.ZodType<CheckPatch>>

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw)
}

function readBy(type: CheckType, raw: Record<string, unknown>): Record<string, unknown> {
  return kindOf(type).read?.(raw) ?? raw
}

export interface CheckFacts {
  id: string
  workspace: string
  nowIso: string
}

/** A whole check out of what was given, every default filled in. */
export function resolveCheck(input: CheckInput, facts: CheckFacts): Check {
  const kind = kindOf(input.type)
  const settings = {
    ...kind.defaults,
    ...among(kind.fields, input),
  } as SettingsByType[CheckType]
  const base = {
    ...commonDefaults,
    ...kind.commonDefaults,
    ...among(commonFields, input),
    name: input.name ?? kind.targetText(settings),
    v: 1 as const,
    id: facts.id,
    workspace: facts.workspace,
    version: 1,
    createdAt: facts.nowIso,
    updatedAt: facts.nowIso,
    type: input.type,
  }
  return withSettings(base, settings)
}

/** A check with some settings changed. */
export function changeCheck(check: Check, patch: CheckPatch, nowIso: string): Check {
  const base = {
    ...check,
    ...among(commonFields, patch),
    version: check.version + 1,
    updatedAt: nowIso,
  }
  if (!base.paused) delete base.pausedBy
  const changed = among(kindOf(check.type).fields, patch)
  return withSettings(base, { ...settingsOf(check), ...changed })
}

/** Those of the given values whose names are among the fields. */
function among(fields: object, given: object): object {
  const entries = Object.entries(given)
  return Object.fromEntries(entries.filter(([key, value]) => key in fields && value !== undefined))
}

/** The target as a person reads it. */
export function targetText(check: Check): string {
  return kindOf(check.type).targetText(settingsOf(check))
}

/** Host and port that probes of a check will reach; null: none. */
export function addressOf(check: Check): Address | null {
  return kindOf(check.type).address(settingsOf(check))
}

/** What the public sees of the target: a host, no path, query or port. */
export function publicTarget(check: Check): string {
  return addressOf(check)?.host ?? kindOf(check.type).publicName?.(settingsOf(check)) ?? check.type
}

/** Every address that probes of a check will reach. */
export function addressesOf(check: Check): Address[] {
  const kind = kindOf(check.type)
  const settings = settingsOf(check)
  const own = kind.address(settings)
  return [...(own ? [own] : []), ...(kind.reaches?.(settings) ?? [])]
}

/** Whether two versions of a check are about another target: its incident is closed as such. */
export function sameTarget(a: Check, b: Check): boolean {
  const same = kindOf(a.type).sameTarget?.(settingsOf(a), settingsOf(b))
  return same ?? targetText(a) === targetText(b)
}

/** The check with every secret replaced by what `put` makes of it. */
export function withSecrets(
  check: Check,
  put: (value: string, key: string, field: string) => string,
): Check {
  const settings = settingsOf(check)
  const changed = kindOf(check.type).withSecrets?.(settings, put)
  return changed ? withSettings(check, changed) : check
}

/** Whether it is asked of one place at a time, and never in a hurry. */
export function isGentle(check: Check): boolean {
  return kindOf(check.type).isGentle ?? false
}

/** What is wrong with its own settings taken together. */
export function settingsFault(check: Check): { field: string; message: string } | null {
  return kindOf(check.type).fault?.(settingsOf(check)) ?? null
}

export function isHeartbeat(check: Check): check is CheckOf<'heartbeat'> {
  return check.type === 'heartbeat'
}

/** How to ask the same by hand, as a line for a shell with placeholders for secrets; null: by no
 *  common tool. */
export function commandOf(check: Check): string | null {
  const open = withSecrets(check, (_value, key) => `<${key}>`)
  return kindOf(check.type).command?.(settingsOf(open), check.timeoutMs) ?? null
}

/** Whom it is put to. */
export function askedOf(check: Check): Asked {
  return askedBy(check.type, settingsOf(check))
}

/** Whom a check of a type would be put to with these settings. */
export function askedBy(type: CheckType, settings: Partial<SettingsByType[CheckType]>): Asked {
  const { asked, isForAgents } = kindOf(type)
  return isForAgents?.(settings) ? 'agent' : asked
}

/** Whether locations are asked at all: a check may be told, or made of others. */
export function isAsked(check: Check): boolean {
  return kindOf(check.type).target !== undefined
}

/** What a location is sent; secrets must be open. Only for checks that are asked. */
export function orderTarget(check: Check): Target {
  const target = kindOf(check.type).target?.(settingsOf(check), check)
  if (!target) throw new TypeError(`nobody is asked about a check of type ${check.type}`)
  return target
}

/** Of a target that was asked over both families, the answer that decides: the worse by what the check
 *  expects, else the slower. Of two certificates it shows the one that ends first. */
export function decisive(check: Check, measured: Measurement, now: number): Measurement {
  if (measured.kind !== 'answered' || !measured.other) return measured
  const { other, ...first } = measured
  const { controls, trace } = first
  const second = { ...other, ...(controls ? { controls } : {}), ...(trace ? { trace } : {}) }
  const rank = (one: Measurement) => ranks.indexOf(evaluate(check, one, now).kind)
  const [a, b] = [rank(first), rank(second)]
  const isSecond = a === b ? a === 0 && second.totalMs > first.totalMs : b > a
  return withSooner(isSecond ? second : first, isSecond ? first : second)
}

const ranks: Judgement['kind'][] = ['pass', 'unknown', 'blocked', 'fail']

/** What a measurement means for this check, heard at `now` by the shard's clock. */
export function evaluate(check: Check, measured: Measurement, now: number): Judgement {
  const judgement = kindOf(check.type).evaluate?.(check, measured, now)
  return judgement ?? { kind: 'unknown', reason: 'probe_error' }
}
