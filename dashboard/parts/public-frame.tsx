// The frame of the public pages of a status page: its owner's name, logo and colour, the reader's
// language, and where its other pages are.
import type { Child } from 'hono/jsx'
import { paragraphsOf } from '../../workers/domain/page/text.ts'
import {
  type Language,
  languages,
  pageWords,
  sayIn,
  timeIn,
  type WordKey,
} from '../../workers/domain/page/words/index.ts'
import type { PageSnapshot } from '../../workers/domain/page.ts'
import { iso } from '../../workers/domain/words/index.ts'
import { Mark } from './layout.tsx'

/** Who reads, and where the page is: `/status/<slug>`, or nothing on a host of its own. */
export interface Reader {
  language: Language
  /** Chosen by link, and to be kept in links. */
  isChosen: boolean
  base: string
}

export interface Framed {
  snapshot: PageSnapshot
  reader: Reader
  /** Path of this page below the base. */
  path: string
}

/** The address of another page of the same status page, in the same language. */
export function hrefOf({ base, isChosen, language }: Reader, path: string): string {
  return `${base}${path}${isChosen ? `?lang=${language}` : ''}` || '/'
}

/** A sentence in the reader's language. */
export function Say({
  in: language,
  it,
  ...facts
}: { in: Language; it: WordKey } & Record<string, string | number>) {
  return <>{sayIn(language as Language, it as WordKey, facts)}</>
}

/** An instant in UTC; with JavaScript the reader's own time stands before it. */
export function At({ at, language }: { at: number; language: Language }) {
  return (
    <time datetime={iso(at)} data-beside="">
      {timeIn(language, at)}
    </time>
  )
}

export function PublicFrame({
  snapshot,
  reader,
  path,
  title,
  children,
}: Framed & { title: string; children: Child }) {
  const { theme, accent } = snapshot
  const { language, base } = reader
  return (
    <html lang={language} class={theme === 'auto' ? undefined : `theme-${theme}`}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {!snapshot.isIndexed && <meta name="robots" content="noindex" />}
        <title>{title}</title>
        <link rel="icon" href="/assets/mark.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/app.css" />
        {accent && <link rel="stylesheet" href={`/look/${accent.slice(1)}.css`} />}
        <link
          rel="alternate"
          type="application/atom+xml"
          title={snapshot.title}
          href={`${base}/feed.atom`}
        />
        <script type="module" src="/assets/local-time.js" />
      </head>
      <body class="status">
        <header>
          <a href={hrefOf(reader, '')} class="name">
            {snapshot.logo && (
              <img src={`${base}/logo-${snapshot.logo.hash}`} alt="" width="40" height="40" />
            )}
            {snapshot.title}
          </a>
          {path !== '/subscribe' && (
            <a class="button" href={hrefOf(reader, '/subscribe')}>
              {sayIn(language, 'subscribe')}
            </a>
          )}
        </header>
        <main>{children}</main>
        <footer>
          <p>
            <Mark class="foot-mark" />{' '}
            {timed(sayIn(language, 'as_of'), snapshot.updatedAt, language)}{' '}
            {sayIn(language, 'made_by')}
          </p>
          <Feeds reader={reader} />
          <Languages reader={reader} path={path} />
        </footer>
      </body>
    </html>
  )
}

/** A sentence with its `{time}` as an element. */
export function timed(sentence: string, at: number, language: Language) {
  const [before = '', after = ''] = sentence.split('{time}')
  return (
    <>
      {before}
      <At at={at} language={language} />
      {after}
    </>
  )
}

const feeds = [
  ['feed.atom', 'Atom'],
  ['feed.rss', 'RSS'],
  ['feed.json', 'JSON'],
] as const

function Feeds({ reader }: { reader: Reader }) {
  return (
    <nav aria-label={sayIn(reader.language, 'feeds')}>
      {feeds.map(([file, name]) => (
        <a href={hrefOf(reader, `/${file}`)}>{name}</a>
      ))}
      <a href={hrefOf(reader, '/maintenance.ics')}>{sayIn(reader.language, 'calendar')}</a>
    </nav>
  )
}

function Languages({ reader, path }: { reader: Reader; path: string }) {
  return (
    <nav aria-label={sayIn(reader.language, 'languages')}>
      {languages.map((one) => (
        <a
          href={`${reader.base}${path || (reader.base ? '' : '/')}?lang=${one}`}
          hreflang={one}
          lang={one}
          rel="nofollow"
          {...(one === reader.language ? { 'aria-current': 'true' } : {})}
        >
          {pageWords[one].language}
        </a>
      ))}
    </nav>
  )
}

/** What the owner wrote: text, and plain links. */
export function Written({ text }: { text: string }) {
  return (
    <>
      {paragraphsOf(text).map((parts) => (
        <p class="written">
          {parts.map((part) =>
            'href' in part ? (
              <a href={part.href} rel="nofollow noopener">
                {part.href}
              </a>
            ) : (
              part.text
            ),
          )}
        </p>
      ))}
    </>
  )
}
