// The words in use, and small questions asked of them all over: the name of a reason, of a
// health, of a length of time.
import type { Reason } from '../reason.ts'
import { en } from './en.ts'
import type { Catalogue, Cause, Phrases } from './keys.ts'

export const catalogues = { en } satisfies Record<string, Catalogue>
export type Language = keyof typeof catalogues

/** The words of a language; English when there is no catalogue of it. */
export function words(language: string = 'en'): Catalogue {
  return language in catalogues ? catalogues[language as Language] : en
}

/** One sentence by its key. */
export function say<K extends keyof Phrases>(
  key: K,
  parameters: Phrases[K],
  catalogue: Catalogue = en,
): string {
  return catalogue.phrases[key](parameters)
}

/** Reasons that are told with what was found in their own words. */
const telling = new Set<string>([
  'expectation',
  'redirect_unexpected',
  'redirect_unmet',
] satisfies Reason[])

/** A reason in words, with the figures it is told with; null when none is known. A reason of a
 *  later version has its key for a name. */
export function reasonWords(cause: Cause, catalogue: Catalogue = en): string | null {
  const { reason } = cause
  if (reason === undefined) return null
  if (!isReason(reason, catalogue)) return reason.replaceAll('_', ' ')
  const said = catalogue.reasons[reason](cause)
  return cause.unmet && !telling.has(reason)
    ? say('atStep', { said, ...cause.unmet }, catalogue)
    : said
}

function isReason(key: string, catalogue: Catalogue): key is Reason {
  return Object.hasOwn(catalogue.reasons, key)
}

/** `4 min 12 s`: two units at most. */
export function duration(seconds: number, catalogue: Catalogue = en): string {
  return catalogue.duration(seconds)
}

/** `180 ms`, `4.1 s`, `2 min 5 s`. */
export function milliseconds(ms: number, catalogue: Catalogue = en): string {
  return catalogue.milliseconds(ms)
}

export type { Catalogue, Cause, Phrases } from './keys.ts'
export { ruleKeys } from './keys.ts'
export { iso, utc } from './time.ts'
