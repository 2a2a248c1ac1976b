// What the API and the forms take to make or change a channel, drawn from its fields.
import { z } from 'zod'
import type { ChannelSettings } from '../domain/config.ts'
import { levels } from '../domain/incident.ts'
import type { ChannelField, ChannelKind } from './channel.ts'

export const urlCharsMax = 2_000
const textCharsMax = 2_000

/** What every channel has besides the fields of its kind. */
export const commonInput = {
  name: z.string().trim().min(1, 'must not be empty').max(100).optional(),
  levels: z.array(z.enum(levels)).min(1, 'name at least one level').optional(),
  audience: z.enum(['machine', 'person']).optional(),
}

/** What the API takes to make a channel of this type; unknown fields are refused. */
export function inputOf(type: string, kind: ChannelKind) {
  const own = kind.fields.map((field): [string, z.ZodType] => [
    field.name,
    field.required ? textOf(field) : textOf(field).optional(),
  ])
  return z.strictObject({ type: z.literal(type), ...commonInput, ...Object.fromEntries(own) })
}

/** A text as the field wants it: trimmed, not too long, and nothing wrong with it. */
export function textOf(field: ChannelField): z.ZodType<string> {
  const most = field.maxChars ?? (isAddress(field) ? urlCharsMax : textCharsMax)
  const text = z
    .string(`must be a text: ${field.help}`)
    .trim()
    .max(most, `must be at most ${most} characters`)
  const present = field.required ? text.min(1, `must not be empty: ${field.help}`) : text
  return present.superRefine((value, context) => {
    const wrong = value === '' ? null : wrongWith(field, value)
    if (wrong) context.addIssue({ code: 'custom', message: wrong })
  })
}

/** Whether a field is sealed at rest and never shown again. */
export const isSealed = ({ kind }: ChannelField): boolean => kind.startsWith('secret')

/** Whether a field is an address that messages are sent to. */
export const isAddress = ({ kind }: ChannelField): boolean =>
  kind === 'url' || kind === 'secret url'

function wrongWith(field: ChannelField, value: string): string | null {
  if (isAddress(field) && !isHttpUrl(value)) {
    return 'must be an http or https address, without user name or password in it'
  }
  if (field.options && !field.options.includes(value)) {
    return `must be one of ${field.options.join(', ')}`
  }
  return field.refuse?.(value) ?? null
}

/** The settings of a new channel: what was given, and what is meant by what was left empty. */
export function settingsOf(
  kind: ChannelKind,
  given: Record<string, unknown>,
  random: Uint8Array,
): ChannelSettings {
  const settings: ChannelSettings = {}
  for (const field of kind.fields) {
    const text = given[field.name]
    const value = typeof text === 'string' && text !== '' ? text : field.otherwise?.(random)
    if (value !== undefined) settings[field.name] = value
  }
  return settings
}

function isHttpUrl(text: string): boolean {
  try {
    const url = new URL(text)
    const isHttp = url.protocol === 'http:' || url.protocol === 'https:'
    return isHttp && url.username === '' && url.password === ''
  } catch {
    return false
  }
}
