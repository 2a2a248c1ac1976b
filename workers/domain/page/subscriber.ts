// Who is told of what is written on a status page, and what they are told.
import { type PublicPost, stateOf } from './post.ts'
import { namesOf, type PageView, textOf, titleOf } from './view.ts'
import { type Language, sayIn, timeIn } from './words/index.ts'

export const subscriberKinds = ['mail', 'webhook', 'sms'] as const
export type SubscriberKind = (typeof subscriberKinds)[number]

export interface Subscriber {
  v: 1
  id: string
  workspace: string
  page: string
  kind: SubscriberKind
  address: string
  /** Keys; null: all. */
  components: string[] | null
  language: Language
  /** Sealed; of a webhook, or the code that a phone was sent. */
  secret: string | null
  createdAt: number
  askedAt: number
  confirmedAt: number | null
}

export interface Notice {
  id: string
  workspace: string
  page: string
  post: string
  updateNumber: number
  subscriber: string
  attempts: number
}

/** Another mail to confirm is not sent before. */
export const askAgainMs = 10 * 60_000
/** Who did not confirm is forgotten. */
export const unconfirmedMs = 7 * 86_400_000

/** How long a code works, how often it may be tried, and how many a page sends in a day. */
export const codeMs = 10 * 60_000
export const codeTriesMax = 5
export const codesMax = 50

const waitsMs = [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000]

/** Milliseconds until the next attempt after this many; null: give up. */
export function nextWaitMs(attempts: number): number | null {
  return waitsMs[attempts - 1] ?? null
}

export interface Told {
  subject: string
  lines: string[]
}

/** An update in a subscriber's language. */
export function toldOf(
  view: Pick<PageView, 'names' | 'snapshot'>,
  post: PublicPost,
  number: number,
  language: Language,
): Told | null {
  const update = post.updates[number]
  if (!update) return null
  const until = { ...post, updates: post.updates.slice(0, number + 1) }
  const state = sayIn(language, number === 0 ? stateOf(until, update.at) : update.state)
  const title = titleOf(view, post, language)
  const names = new Intl.ListFormat(language).format(namesOf(view, post))
  const { from, to } = { from: timeIn(language, post.startedAt), to: post.endedAt }
  const when =
    to === null
      ? sayIn(language, 'since', { time: from })
      : sayIn(language, 'from_to', { from, to: timeIn(language, to) })
  return {
    subject: `${view.snapshot.title}: ${title} (${state})`,
    lines: [
      title,
      `${state}: ${textOf(post, update, language)}`,
      when,
      sayIn(language, 'affects', { names }),
    ],
  }
}

/** What a webhook is told; no words but those of the page. */
export function callOf(post: PublicPost, number: number, url: string, told: Told) {
  const { key, kind, impact, components, startedAt, endedAt, updates } = post
  const update = updates[number]!
  const at = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())
  return {
    type: 'status.update',
    page: url,
    post: { key, kind, impact, components, startedAt: at(startedAt), endedAt: at(endedAt) },
    update: {
      number,
      at: at(update.at),
      state: update.state,
      title: told.lines[0],
      text: told.lines[1],
    },
  }
}
