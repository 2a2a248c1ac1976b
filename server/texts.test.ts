// The pages of text: all of docs/ once, every link and anchor leads somewhere, nothing raw.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commands } from './cli/commands.ts'
import { drawPage } from './markdown.ts'
import { docs, groupsOf, legalTexts } from './texts.ts'

const pages = docs()
const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const commandNames = new Set(['help', ...Object.keys(commands)])
const ofOurs = /`((?:agent|bench|dashboard|deployments|server|test|workers)\/[\w./-]+)`/g
/** What whoever reads makes, or stands for any name. */
const isTheirs = /^deployments\/(production|staging)|\/x\.ts$|^agent\/host\.json$/

describe('the docs', () => {
  it('have every page of the folder in the side list, once', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => name.slice(0, -3))
    const listed = groupsOf(pages).flatMap((group) => group.pages.map((one) => one.name))
    expect(listed.toSorted()).toEqual(files.toSorted())
  })

  it('lead nowhere that is not there', () => {
    const known = new Map([...pages, ...legalTexts()].map((one) => [one.name, one]))
    const faults = [...known.values()].flatMap((page) =>
      page.links
        .filter((link) => !/^(https:|mailto:)/.test(link) && !isOther(link))
        .filter((link) => {
          const [path = '', anchor] = link.split('#')
          const name = path.replace(/^\/(docs|legal)\//, '')
          const to = path === '' ? page : known.get(name)
          return !to || (anchor !== undefined && !to.ids.includes(anchor))
        })
        .map((link) => `${page.name}: ${link}`),
    )
    expect(faults).toEqual([])
  })

  it('name no command and no file of ours that is not there', () => {
    const files = [...pages.map(({ name }) => `docs/${name}.md`), 'README.md', 'CONTRIBUTING.md']
    const faults = files.flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      const found = (shape: RegExp) => [...text.matchAll(shape)].map((match) => match[1]!)
      const gone = [
        ...found(/npm run ([a-z][\w:-]*)/g).filter((name) => !(name in scripts)),
        ...found(/npx esonar ([a-z]+)/g).filter((name) => !commandNames.has(name)),
        ...found(ofOurs).filter((path) => !isTheirs.test(path) && !existsSync(join(root, path))),
      ]
      return gone.map((name) => `${file}: ${name}`)
    })
    expect(faults).toEqual([])
  })

  it('say what they are', () => {
    for (const { name, title, html } of pages) {
      expect(title, name).not.toBe('')
      expect(html.length, name).toBeGreaterThan(200)
    }
  })
})

/** Pages of the site that are no pages of text. */
const isOther = (link: string) =>
  ['/pricing', '/about/prober', '/assets/esonar.schema.json'].includes(link)

describe('a page', () => {
  const drawn = (text: string) => drawPage('docs', 'a', `# A\n\n${text}`)

  it.each([
    ['raw HTML in a block', '<script>alert(1)</script>'],
    ['raw HTML in a line', 'so <img src=x onerror=alert(1)> it is'],
    ['HTML in code', '`<b>` and\n\n```\n<script>\n```'],
    ['HTML in a heading', '## <b onclick=x>bold</b>'],
    ['HTML in a table', '| <i onload=x> |\n| --- |\n| <u> |'],
  ])('shows %s as text', (_what, text) => {
    const { html } = drawn(text)
    expect(html).not.toMatch(/<(script|img|b|i|u)\b/)
  })

  it.each([
    ['a script', '[x](javascript:alert(1))'],
    ['a page beyond the folder', '[x](../workers/app.ts)'],
    ['a file that is no page', '[x](plan.ts)'],
    ['a plain address', '[x](http://example.com)'],
    ['a picture', '![x](a.png)'],
  ])('is refused with a link to %s', (_what, text) => {
    expect(() => drawn(text)).toThrow(/docs\/a/)
  })

  it('rewrites links between pages, from either folder', () => {
    expect(drawn('[x](api.md#badges)').links).toEqual(['/docs/api#badges'])
    expect(drawn('[x](decisions/0001-a.md)').links).toEqual(['/docs/decisions/0001-a'])
    const decision = drawPage('docs', 'decisions/0001-a', '# A\n\n[x](../verdict.md)')
    expect(decision.links).toEqual(['/docs/verdict'])
  })

  it('names its headings as code hosts do, each once', () => {
    const page = drawn('## Over IPv4, over `IPv6`\n\n## Again\n\n## Again')
    expect(page.ids).toEqual(['over-ipv4-over-ipv6', 'again', 'again-1'])
    expect(page.contents[0]).toEqual({
      id: 'over-ipv4-over-ipv6',
      text: 'Over IPv4, over IPv6',
      depth: 2,
    })
  })
})
