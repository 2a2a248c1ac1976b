// Updates on their way to subscribers: owed by one statement, claimed under a lease, sent, settled by
// what the receiver said. What is sent twice after a crash bears the same id.

import type { Heard } from '../channel/channel.ts'
import { carry } from '../channel/email.ts'
import { heardHttp } from '../channel/heard.ts'
import { type Mail, readerHeaders, readerMail } from '../channel/mail.ts'
import { refOf } from '../channel/ref.ts'
import { textOnce } from '../channel/text-once.ts'
import type { Page } from '../domain/config.ts'
import { postKey } from '../domain/page/past.ts'
import { type PublicPost, publicPost } from '../domain/page/post.ts'
import { readerText } from '../domain/page/reader-text.ts'
import { componentsOf } from '../domain/page/settings.ts'
import {
  callOf,
  type Notice,
  nextWaitMs,
  type Subscriber,
  toldOf,
  unconfirmedMs,
} from '../domain/page/subscriber.ts'
import { sayIn } from '../domain/page/words/index.ts'
import { groupsOf, type PageSnapshot } from '../domain/page.ts'
import { words } from '../domain/words/index.ts'
import type { HubPorts } from '../hub-ports.ts'
import { callSigned } from './page-call.ts'
import { addressOfPage, leave, linkOf } from './subscribers.ts'

const leaseMs = 60_000
const claimedMax = 100
const atOnce = 6

/** Sends what is due; repeated each minute that Postgres is asked. Answers when the next is due. */
export async function runNotices(hub: HubPorts): Promise<number> {
  const now = hub.now()
  await hub.subscribers.forgetUnconfirmed(now - unconfirmedMs)
  await hub.subscribers.owe(now)
  const claimed = await hub.subscribers.claim(now, leaseMs, claimedMax)
  const pages = new Map<string, Promise<Shown | null>>()
  for (let from = 0; from < claimed.length; from += atOnce) {
    const some = claimed.slice(from, from + atOnce)
    await Promise.all(some.map((one) => sendOne(hub, one, pages)))
  }
  return (await hub.subscribers.noticesDueAt()) ?? Number.POSITIVE_INFINITY
}

interface Shown {
  page: Page
  names: Map<string, string>
}

async function sendOne(
  hub: HubPorts,
  notice: Notice,
  pages: Map<string, Promise<Shown | null>>,
): Promise<void> {
  let heard: Heard
  try {
    const shown = pages.get(notice.page) ?? shownOf(hub, notice)
    pages.set(notice.page, shown)
    heard = await attempt(hub, notice, await shown)
  } catch (fault) {
    hub.log.error('notice', fault, { notice: notice.id })
    heard = { ...gone, answer: 'retry', said: 'it could not be made' }
  }
  const now = hub.now()
  const waitMs = heard.answer === 'retry' ? nextWaitMs(notice.attempts) : null
  const state = heard.answer === 'ok' ? 'sent' : waitMs === null ? 'dead' : 'pending'
  const said = heard.said.slice(0, 200)
  await hub.subscribers.settle(notice.id, { state, said, now, dueAt: now + (waitMs ?? 0) })
}

const gone: Heard = heardHttp({
  kind: 'answered',
  status: 410,
  body: '',
  retryAfterSeconds: null,
  ms: 0,
})

async function shownOf(hub: HubPorts, { workspace, page: id }: Notice): Promise<Shown | null> {
  const config = await hub.config.whole(workspace)
  const page = config?.pages.find((one) => one.id === id)
  if (!config || !page?.isPublic) return null
  const components = componentsOf(groupsOf(page, config.checks))
  return { page, names: new Map(components.map((one) => [one.key, one.name])) }
}

async function attempt(hub: HubPorts, notice: Notice, shown: Shown | null): Promise<Heard> {
  const [subscriber, post] = await Promise.all([
    hub.subscribers.subscriber(notice.subscriber),
    hub.publication.post(notice.workspace, notice.post),
  ])
  if (!shown || !subscriber?.confirmedAt || !post || post.isHidden)
    return { ...gone, answer: 'permanent', said: 'no longer to be told' }
  const told = publicPost(post, postKey(post.id))
  const send = { mail: mailTo, sms: textTo, webhook: call }
  return send[subscriber.kind](hub, notice, subscriber, told, shown)
}

async function mailTo(
  hub: HubPorts,
  { id, updateNumber }: Notice,
  subscriber: Subscriber,
  post: PublicPost,
  { page, names }: Shown,
): Promise<Heard> {
  const { mail: carrier, baseUrl } = hub.settings.carriers
  const view = { names, snapshot: { title: page.title } as PageSnapshot }
  const { language } = subscriber
  const told = toldOf(view, post, updateNumber, language)
  if (!told) return { ...gone, answer: 'permanent', said: 'no longer to be told' }
  if (!carrier) return { ...gone, answer: 'retry', said: 'no mail is sent from here' }
  const url = addressOfPage(hub, page)
  const way = await linkOf(hub, page, subscriber)
  const mail: Mail = readerMail({
    language,
    subject: told.subject,
    lines: told.lines,
    links: [
      [page.title, url],
      [sayIn(language, 'leave'), way],
    ],
    headers: readerHeaders({ id, baseUrl, unsubscribeUrl: way }),
  })
  return (await carry(hub.outward.send, carrier, subscriber.address, mail, id)).heard
}

async function textTo(
  hub: HubPorts,
  { id, updateNumber, attempts, workspace }: Notice,
  subscriber: Subscriber,
  post: PublicPost,
  { page, names }: Shown,
): Promise<Heard> {
  const account = hub.settings.carriers.twilio
  const view = { names, snapshot: { title: page.title } as PageSnapshot }
  const told = toldOf(view, post, updateNumber, subscriber.language)
  if (!told) return { ...gone, answer: 'permanent', said: 'no longer to be told' }
  if (!account) return { ...gone, answer: 'retry', said: 'no text message is sent from here' }
  const ref = refOf(id)
  const { body, segments } = readerText(told.subject, `${addressOfPage(hub, page)} #${ref}`)
  // Counted once, before the first attempt: alarms have the same month.
  const part = { to: subscriber.address, segments }
  if (attempts === 1 && !(await (await hub.shard(workspace)).takeTexts(workspace, part)))
    return { ...gone, answer: 'permanent', said: words().whys.allowance }
  const ticket = { id, timestampSeconds: Math.floor(hub.now() / 1_000), attempt: attempts }
  const text = { to: subscriber.address, body, ref, ticket, statusCallback: null }
  const { heard } = await textOnce((request) => hub.outward.send(request), account, text)
  // Whoever said STOP, or has this number no more, has left.
  if (heard.disable) await leave(hub, subscriber)
  return heard
}

async function call(
  hub: HubPorts,
  { id, updateNumber }: Notice,
  subscriber: Subscriber,
  post: PublicPost,
  { page, names }: Shown,
): Promise<Heard> {
  const view = { names, snapshot: { title: page.title } as PageSnapshot }
  const told = toldOf(view, post, updateNumber, subscriber.language)
  if (!told) return { ...gone, answer: 'permanent', said: 'no longer to be told' }
  const body = callOf(post, updateNumber, addressOfPage(hub, page), told)
  return heardHttp(await callSigned(hub, subscriber, id, body))
}
