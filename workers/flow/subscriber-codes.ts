// Subscribing to a status page by text message: a code goes to the phone and is typed in on the page.
// What is sent counts for the workspace's month, and a page sends so many codes a day.

import { refOf } from '../channel/ref.ts'
import { textOnce } from '../channel/text-once.ts'
import type { Page } from '../domain/config.ts'
import { readerText } from '../domain/page/reader-text.ts'
import {
  askAgainMs,
  codeMs,
  codesMax,
  codeTriesMax,
  type Subscriber,
} from '../domain/page/subscriber.ts'
import { sayIn } from '../domain/page/words/index.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'

const dayMs = 86_400_000
const notNow = () => new Problem('invalid', 'cannot be sent to right now', 'address')

/** Sends a code. The same is answered to all: nobody learns who is subscribed. */
export async function askByText(
  hub: HubPorts,
  page: Page,
  subscriber: Subscriber,
  before: Subscriber | null,
): Promise<void> {
  const account = hub.settings.carriers.twilio
  const now = hub.now()
  if (!account) throw notNow()
  if (before && (before.confirmedAt !== null || before.askedAt > now - askAgainMs)) return
  if ((await hub.subscribers.countAsked(page.id, 'sms', now - dayMs)) >= codesMax) throw notNow()
  const code = codeOf(crypto.getRandomValues(new Uint32Array(1))[0]!)
  const id = `${subscriber.id}-${now}`
  const ref = refOf(id)
  const words = sayIn(subscriber.language, 'sms_code_text', { code, title: page.title })
  const { body, segments } = readerText(words, `#${ref}`)
  const door = await hub.shard(page.workspace)
  if (!(await door.takeTexts(page.workspace, { to: subscriber.address, segments }))) throw notNow()
  await hub.subscribers.putSubscriber({ ...subscriber, secret: await hub.vault.seal(code) })
  const ticket = { id, timestampSeconds: Math.floor(now / 1_000), attempt: 1 }
  const text = { to: subscriber.address, body, ref, ticket, statusCallback: null }
  const { heard } = await textOnce((request) => hub.outward.send(request), account, text)
  if (heard.answer === 'ok') return
  hub.log.error('subscriber.text', heard.said, { page: page.id })
  // Whoever was not sent a code may ask again at once.
  await hub.subscribers.dropSubscriber(page.workspace, page.id, subscriber.id)
  throw notNow()
}

const codeOf = (random: number) => String(random % 1_000_000).padStart(6, '0')

/** Whether the code is the one that was sent there; then they are told from now on. */
export async function confirmByCode(
  hub: HubPorts,
  slug: string,
  address: string,
  code: string,
): Promise<boolean> {
  const page = await hub.config.pageBySlug(slug)
  if (!page?.isPublic) throw new Problem('not_found', 'There is no status page at this address.')
  const subscriber = await hub.subscribers.subscriberAt(page.id, 'sms', address)
  if (!subscriber?.secret || subscriber.confirmedAt !== null) return false
  const now = hub.now()
  if (subscriber.askedAt + codeMs < now) return false
  if (!(await hub.subscribers.takeTry(subscriber.id, codeTriesMax))) return false
  if ((await hub.vault.open(subscriber.secret)) !== code.replace(/\D/g, '')) return false
  await hub.subscribers.putSubscriber({ ...subscriber, secret: null, confirmedAt: now })
  return true
}
