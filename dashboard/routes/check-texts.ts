// Between a check and the texts of its form, both ways: empty means the default.
import type { Check } from '../../workers/domain/check/check.ts'
import { commonDefaults } from '../../workers/domain/check/check-fields.ts'
import { kindOf, settingsOf } from '../../workers/domain/check/index.ts'
import { fieldsOf } from '../parts/check-fields.ts'

/** Fields that are lists: what stands between two entries, and how it is shown. */
const separators: Record<string, string> = { tags: ', ', expect: '\n' }

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
): Record<string, unknown> {
  const input: Record<string, unknown> = {}
  for (const { name, kind } of fieldsOf(type)) {
    const text = (texts[name] ?? '').trim()
    // Chosen among others: the route reads them.
    if (kind === 'checks') continue
    if (kind === 'checkbox') input[name] = text === 'true'
    else if (name in separators) input[name] = parts(text, separators[name]!.at(0)!)
    else if (text === '') {
      if (purpose === 'edit') Object.assign(input, emptyOf(type, name))
    } else if (kind === 'number') input[name] = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
    else input[name] = text
  }
  return input
}

function defaultsOf(type: Check['type']): Record<string, unknown> {
  const kind = kindOf(type)
  return { ...commonDefaults, ...kind.commonDefaults, ...kind.defaults }
}
function emptyOf(type: Check['type'], name: string): Record<string, unknown> {
  const defaults = defaultsOf(type)
  return name in defaults ? { [name]: defaults[name] } : {}
}

/** The stored settings as texts; those of a new check are the defaults. */
export function storedTexts(type: Check['type'], check: Check | null): Record<string, string> {
  const settings: Record<string, unknown> = check
    ? { ...check, ...settingsOf(check) }
    : defaultsOf(type)
  return Object.fromEntries(
    fieldsOf(type).map(({ name }) => {
      const value = settings[name]
      if (value === null || value === undefined) return [name, '']
      return [name, Array.isArray(value) ? value.join(separators[name] ?? ', ') : String(value)]
    }),
  )
}
