// Subscribing to a status page, and leaving it: by mail after a confirmation, by webhook after a
// challenge, by text message after a code. Whoever asks for an address that is not theirs learns nothing and gets nothing.
import { isE164 } from '../channel/account.ts'
import { carry, isMailAddress } from '../channel/email.ts'
import { readerHeaders, readerMail } from '../channel/mail.ts'
import { secretOf } from '../channel/sign.ts'
import type { Page } from '../domain/config.ts'
import { makeId, restOf, workspaceOf } from '../domain/id.ts'
import { askAgainMs, type Subscriber, type SubscriberKind } from '../domain/page/subscriber.ts'
import { type Language, sayIn } from '../domain/page/words/index.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { NoticeLine } from '../page-ports.ts'
import { auditOf, record } from './change.ts'
import { callSigned } from './page-call.ts'
import { getPage, ownPage } from './pages.ts'
import { askByText } from './subscriber-codes.ts'

const subscribersMax = 10_000
const noticesMax = 100
const secretBytes = 32

export interface Wish {
  kind: SubscriberKind
  address: string
  components: string[] | null
  language: Language
}

/** `asked`: a mail or a code is on its way, if there is anything to confirm. */
export type Subscribed = { kind: 'asked' } | { kind: 'called'; secret: string; leave: string }

/** Somebody wants to be told. Throws `invalid` with the field `address`. */
export async function subscribe(hub: HubPorts, slug: string, wish: Wish): Promise<Subscribed> {
  const page = await hub.config.pageBySlug(slug)
  if (!page?.isPublic) throw new Problem('not_found', 'There is no status page at this address.')
  const address = addressOf(wish)
  const before = await hub.subscribers.subscriberAt(page.id, wish.kind, address)
  if (!before && (await hub.subscribers.countSubscribers(page.id)) >= subscribersMax)
    throw new Problem('limit_reached', 'This page has as many subscribers as it may have.')
  const now = hub.now()
  const subscriber: Subscriber = {
    v: 1,
    id: before?.id ?? makeId('subscriber', page.workspace, hub.randomId(20)),
    workspace: page.workspace,
    page: page.id,
    kind: wish.kind,
    address,
    components: wish.components,
    language: wish.language,
    secret: null,
    createdAt: before?.createdAt ?? now,
    askedAt: now,
    confirmedAt: null,
  }
  if (wish.kind === 'webhook') return challenge(hub, page, subscriber)
  if (wish.kind === 'mail') return askByMail(hub, page, subscriber, before)
  await askByText(hub, page, subscriber, before)
  return { kind: 'asked' }
}

