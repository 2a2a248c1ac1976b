// The pages of text of the public site: what is under docs/, in groups, and the templates of the
// legal pages. The build writes each as a file that the hub reads when it is asked for.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TextGroup, textFileOf } from '../workers/domain/text-page.ts'
import { type Drawn, drawPage } from './markdown.ts'

const root = join(import.meta.dirname, '..')

/** The side list. A page that none of these names stands under the last heading but one. */
export const groupsOfDocs: [title: string, names: string[]][] = [
  ['Start', ['dashboard', 'checks', 'heartbeats', 'channels', 'status-pages', 'reports']],
  ['Who is told', ['policies', 'phone', 'webhooks']],
  ['How it decides', ['verdict', 'evidence', 'certificates', 'names']],
  ['Agents', ['agent', 'local-checks', 'borrowed-eyes']],
  ['For programs', ['api', 'cli', 'config-as-code']],
  ['Your account', ['workspaces', 'plans']],
  ['Run it yourself', ['self-hosting', 'deploy', 'canary', 'cost', 'site', 'billing', 'operator']],
  ['How it is built', ['architecture', 'proof', 'simulator', 'performance']],
  ['More', []],
  ['Decisions', []],
]

/** Every page under docs/, drawn. */
export function docs(): Drawn[] {
  return [...namesIn('docs'), ...namesIn('docs/decisions', 'decisions/')].map((name) =>
    drawPage('docs', name, readFileSync(join(root, 'docs', `${name}.md`), 'utf8')),
  )
}

/** The templates of the legal pages, drawn; their `{{…}}` are filled in when they are shown. */
export function legalTexts(): Drawn[] {
  return namesIn('dashboard/legal').map((name) =>
    drawPage('legal', name, readFileSync(join(root, 'dashboard/legal', `${name}.md`), 'utf8')),
  )
}

function namesIn(folder: string, before = ''): string[] {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .toSorted()
    .map((name) => `${before}${name.slice(0, -3)}`)
}

/** The side list: each page once. */
export function groupsOf(pages: Drawn[]): TextGroup[] {
  const chosen = new Set(groupsOfDocs.flatMap(([, names]) => names))
  const left = pages.filter((one) => !chosen.has(one.name))
  return groupsOfDocs
    .map(([title, names]) => {
      const isDecision = (one: Drawn) => one.name.startsWith('decisions/')
      const own = names.map((name) => {
        const found = pages.find((one) => one.name === name)
        if (!found) throw new Error(`docs/${name}.md is in the side list and is not there`)
        return found
      })
      if (title === 'Decisions') own.push(...left.filter(isDecision))
      if (title === 'More') own.push(...left.filter((one) => !isDecision(one)))
      return { title, pages: own.map(({ name, title, lead }) => ({ name, title, lead })) }
    })
    .filter((group) => group.pages.length > 0)
}

/** Writes all of them into a folder. */
export function writeTexts(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, content: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(content))
  const pages = docs()
  write(textFileOf('docs', 'index'), groupsOf(pages))
  for (const { links: _, ids: __, ...page } of pages) write(textFileOf('docs', page.name), page)
  for (const { links: _, ids: __, ...page } of legalTexts()) {
    write(textFileOf('legal', page.name), page)
  }
}
