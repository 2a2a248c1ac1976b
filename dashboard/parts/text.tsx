// A page of text: its headings as a list, and the text that the build drew.
import { raw } from 'hono/html'
import type { TextPage } from '../../workers/domain/text-page.ts'

/** The text itself. It is put in as it is: the build let nothing through but its own marks. */
export function Text({ html }: { html: string }) {
  return <div class="text">{raw(html)}</div>
}

/** Headings of the page; nothing for a page of one or two. */
export function Contents({ page, class: name }: { page: TextPage; class: string }) {
  if (page.contents.length < 3) return null
  return (
    <nav class={name} aria-label="On this page">
      <strong>On this page</strong>
      <ol>
        {page.contents.map(({ id, text, depth }) => (
          <li class={`depth-${depth}`}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ol>
    </nav>
  )
}
