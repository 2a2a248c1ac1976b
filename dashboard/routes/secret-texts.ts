// Between the secrets of a check and the texts of its form: what is left empty stays as it is, what
// is taken away is asked for by a box, and what was typed once is never repeated.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { mask } from '../../workers/flow/checks.ts'
import { againName, passwordName, removeName, userName } from '../parts/secret-fields.tsx'

type Texts = Record<string, string>

export const isSecretKind = (kind: FormField['kind']) =>
  kind === 'headers' || kind === 'secret' || kind === 'login'

/** What the API would be given for a field with a secret; undefined: nothing, it stays. `stored` is
 *  what there is, masked; undefined where there is none. */
export function secretOf({ name, kind }: FormField, texts: Texts, stored: unknown): unknown {
  if (kind === 'headers') return headersOf(name, texts[name] ?? '')
  if (texts[removeName(name)] === 'true') return null
  const text = (kind === 'login' ? texts[passwordName(name)] : texts[name]) ?? ''
  if (text === '' && texts[againName(name)] === 'true') {
    throw new Problem('invalid', 'type it again, or tick that it is not sent', name)
  }
  if (kind === 'secret') return text === '' ? undefined : text
  const username = (texts[userName(name)] ?? '').trim()
  if (stored) return { username, password: text === '' ? mask : text }
  return username === '' && text === '' ? undefined : { username, password: text }
}

/** Lines like `X-Api-Key: abc`. */
function headersOf(field: string, text: string): { name: string; value: string }[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.flatMap((line, index) => {
    if (line === '') return []
    const at = line.indexOf(':')
    const name = line.slice(0, at).trim()
    const value = line.slice(at + 1).trim()
    const where = `line ${index + 1}`
    if (at < 1) throw new Problem('invalid', `${where}: write it like X-Api-Key: abc`, field)
    if (value === '') throw new Problem('invalid', `${where}: give the value of ${name}`, field)
    return [{ name, value }]
  })
}

/** What is stored, masked, as the texts of its field. */
export function textsOfSecret({ name, kind }: FormField, stored: unknown): Texts {
  if (kind === 'headers') {
    const headers = (stored ?? []) as { name: string; value: string }[]
    return { [name]: headers.map((one) => `${one.name}: ${mask}`).join('\n') }
  }
  if (kind === 'secret') return { [name]: stored ? mask : '' }
  const login = stored as { username: string } | null | undefined
  return login ? { [userName(name)]: login.username, [passwordName(name)]: mask } : {}
}
