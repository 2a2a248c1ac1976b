// The public words in each language, and how they are said: numbers choose the form, dates and
// shares are written as the language does (Intl).
import { de } from './de.ts'
import { en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'

export type WordKey = keyof typeof en
type Forms = { one?: string; many?: string; other: string }
export type PageWords = {
  [K in WordKey]: (typeof en)[K] extends string ? string : Forms
}

export const languages = ['en', 'de', 'fr', 'es', 'ja'] as const
export type Language = (typeof languages)[number]

export const pageWords: Record<Language, PageWords> = { en, de, fr, es, ja }

/** A sentence in a language. A key with forms is chosen by `n`. */
export function sayIn(
  language: Language,
  key: WordKey,
  facts: Record<string, string | number> = {},
): string {
  const found = pageWords[language][key]
  const text = typeof found === 'string' ? found : formOf(language, found, Number(facts.n))
  return text.replace(/\{([a-z]+)\}/g, (whole, name: string) => {
    const fact = facts[name]
    if (fact === undefined) return whole
    return typeof fact === 'number' ? fact.toLocaleString(language) : fact
  })
}

function formOf(language: Language, forms: Forms, n: number): string {
  const form = new Intl.PluralRules(language).select(n)
  return (forms as Record<string, string | undefined>)[form] ?? forms.other
}

/** The language of a reader: the one chosen by link, else the first known one of the browser's
 *  `Accept-Language`; null: none that we know. */
export function languageOf(chosen: string | undefined, accepted: string): Language | null {
  const known = (text: string) => languages.find((one) => one === text.toLowerCase().slice(0, 2))
  if (chosen !== undefined && languages.some((one) => one === chosen)) return chosen as Language
  const asked = accepted
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const weight = Number(/q=([\d.]+)/.exec(parameters.join(';'))?.[1] ?? 1)
      return { tag, weight: Number.isFinite(weight) ? weight : 0 }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
  for (const { tag } of asked) {
    const found = /^[a-z]{2}(-|$)/i.test(tag) ? known(tag) : undefined
    if (found) return found
  }
  return null
}

/** An instant in UTC. */
export function timeIn(language: Language, at: number): string {
  const format = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const
  return `${new Intl.DateTimeFormat(language, format).format(at)} UTC`
}

/** A day, by its first instant in UTC. */
export function dayIn(language: Language, at: number): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** A month, by any instant of it in UTC. */
export function monthIn(language: Language, at: number): string {
  const format = { month: 'long', year: 'numeric', timeZone: 'UTC' } as const
  return new Intl.DateTimeFormat(language, format).format(at)
}

/** A share as a percentage, never rounded up to the whole. */
export function shareIn(language: Language, share: number): string {
  const cut = share === 1 ? 1 : Math.floor(share * 100_000) / 100_000
  const format = { style: 'percent', maximumFractionDigits: 3, minimumFractionDigits: 0 } as const
  return new Intl.NumberFormat(language, format).format(cut)
}

/** A length of time in its largest unit, at least a minute. */
export function lengthIn(language: Language, ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 120) return sayIn(language, 'minutes', { n: minutes })
  const hours = Math.round(minutes / 60)
  if (hours < 48) return sayIn(language, 'hours', { n: hours })
  return sayIn(language, 'days', { n: Math.round(hours / 24) })
}
