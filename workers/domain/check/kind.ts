// What the rest of the program knows of a check type. A type's file fulfils this; the registry
// (index.ts) names it once.
import type { z } from 'zod'
import type { Measurement, Target } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import type { CheckOf, CheckType, SettingsByType } from './check.ts'
import type { commonDefaults, commonFields, FormField } from './check-fields.ts'

/** Whom a check is put to: any location, agents alone, or nobody (it is told, or made
 *  of others). */
export type Asked = 'edge' | 'agent' | 'nobody'

/** Host and port that probes will reach, and the field that says so. */
export interface Address {
  host: string
  port: number
  field: string
}

export interface Kind<T extends CheckType, S = SettingsByType[T], C = CheckOf<T>> {
  /** As a person reads it. */
  label: string
  /** One sentence beside the label. */
  help: string
  asked: Asked
  /** Settings that agents alone can ask; absent: what `asked` says holds for all. */
  isForAgents?(settings: Partial<S>): boolean
  form: FormField[]
  /** Help for the fields that only the API takes, by name. */
  apiHelp?: Record<string, string>
  /** The type's own fields as the API takes them. */
  fields: Record<string, z.ZodType>
  /** Those of them that a new check must be given. */
  required: (keyof S & string)[]
  /** What is meant when one is left out. */
  defaults: Partial<S>
  /** Where the type's usual pace or patience differs from that of all. */
  commonDefaults?: Partial<typeof commonDefaults>
  /** What people write, turned into what the fields take. */
  read?(raw: Record<string, unknown>): Record<string, unknown>
  /** A keeper of records is asked, not the target: one place at a time, seldom, never verified in
   *  a hurry, and how long it takes means nothing. */
  isGentle?: boolean
  /** Common fields that this type takes within other bounds. */
  commonFields?: Partial<typeof commonFields>
  /** What is wrong with settings that are each right by themselves, and the field that says so. */
  fault?(settings: S): { field: string; message: string } | null
  /** The target as a person reads it; two checks of the same text have the same target. */
  targetText(settings: S): string
  /** Where two texts may be one target: absent, where the texts decide. */
  sameTarget?(a: S, b: S): boolean
  address(settings: S): Address | null
  /** What the public sees of the target where no address is reached. */
  publicName?(settings: S): string
  /** Further addresses that its probes will reach. */
  reaches?(settings: S): Address[]
  /** What will be asked, as a sentence. */
  words(settings: S): string
  /** The settings with every secret replaced by what `put` makes of it. `key` names a secret within
   *  the check, `field` is what a refusal names. Absent: the type has none. */
  withSecrets?(settings: S, put: (value: string, key: string, field: string) => string): S
  /** The same question as a line for a shell, by a tool that people have; secrets in the settings
   *  are placeholders. Absent where no such tool asks it. */
  command?(settings: S, timeoutMs: number): string
  /** What a location is sent, secrets open. Absent where nobody is asked. */
  target?(settings: S, check: C): Target
  /** What a measurement means for this check at a moment. Absent where nobody is asked. */
  evaluate?(check: C, measured: Measurement, now: number): Judgement
}