/** An address as it is kept. Throws `invalid` with the field `address`. */
export function addressOf({ kind, address }: Pick<Wish, 'kind' | 'address'>): string {
  const text = address.trim()
  if (kind === 'sms') {
    const number = text.replace(/[\s()./-]/g, '').replace(/^00/, '+')
    if (isE164(number)) return number
    throw new Problem('invalid', 'must be a phone number with its country code', 'address')
  }
  if (kind === 'mail') {
    if (!isMailAddress(text)) throw new Problem('invalid', 'must be one e-mail address', 'address')
    const at = text.lastIndexOf('@')
    return `${text.slice(0, at)}@${text.slice(at + 1).toLowerCase()}`
  }
  if (text.length > 2_000 || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Problem('invalid', 'must be an address that begins with https://', 'address')
  return new URL(text).href
}

async function askByMail(
  hub: HubPorts,
  page: Page,
  subscriber: Subscriber,
  before: Subscriber | null,
): Promise<Subscribed> {
  const { mail: carrier, baseUrl } = hub.settings.carriers
  if (!carrier)
    throw new Problem('invalid', 'cannot be reached: no mail is sent from here', 'address')
  // The same answer to all: nobody learns who is subscribed, and nobody is flooded.
  if (before && (before.confirmedAt !== null || before.askedAt > hub.now() - askAgainMs))
    return { kind: 'asked' }
  await hub.subscribers.putSubscriber(subscriber)
  const { language } = subscriber
  const link = await linkOf(hub, page, subscriber)
  const { title } = page
  const id = `${subscriber.id}-${subscriber.askedAt}`
  const mail = readerMail({
    language,
    subject: sayIn(language, 'mail_confirm_subject', { title }),
    lines: [sayIn(language, 'mail_confirm_text', { title })],
    links: [[sayIn(language, 'confirm'), link]],
    headers: readerHeaders({ id, baseUrl, unsubscribeUrl: link }),
  })
  const { heard } = await carry(hub.outward.send, carrier, subscriber.address, mail, id)
  if (heard.answer !== 'ok') hub.log.error('subscriber.mail', heard.said, { page: page.id })
  return { kind: 'asked' }
}

/** The receiver must say the challenge back: nobody subscribes what is not theirs. */
async function challenge(hub: HubPorts, page: Page, subscriber: Subscriber): Promise<Subscribed> {
  const secret = secretOf(crypto.getRandomValues(new Uint8Array(secretBytes)))
  const sealed = { ...subscriber, secret: await hub.vault.seal(secret) }
  const word = hub.randomId(32)
  const body = { type: 'status.challenge', challenge: word }
  const outcome = await callSigned(hub, sealed, `${subscriber.id}-challenge`, body)
  const isRight =
    outcome.kind === 'answered' &&
    outcome.status < 300 &&
    (outcome.body.trim() === word || challengeIn(outcome.body) === word)
  if (!isRight) throw new Problem('invalid', 'did not send the challenge back', 'address')
  await hub.subscribers.putSubscriber({ ...sealed, confirmedAt: hub.now() })
  return { kind: 'called', secret, leave: await linkOf(hub, page, subscriber) }
}

function challengeIn(body: string): unknown {
  try {
    return (JSON.parse(body) as { challenge?: unknown } | null)?.challenge
  } catch {
    return null
  }
}

/** Where a page is for its visitors, without slash at the end. */
export function addressOfPage(hub: HubPorts, { host, slug }: Page): string {
  return host ? `https://${host}` : `${hub.settings.baseUrl}/status/${slug}`
}

/** The link by which a subscriber confirms and leaves; only we can make it. */
export async function linkOf(hub: HubPorts, page: Page, { id }: Subscriber): Promise<string> {
  return `${addressOfPage(hub, page)}/subscriber/${restOf(id)}.${await macOf(hub, id)}`
}

async function macOf(hub: HubPorts, id: string): Promise<string> {
  const bytes = await hub.signer.sign(`page-subscriber:${id}`)
  return [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Who holds a link, with their page; null: it was not made by us, or they are gone. */
export async function subscriberBy(
  hub: HubPorts,
  slug: string,
  token: string,
): Promise<{ page: Page; subscriber: Subscriber } | null> {
  const [, rest, mac] = /^([a-z0-9]{20})\.([0-9a-f]{32})$/.exec(token) ?? []
  const page = rest ? await hub.config.pageBySlug(slug) : null
  if (!page || !rest) return null
  const id = makeId('subscriber', page.workspace, rest)
  if ((await macOf(hub, id)) !== mac) return null
  const subscriber = await hub.subscribers.subscriber(id)
  return subscriber?.page === page.id ? { page, subscriber } : null
}

/** They are told from now on. */
export async function confirm(hub: HubPorts, subscriber: Subscriber): Promise<void> {
  if (subscriber.confirmedAt !== null) return
  await hub.subscribers.putSubscriber({ ...subscriber, confirmedAt: hub.now() })
}

export async function leave(hub: HubPorts, { workspace, page, id }: Subscriber): Promise<void> {
  await hub.subscribers.dropSubscriber(workspace, page, id)
}

/** Subscribers of a page and what they were sent lately, for its owner. */
export async function listSubscribers(
  hub: HubPorts,
  actor: Actor,
  page: string,
): Promise<{ subscribers: Subscriber[]; notices: NoticeLine[] }> {
  await getPage(hub, actor, page)
  const [subscribers, notices] = await Promise.all([
    hub.subscribers.subscribers(actor.workspace, page),
    hub.subscribers.notices(actor.workspace, page, noticesMax),
  ])
  return { subscribers, notices }
}

export async function removeSubscriber(
  hub: HubPorts,
  actor: Actor,
  page: string,
  id: string,
): Promise<void> {
  await ownPage(hub, actor, page)
  const isOwn = workspaceOf('subscriber', id) === actor.workspace
  if (!isOwn || !(await hub.subscribers.dropSubscriber(actor.workspace, page, id)))
    throw new Problem('not_found', 'There is no subscriber of this id on the page.')
  // The address is a visitor's own: it is not kept in the log.
  await record(hub, actor.workspace, auditOf(actor, 'delete', 'subscriber', id, { page }, null))
}
