// The form of a status page, both ways: components as rows of texts, and the rest.
import type { Page } from '../../workers/domain/config.ts'
import type { PagePatch } from '../../workers/domain/page/input.ts'
import { type Group, type HandState, handStates } from '../../workers/domain/page/settings.ts'
import { Problem } from '../../workers/domain/problem.ts'

export interface ComponentRow {
  key: string
  heading: string
  name: string
  shows: string
}

const byHand = 'by hand: '
/** What a component may show besides a check. */
export const handChoices = handStates.map((state) => `${byHand}${state}`)

/** The rows of a page's components. */
export function rowsOfGroups(groups: Group[], names: Record<string, string>): ComponentRow[] {
  return groups.flatMap(({ name: heading, components }) =>
    components.map(({ key, name, check, hand }, index) => ({
      key,
      heading: index === 0 ? (heading ?? '') : '',
      name,
      shows: check === null ? `${byHand}${hand ?? 'up'}` : showsOf(check, names),
    })),
  )
}

/** A check by its name, by its id where two have one. */
export function showsOf(check: string, names: Record<string, string>): string {
  const name = names[check] ?? check
  return Object.values(names).filter((one) => one === name).length > 1 ? check : name
}

/** Rows as groups: a heading begins another one. */
export function groupsOfRows(
  rows: ComponentRow[],
  names: Record<string, string>,
): NonNullable<PagePatch['groups']> {
  const groups: NonNullable<PagePatch['groups']> = []
  for (const [index, { key, heading, name, shows }] of rows.entries()) {
    if (name === '' && shows === '' && heading === '') continue
    const shown = shownBy(shows, names, index)
    const called = name === '' && shown.check !== null ? (names[shown.check] ?? '') : name
    if (called === '') throw new Problem('invalid', `row ${index + 1}: needs a name`, 'groups')
    if (heading !== '' || groups.length === 0)
      groups.push({ name: heading === '' ? null : heading, components: [] })
    const isKey = /^[a-z0-9]{2,16}$/.test(key)
    groups.at(-1)!.components.push({ ...(isKey ? { key } : {}), name: called, ...shown })
  }
  return groups
}

function shownBy(
  shows: string,
  names: Record<string, string>,
  index: number,
): { check: string | null; hand: HandState | null } {
  const state = handStates.find((one) => shows === `${byHand}${one}`)
  if (state) return { check: null, hand: state }
  if (names[shows] !== undefined) return { check: shows, hand: null }
  const [first, ...more] = Object.keys(names).filter((id) => names[id] === shows)
  const row = `row ${index + 1}`
  if (more.length > 0)
    throw new Problem(
      'invalid',
      `${row}: several checks are called "${shows}"; give an id`,
      'groups',
    )
  if (first === undefined) {
    const why = shows === '' ? 'choose what it shows' : `there is no check called "${shows}"`
    throw new Problem('invalid', `${row}: ${why}`, 'groups')
  }
  return { check: first, hand: null }
}

/** What a page's form shows of it. */
export function textsOfPage(page: Page): Record<string, string> {
  return {
    title: page.title,
    slug: page.slug,
    text: page.text ?? '',
    accent: page.accent ?? '',
    theme: page.theme ?? 'auto',
    language: page.language ?? 'en',
    auto: String(page.auto !== false),
    autoMaintenance: String(page.autoMaintenance !== false),
    isIndexed: String(page.isIndexed !== false),
    templates: (page.templates ?? []).map((one) => `${one.name}: ${one.text}`).join('\n'),
    embedOn: (page.embedOn ?? []).join('\n'),
  }
}

/** What the form asks for; switches that are off send nothing. */
export function patchOfTexts(texts: Record<string, string>): Record<string, unknown> {
  const { title = '', slug = '', text = '', accent = '', theme, language } = texts
  return {
    title,
    slug: slug.trim(),
    text: text.replaceAll('\r\n', '\n'),
    accent: accent.trim() === '' ? null : accent.trim(),
    ...(theme ? { theme } : {}),
    ...(language ? { language } : {}),
    auto: texts.auto === 'true',
    autoMaintenance: texts.autoMaintenance === 'true',
    isIndexed: texts.isIndexed === 'true',
    templates: linesOf(texts.templates).map(templateOf),
    embedOn: linesOf(texts.embedOn),
  }
}

const linesOf = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** `name: text`; without a colon both are the same. */
function templateOf(line: string): { name: string; text: string } {
  const at = line.indexOf(': ')
  if (at < 1) return { name: line.slice(0, 60), text: line }
  return { name: line.slice(0, at), text: line.slice(at + 2) }
}
