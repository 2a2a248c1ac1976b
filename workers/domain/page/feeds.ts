// What is told on a page for other programs: Atom, RSS, JSON Feed, a calendar of maintenance, a
// badge. Texts alone; what they say is what the page says.
import { calendarText } from '../ical.ts'
import { type PublicPost, stateOf } from './post.ts'
import { namesOf, type PageView, textOf, titleOf } from './view.ts'
import { type Language, sayIn } from './words/index.ts'

export interface FeedFacts {
  view: PageView
  language: Language
  /** The page's address, without slash at the end. */
  url: string
}

interface Item {
  id: string
  url: string
  title: string
  text: string
  startedAt: number
  updatedAt: number
}

const itemsMax = 50

/** What was told, the latest first. A plan that nobody wrote about is in the calendar alone. */
function itemsOf({ view, language, url }: FeedFacts): Item[] {
  return [...view.open, ...view.planned, ...view.over]
    .filter((post) => post.key !== '' || post.kind === 'incident')
    .map((post) => itemOf(post, view, language, url))
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .slice(0, itemsMax)
}

function itemOf(post: PublicPost, view: PageView, language: Language, url: string): Item {
  const anchor = post.key === '' ? `${post.components[0]}-${post.startedAt}` : `p-${post.key}`
  const updates = post.updates.toReversed().map((update) => {
    const text = textOf(post, update, language)
    return [sayIn(language, update.state), text].filter((one) => one).join(': ')
  })
  const state = updates.length > 0 ? updates : [sayIn(language, stateOf(post, view.now))]
  const names = new Intl.ListFormat(language).format(namesOf(view, post))
  return {
    id: `${url}#${anchor}`,
    url: `${url}#${anchor}`,
    title: titleOf(view, post, language),
    text: [...state, sayIn(language, 'affects', { names })].join('\n\n'),
    startedAt: post.startedAt,
    updatedAt: post.updates.at(-1)?.at ?? post.startedAt,
  }
}

const iso = (at: number) => new Date(at).toISOString()

/** RFC 4287. */
export function atomOf(facts: FeedFacts): string {
  const { view, language, url } = facts
  const items = itemsOf(facts)
  const entries = items.map(
    (one) =>
      `<entry><id>${xml(one.id)}</id><title>${xml(one.title)}</title>` +
      `<link href="${xml(one.url)}"/><published>${iso(one.startedAt)}</published>` +
      `<updated>${iso(one.updatedAt)}</updated><content type="text">${xml(one.text)}</content></entry>`,
  )
  const updated = items[0]?.updatedAt ?? 0
  const { title } = view.snapshot
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" ` +
    `xml:lang="${language}"><id>${xml(url)}</id><title>${xml(title)}</title>` +
    `<author><name>${xml(title)}</name></author><link href="${xml(url)}"/>` +
    `<link rel="self" href="${xml(url)}/feed.atom"/><updated>${iso(updated)}</updated>` +
    `${entries.join('\n')}</feed>\n`
  )
}

/** RSS 2.0. */
export function rssOf(facts: FeedFacts): string {
  const { view, language, url } = facts
  const items = itemsOf(facts).map(
    (one) =>
      `<item><guid isPermaLink="false">${xml(one.id)}</guid><title>${xml(one.title)}</title>` +
      `<link>${xml(one.url)}</link><pubDate>${new Date(one.updatedAt).toUTCString()}</pubDate>` +
      `<description>${xml(one.text)}</description></item>`,
  )
  const title = xml(view.snapshot.title)
  return (
    `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>${title}</title>` +
    `<link>${xml(url)}</link><description>${title}</description><language>${language}</language>` +
    `${items.join('\n')}</channel></rss>\n`
  )
}

/** JSON Feed 1.1. */
export function jsonFeedOf(facts: FeedFacts): string {
  const { view, language, url } = facts
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: view.snapshot.title,
    home_page_url: url,
    feed_url: `${url}/feed.json`,
    language,
    items: itemsOf(facts).map((one) => ({
      id: one.id,
      url: one.url,
      title: one.title,
      content_text: one.text,
      date_published: iso(one.startedAt),
      date_modified: iso(one.updatedAt),
    })),
  })
}

/** Maintenance that runs or is to come (RFC 5545). */
export function maintenanceCalendar({ view, language, url }: FeedFacts): string {
  const planned = [...view.open, ...view.planned].filter((one) => one.kind === 'maintenance')
  const host = new URL(url).hostname
  const entries = planned.flatMap((post) => {
    if (post.endedAt === null) return []
    const key = post.key || post.components.join('-')
    return {
      uid: `${key}-${post.startedAt}@${host}`,
      summary: titleOf(view, post, language),
      from: post.startedAt,
      to: post.endedAt,
    }
  })
  return calendarText(view.snapshot.title, entries, view.snapshot.updatedAt)
}

const colours = {
  up: '#1a7f4b',
  trouble: '#9a6200',
  down: '#c0211c',
  maintenance: '#2a63a8',
  unknown: '#5c6670',
} as const

/** A badge: the page's title and how it is. */
export function badgeOf(view: PageView, language: Language): string {
  const { overall, snapshot } = view
  const label = snapshot.title.slice(0, 40)
  const word = sayIn(language, overall)
  const [left, right] = [widthOf(label), widthOf(word)]
  const text = (x: number, said: string) =>
    `<text x="${x}" y="14" fill="#fff" text-anchor="middle">${xml(said)}</text>`
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" ` +
    `aria-label="${xml(`${label}: ${word}`)}" font-family="Verdana,sans-serif" font-size="11">` +
    `<rect width="${left}" height="20" fill="#3b434c"/>` +
    `<rect x="${left}" width="${right}" height="20" fill="${colours[overall]}"/>` +
    `${text(left / 2, label)}${text(left + right / 2, word)}</svg>\n`
  )
}

/** Wide characters count double. */
function widthOf(text: string): number {
  let width = 12
  for (const one of text) width += one > '\u2e7f' ? 12 : 7
  return width
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Escaped, without the controls that XML 1.0 forbids. */
function xml(text: string): string {
  return text
    .replace(/[&<>"']/g, (one) => entities[one]!)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
}
