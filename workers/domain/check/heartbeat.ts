// The `heartbeat` check: nobody is asked, a job says that it ran. What its silence means is in
// `told/beat.ts`.
import { z } from 'zod'
import { slugShape } from '../ping.ts'
import { duration } from '../words/index.ts'
import { type FormField, levelField, wholeBetween } from './check-fields.ts'
import { cronFault, isTimeZone, nextCronAt } from './cron.ts'
import type { Kind } from './kind.ts'

export interface HeartbeatSettings {
  /** Between two successes. Without meaning where `cron` is given. */
  periodSeconds: number
  /** When the job is to run (cron.ts); null: each period. */
  cron: string | null
  timeZone: string
  /** How long past its time a success may come. */
  graceSeconds: number
  /** How long a run may take from `start` to success; null: as long as the grace. */
  maxRunSeconds: number | null
  /** Its name in addresses with the workspace's ping key; unset: it is not reached by one. */
  slug?: string | null
  /** The secret part of its address, sealed. */
  token?: string
}

const yearSeconds = 366 * 86_400

/** Fields of a heartbeat as the API takes them. */
export const heartbeatFields = {
  periodSeconds: wholeBetween(10, yearSeconds, 'seconds'),
  cron: z
    .string()
    .trim()
    .superRefine((text, context) => {
      const fault = cronFault(text)
      if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    })
    .nullable(),
  timeZone: z
    .string()
    .max(60, 'must be at most 60 characters')
    .refine(isTimeZone, 'is not a time zone; give one like Europe/Berlin'),
  graceSeconds: wholeBetween(5, yearSeconds, 'seconds'),
  maxRunSeconds: wholeBetween(1, yearSeconds, 'seconds').nullable(),
  slug: z
    .string()
    .trim()
    .regex(
      slugShape,
      'must be 1 to 100 of a-z, 0-9, - and _, and neither start, fail, log nor a number',
    )
    .nullable(),
  token: z
    .string()
    .regex(
      /^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[A-Za-z0-9_-]{22,64}|•••)$/,
      'must be a UUID, or 22 to 64 letters and digits; leave it out for one of ours',
    ),
}

export const heartbeatDefaults = {
  periodSeconds: 86_400,
  cron: null,
  timeZone: 'UTC',
  graceSeconds: 3_600,
  maxRunSeconds: null,
  slug: null,
}

/** Drawn as the form, the API's documentation and the docs page. */
export const heartbeatForm: FormField[] = [
  {
    name: 'periodSeconds',
    label: 'Expected every',
    help: 'From one success to the next; 86400 is a day.',
    kind: 'number',
    unit: 'seconds',
  },
  {
    name: 'graceSeconds',
    label: 'Grace',
    help: 'How much later it may come before you are told.',
    kind: 'number',
    unit: 'seconds',
  },
  {
    name: 'cron',
    label: 'Or at the times of a cron line',
    help: 'Minute, hour, day, month, weekday. When given, the period above does not count.',
    kind: 'text',
    placeholder: '0 3 * * *',
  },
  {
    name: 'timeZone',
    label: 'Time zone of the cron line',
    help: 'Changes of the clocks are kept.',
    kind: 'text',
    placeholder: 'Europe/Berlin',
  },
  {
    name: 'maxRunSeconds',
    label: 'Longest run',
    help: 'From start to success, for jobs that say both; empty: as long as the grace.',
    kind: 'number',
    unit: 'seconds',
    advanced: true,
  },
  {
    name: 'slug',
    label: 'Slug',
    help: 'Its name in /ping/<ping key>/<slug>; empty: it is reached by its own address alone.',
    kind: 'text',
    placeholder: 'backup',
    advanced: true,
  },
  levelField('Level when it is silent or fails'),
]

export const heartbeat: Kind<'heartbeat'> = {
  label: 'Heartbeat',
  help: 'A job that says that it ran; told when it does not.',
  asked: 'nobody',
  form: heartbeatForm,
  apiHelp: {
    token: 'Its secret address; left out, one is made. A job that moves may bring its own.',
  },
  fields: heartbeatFields,
  required: [],
  defaults: heartbeatDefaults,
  targetText: scheduleText,
  // Whatever its schedule, it is the same job.
  sameTarget: () => true,
  address: () => null,
  words: heartbeatWords,
  withSecrets: (settings, put) =>
    settings.token === undefined
      ? settings
      : { ...settings, token: put(settings.token, 'token', 'token') },
}

/** `every 1 d`, or the cron line with its zone. */
export function scheduleText({ cron, timeZone, periodSeconds }: HeartbeatSettings): string {
  return cron === null ? `every ${duration(periodSeconds)}` : `${cron} ${timeZone}`
}

/** A success so little before its time counts for it: clocks differ. */
const earlyMs = 10_000

/** When the next success is due after one at `afterMs`, without the grace; null: never. */
export function dueAfter(settings: HeartbeatSettings, afterMs: number): number | null {
  const { cron, timeZone, periodSeconds } = settings
  if (cron === null) return afterMs + periodSeconds * 1_000
  const next = nextCronAt(cron, timeZone, afterMs)
  if (next === null || next - afterMs > earlyMs) return next
  const second = nextCronAt(cron, timeZone, next)
  return second !== null && second - next >= 10 * earlyMs ? second : next
}

function heartbeatWords(settings: HeartbeatSettings): string {
  const { cron, timeZone, periodSeconds, graceSeconds, maxRunSeconds } = settings
  const when =
    cron === null
      ? `at least every ${duration(periodSeconds)}`
      : `at the times of "${cron}" (${timeZone})`
  const run = maxRunSeconds === null ? '' : ` A run may take ${duration(maxRunSeconds)}.`
  return `The job says that it succeeded ${when}; it may be ${duration(graceSeconds)} late.${run}`
}
