// The settings every check type has, as the API takes them: ranges, defaults, and the sentence that
// names the remedy. Types add their own fields in their own files.
import { z } from 'zod'
import { levels } from '../incident.ts'
import { levelKinds } from '../level.ts'

/** A whole number in a range, with a sentence that says both ends. */
export function wholeBetween(least: number, most: number, unit: string) {
  const words = `must be a whole number from ${least} to ${most} ${unit}`
  return z.int(words).min(least, words).max(most, words)
}

/** Fields of every check, without defaults: also the shape of a PATCH. */
export const commonFields = {
  name: z.string().trim().min(1, 'must not be empty').max(120, 'must be at most 120 characters'),
  intervalSeconds: wholeBetween(10, 86_400, 'seconds'),
  timeoutMs: wholeBetween(1_000, 60_000, 'milliseconds'),
  slowAfterMs: wholeBetween(10, 60_000, 'milliseconds').nullable(),
  confirmSeconds: wholeBetween(0, 600, 'seconds'),
  recoverSeconds: wholeBetween(0, 600, 'seconds'),
  regionalSeconds: wholeBetween(30, 86_400, 'seconds'),
  patienceSeconds: wholeBetween(0, 50, 'seconds'),
  locations: z
    .array(z.string().min(1).max(40))
    .min(1, 'name at least one location, or leave it out for the default ones')
    .max(40)
    .nullable(),
  paused: z.boolean(),
  policy: z.string().max(160).nullable(),
  downLevel: z.enum(levels),
  parent: z.string().max(160).nullable(),
  levels: z.partialRecord(z.enum(levelKinds), z.enum(levels)),
  tags: z.array(z.string().trim().min(1).max(40)).max(20, 'at most 20 tags'),
}

/** What is meant when a field is left out. */
export const commonDefaults = {
  intervalSeconds: 60,
  timeoutMs: 10_000,
  slowAfterMs: null,
  confirmSeconds: 15,
  recoverSeconds: 30,
  regionalSeconds: 300,
  patienceSeconds: 24,
  locations: null,
  paused: false,
  policy: null,
  downLevel: 'critical' as const,
  tags: [] as string[],
}

/** A form field as data: what is asked, and one sentence of help beside it. */
export interface FormField {
  name: string
  label: string
  help: string
  kind:
    | 'text'
    | 'url'
    | 'number'
    | 'select'
    | 'textarea'
    | 'checkbox'
    | 'password'
    | 'datetime'
    /** Other checks of the workspace, any number of them. */
    | 'checks'
    /** Lines `Name: value` whose values are secrets. */
    | 'headers'
    /** Never shown again: left empty it stays, and a box takes it away. */
    | 'secret'
    /** A user and a password; the password as a secret. */
    | 'login'
  required?: boolean
  placeholder?: string
  /** What a browser may fill in; it fills in nothing when left out. */
  autocomplete?: string
  unit?: string
  options?: string[]
  /** Shown only when asked for. */
  advanced?: boolean
}

/** The level of `down`, for a type whose form asks for it. */
export function levelField(label: string): FormField {
  return {
    name: 'downLevel',
    label,
    help: 'critical wakes people, warning is told, info is only kept.',
    kind: 'select',
    options: [...levels],
    advanced: true,
  }
}
