// Between a check and the texts of its form, both ways: empty means the default.
import type { Check } from '../../workers/domain/check/check.ts'
import { commonDefaults } from '../../workers/domain/check/check-fields.ts'
import { askedBy, kindOf, settingsOf } from '../../workers/domain/check/index.ts'
import type { AddressFamily } from '../../workers/domain/family.ts'
import type { LevelKind, Levels } from '../../workers/domain/level.ts'
import { fieldsOf, levelPrefix, usualLevel } from '../parts/check-fields.ts'
import { isSecretKind, secretOf, textsOfSecret } from './secret-texts.ts'

/** Fields that are lists: what stands between two entries, and how it is shown. */
const separators: Record<string, string> = {
  tags: ', ',
  resolvers: ', ',
  protocols: ', ',
  expect: '\n',
  answers: '\n',
  script: '\n',
}

function parts(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((one) => one.trim())
    .filter(Boolean)
}

/** What the API would be given for these texts. A number that is none stays text, so that the
 *  refusal names its field. */
export function inputOf(
  type: Check['type'],
  texts: Record<string, string>,
  purpose: 'create' | 'edit',
  check: Check | null = null,
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  const stored: Record<string, unknown> = check ? { ...settingsOf(check) } : {}
  for (const field of fieldsOf(type)) {
    const { name, kind } = field
    const text = (texts[name] ?? '').trim()
    // Chosen among others: the route reads them.
    if (kind === 'checks') continue
    if (name.startsWith(levelPrefix)) continue
    if (isSecretKind(kind)) {
      const secret = secretOf(field, texts, stored[name])
      if (secret !== undefined) input[name] = secret
      continue
    }
    if (kind === 'checkbox') input[name] = text === 'true'
    // What is chosen among options is one word, and may be called as a list of another type is.
    else if (name in separators && kind !== 'select')
      input[name] = parts(text, separators[name]!.at(0)!)
    else if (text === '') {
      if (purpose === 'edit') Object.assign(input, emptyOf(type, name))
    } else if (kind === 'number') input[name] = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
    else input[name] = text
  }
  return { ...input, levels: { ...unasked(check?.levels ?? {}, texts), ...levelsOf(texts) } }
}

/** Levels of kinds that the form does not ask for stay as they are. */
function unasked(before: Levels, texts: Record<string, string>): Levels {
  const kept = Object.entries(before).filter(([kind]) => !(`${levelPrefix}${kind}` in texts))
  return Object.fromEntries(kept)
}

/** Levels that were chosen; the usual one of a kind is not written down. */
function levelsOf(texts: Record<string, string>): Record<string, string> {
  const chosen = Object.entries(texts).filter(
    ([name, text]) => name.startsWith(levelPrefix) && text && !text.startsWith(usualLevel),
  )
  return Object.fromEntries(chosen.map(([name, text]) => [name.slice(levelPrefix.length), text]))
}

function defaultsOf(type: Check['type']): Record<string, unknown> {
  const kind = kindOf(type)
  return { parent: null, ...commonDefaults, ...kind.commonDefaults, ...kind.defaults }
}
function emptyOf(type: Check['type'], name: string): Record<string, unknown> {
  const defaults = defaultsOf(type)
  return name in defaults ? { [name]: defaults[name] } : {}
}

/** Whether agents alone could ask what these texts say. */
export function isForAgents(type: Check['type'], texts: Record<string, string>): boolean {
  const addressFamily = (texts.addressFamily || 'any') as AddressFamily
  const chosen = { ...texts, addressFamily, tls: texts.tls === 'true' }
  return askedBy(type, chosen) === 'agent'
}

/** The stored settings as texts; those of a new check are the defaults. */
export function storedTexts(type: Check['type'], check: Check | null): Record<string, string> {
  const settings: Record<string, unknown> = check
    ? { ...check, ...settingsOf(check) }
    : defaultsOf(type)
  const secrets = fieldsOf(type).filter(({ kind }) => isSecretKind(kind))
  const open = fieldsOf(type).filter(({ kind }) => !isSecretKind(kind))
  const texts = Object.fromEntries(
    open.map(({ name }) => {
      const value = name.startsWith(levelPrefix)
        ? check?.levels?.[name.slice(levelPrefix.length) as LevelKind]
        : settings[name]
      if (value === null || value === undefined) return [name, '']
      return [name, Array.isArray(value) ? value.join(separators[name] ?? ', ') : String(value)]
    }),
  )
  const masked = secrets.map((field) => textsOfSecret(field, settings[field.name]))
  return Object.assign(texts, ...masked)
}
