// Draws a page written in Markdown as HTML, at build time. Raw HTML in a page is shown as text, a
// link must lead to a page, a file of the site or a whole address, and what is wide scrolls in
// itself.
import { posix } from 'node:path'
import { Marked, type RendererObject, type Tokens } from 'marked'
import type { TextPage } from '../workers/domain/text-page.ts'

export interface Drawn extends TextPage {
  /** Where its links lead, as rewritten: `/docs/verdict#the-stories`. */
  links: string[]
  /** Every anchor there is. */
  ids: string[]
}

/** Draws the page `name`, which stands below `/<kind>/`. Throws where a link leads nowhere we have. */
export function drawPage(kind: 'docs' | 'legal', name: string, text: string): Drawn {
  const page: Drawn = { name, title: '', lead: '', html: '', contents: [], links: [], ids: [] }
  // An address in running text is an example, no link.
  const marked = new Marked({
    renderer: rendererFor(page, kind),
    tokenizer: { url: () => undefined },
  })
  page.html = marked.parse(text, { async: false })
  if (page.title === '') throw new Error(`${kind}/${name}: has no heading of the first level`)
  return page
}

function rendererFor(page: Drawn, kind: string): RendererObject {
  return {
    heading({ tokens, depth }) {
      const text = plain(this.parser.parseInline(tokens, this.parser.textRenderer))
      if (depth === 1) {
        page.title = text
        return ''
      }
      const id = anchorOf(text, page.ids)
      page.ids.push(id)
      if (depth <= 3) page.contents.push({ id, text, depth })
      const inner = this.parser.parseInline(tokens)
      return `<h${depth} id="${id}">${inner} <a class="anchor" href="#${id}" aria-label="Link to ${escaped(text)}">#</a></h${depth}>\n`
    },
    paragraph({ tokens }) {
      const inner = this.parser.parseInline(tokens)
      if (tokens[0]?.type === 'text' || tokens[0]?.type === 'strong') {
        page.lead ||= plain(this.parser.parseInline(tokens, this.parser.textRenderer))
      }
      return `<p>${inner}</p>\n`
    },
    html: ({ text }) => escaped(text),
    code({ text }) {
      return `<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`
    },
    image({ href }) {
      throw new Error(`${kind}/${page.name}: shows a picture, ${href}; pages of text have none`)
    },
    link({ href, tokens }) {
      const to = linkOf(href, page.name, kind)
      page.links.push(to)
      const isOutside = /^https?:/.test(to)
      const more = isOutside ? ' rel="noopener"' : ''
      return `<a href="${escaped(to)}"${more}>${this.parser.parseInline(tokens)}</a>`
    },
    table(token) {
      const cell = (one: Tokens.TableCell, tag: string) =>
        `<${tag}${one.align ? ` class="${one.align}"` : ''}>${this.parser.parseInline(one.tokens)}</${tag}>`
      const head = token.header.map((one) => cell(one, 'th')).join('')
      const rows = token.rows.map((row) => `<tr>${row.map((one) => cell(one, 'td')).join('')}</tr>`)
      const top = token.header.some((one) => one.text !== '')
        ? `<thead><tr>${head}</tr></thead>`
        : ''
      return `<div class="wide" role="group" aria-label="Table" tabindex="0"><table>${top}<tbody>${rows.join('')}</tbody></table></div>\n`
    },
  }
}

/** `verdict.md#words` beside `docs/api.md` is `/docs/verdict#words`. */
function linkOf(href: string, name: string, kind: string): string {
  if (/^(https:\/\/|mailto:|#)/.test(href)) return href
  const [path = '', anchor] = href.split('#')
  const whole = posix.normalize(posix.join(posix.dirname(name), path))
  const after = anchor === undefined ? '' : `#${anchor}`
  if (path.startsWith('/') && !path.startsWith('//')) return href
  if (whole.startsWith('..')) throw new Error(`${kind}/${name}: ${href} is outside of the pages`)
  if (whole.endsWith('.md')) return `/${kind}/${whole.slice(0, -3)}${after}`
  if (whole === 'esonar.schema.json') return `/assets/${whole}`
  throw new Error(`${kind}/${name}: ${href} is no page`)
}

/** As code hosts name it, so that a link works in both places. */
function anchorOf(text: string, taken: string[]): string {
  const id = text
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}\s_-]/gu, '')
    .replaceAll(/\s/g, '-')
  let free = id
  for (let number = 1; taken.includes(free); number += 1) free = `${id}-${number}`
  return free
}

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" }

/** Text without the marks of HTML. */
function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|amp|quot|#39);/g, (_whole, name: string) => named[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim()
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
