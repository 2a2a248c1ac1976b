import { expect, it } from 'vitest'
import { en } from './words/en.ts'
import {
  languageOf,
  languages,
  lengthIn,
  monthIn,
  pageWords,
  sayIn,
  shareIn,
  timeIn,
} from './words/index.ts'

const holes = (text: string) => [...text.matchAll(/\{([a-z]+)\}/g)].map((one) => one[1]).toSorted()
const texts = (one: string | object) =>
  typeof one === 'string' ? [one] : (Object.values(one) as string[])

it.each(languages)('%s has every word, and every fact in it', (language) => {
  const words = pageWords[language]
  expect(Object.keys(words).toSorted()).toEqual(Object.keys(en).toSorted())
  for (const key of Object.keys(en) as (keyof typeof en)[]) {
    const wanted = holes(texts(en[key]).at(-1)!)
    for (const text of texts(words[key])) {
      expect(text.trim(), `${language} ${key}`).not.toBe('')
      expect(text, `${language} ${key}`).not.toMatch(/[!！]/)
      // The singular of a language may leave its number out.
      const found = holes(text)
      if (typeof words[key] === 'string') expect([key, found]).toEqual([key, wanted])
      else expect(wanted, key).toEqual(expect.arrayContaining(found))
    }
    if (typeof words[key] === 'object') {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      const known = Object.keys(words[key] as object)
      expect(known, `${language} ${key}`).toContain('other')
      if (forms.includes('one')) expect(known, `${language} ${key}`).toContain('one')
    }
  }
})

it('says one and many as the language does', () => {
  expect(sayIn('en', 'minutes', { n: 1 })).toBe('1 minute')
  expect(sayIn('en', 'minutes', { n: 1_200 })).toBe('1,200 minutes')
  expect(sayIn('de', 'minutes', { n: 1_200 })).toBe('1.200 Minuten')
  expect(sayIn('fr', 'minutes_down', { n: 0 })).toBe('0 minute sans réponse')
  expect(sayIn('es', 'days', { n: 2 })).toBe('2 días')
  expect(sayIn('ja', 'days', { n: 1 })).toBe('1 日')
})

it('writes instants, months and shares as the language does', () => {
  const at = Date.UTC(2026, 10, 29, 2, 5)
  expect(timeIn('de', at)).toBe('29.11.2026, 02:05 UTC')
  expect(monthIn('ja', at)).toBe('2026年11月')
  expect(shareIn('fr', 0.9999999).replace(/\s/g, ' ')).toBe('99,999 %')
  expect(shareIn('en', 1)).toBe('100%')
  expect(lengthIn('en', 20_000)).toBe('1 minute')
  expect(lengthIn('en', 3 * 3_600_000)).toBe('3 hours')
  expect(lengthIn('en', 3 * 86_400_000)).toBe('3 days')
})

it.each<[string | undefined, string, string | null]>([
  ['de', 'fr', 'de'],
  [undefined, 'fr-CH, en;q=0.9', 'fr'],
  [undefined, 'en;q=0.1, ja;q=0.8', 'ja'],
  [undefined, 'nl, pt-BR;q=0.9', null],
  [undefined, '', null],
  ['"><script>', 'de', 'de'],
  [undefined, 'de;q=0, es', 'es'],
  [undefined, 'deutsch', null],
  ['constructor', '', null],
])('chooses by link %s and browser %s', (chosen, accepted, language) => {
  expect(languageOf(chosen, accepted)).toBe(language)
})
