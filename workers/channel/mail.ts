// A message as a mail: one thread an incident, plain text and HTML of the same words. Who carries
// it is `email.ts`.
import type { Message } from '../domain/message.ts'
import { utc, words } from '../domain/words/index.ts'

export interface Mail {
  subject: string
  text: string
  html: string
  headers: Record<string, string>
}

export interface MailFacts {
  /** The delivery's id: the same at every attempt. */
  id: string
  /** Public address of this installation: whose mail it is. */
  baseUrl: string
  /** Of a reader who subscribed (RFC 8058); absent for whoever is told by a policy. */
  unsubscribeUrl?: string
}

export function mailOf(message: Message, facts: MailFacts): Mail {
  return {
    subject: subjectOf(message),
    text: textOf(message),
    html: htmlOf(message),
    headers: headersOf(message, facts),
  }
}

/** The same for all mails of a thread, or mail programs would tear it apart. */
function subjectOf({ group, incident, check, headline }: Message): string {
  if (!incident) return `eSonar: ${oneLine(headline)}`
  if (group) return 'eSonar: several checks at once'
  return `eSonar: ${oneLine(check.name)}, incident of ${utc(incident.startedAt).slice(0, 16)} UTC`
}

/** RFC 5322: every mail names the thread's root. The first mail is not its root: a later one may
 *  be the first that arrives. */
function headersOf({ group, incident }: Message, facts: MailFacts): Record<string, string> {
  const host = new URL(facts.baseUrl || 'http://esonar.invalid').hostname
  const root = group?.id ?? incident?.id
  const thread = root ? `<${root}@${host}>` : null
  const { unsubscribeUrl } = facts
  return {
    'Message-ID': `<${facts.id}@${host}>`,
    ...(thread ? { 'In-Reply-To': thread, References: thread } : {}),
    'Auto-Submitted': 'auto-generated',
    ...(unsubscribeUrl ? oneClick(unsubscribeUrl) : {}),
  }
}

const oneClick = (url: string) => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})

/** Headers of a mail to a reader who subscribed. */
export function readerHeaders({ id, baseUrl, unsubscribeUrl = '' }: MailFacts) {
  const host = new URL(baseUrl || 'http://esonar.invalid').hostname
  return {
    'Message-ID': `<${id}@${host}>`,
    'Auto-Submitted': 'auto-generated',
    ...oneClick(unsubscribeUrl),
  }
}

export interface ReaderFacts {
  language: string
  subject: string
  lines: string[]
  links: [label: string, url: string][]
  headers: Record<string, string>
}

/** A mail to a reader who subscribed, in their language. */
export function readerMail({ language, subject, lines, links, headers }: ReaderFacts): Mail {
  const linked = links.map(([label, url]) => `${label}: ${url}`)
  const html = [
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8">`,
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(subject)}</title></head>`,
    '<body style="font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:0 auto;padding:16px">',
    ...lines.map((line) => `<p style="white-space:pre-line">${escaped(line)}</p>`),
    ...links.map(([label, url]) => `<p><a href="${escaped(url)}">${escaped(label)}</a></p>`),
    '</body></html>\n',
  ]
  return {
    subject: oneLine(subject),
    text: `${[...lines, ...linked].join('\n\n')}\n`,
    html: html.join('\n'),
    headers,
  }
}

function linksOf({ links, incident }: Message): [label: string, url: string][] {
  const isOpen = incident?.resolvedAt === null
  const all: [string, string | null][] = [
    ['Acknowledge', isOpen ? links.acknowledge : null],
    ['The incident and its evidence', links.incident],
    ['The check', links.check],
  ]
  return all.filter((one): one is [string, string] => one[1] !== null)
}

function textOf(message: Message): string {
  const links = linksOf(message).map(([label, url]) => `${label}: ${url}`)
  const about = aboutOf(message)
  return [`${message.headline}.`, '', ...message.details, ...spaced(about), ...spaced(links)]
    .join('\n')
    .concat('\n')
}

const spaced = (lines: string[]) => (lines.length > 0 ? ['', ...lines] : [])

function aboutOf({ check, level, incident }: Message): string[] {
  if (!incident) return []
  return [
    ...(check.target === '' ? [] : [`Target: ${check.target}`]),
    `Level: ${words().levels[level]}`,
  ]
}

function htmlOf(message: Message): string {
  return htmlPage(message.headline, [...message.details, ...aboutOf(message)], linksOf(message))
}

/** No colours of its own: a dark program shows it dark. Everything told is escaped. */
export function htmlPage(
  headline: string,
  paragraphs: string[],
  links: [label: string, url: string][],
): string {
  const paragraph = (text: string) => `<p style="margin:0 0 10px">${escaped(text)}</p>`
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escaped(headline)}</title></head>`,
    '<body style="font:16px/1.5 system-ui,sans-serif;max-width:40em;margin:0 auto;padding:16px">',
    `<h1 style="font-size:20px;line-height:1.3">${escaped(headline)}</h1>`,
    ...paragraphs.map(paragraph),
    ...links.map(
      ([label, url]) =>
        `<p style="margin:0 0 10px"><a href="${escaped(url)}">${escaped(label)}</a></p>`,
    ),
    '</body></html>\n',
  ].join('\n')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (one) => entities[one]!)

/** Nothing in a header may begin another one. */
const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
