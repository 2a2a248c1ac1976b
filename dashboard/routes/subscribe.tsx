// The public forms by which people and programs subscribe to a status page, confirm and leave.
import { type Context, Hono } from 'hono'
import { type SubscriberKind, subscriberKinds } from '../../workers/domain/page/subscriber.ts'
import type { PageView } from '../../workers/domain/page/view.ts'
import { languageOf, type WordKey } from '../../workers/domain/page/words/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { confirmByCode } from '../../workers/flow/subscriber-codes.ts'
import {
  addressOf,
  confirm,
  leave,
  subscribe,
  subscriberBy,
} from '../../workers/flow/subscribers.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { subscriptionsLimited } from '../../workers/middleware/limit.ts'
import { baseOf } from '../../workers/middleware/own-host.ts'
import { SubscribePage, SubscriberPage } from '../pages/subscribe.tsx'
import { ownSite, page, textsOf, valuesOf } from './form.tsx'
import { openView, viewAt } from './status-gate.tsx'

export const subscribePages = new Hono<AppEnv>()

async function shown(c: Context<AppEnv>, chosen = c.req.query('lang')) {
  const slug = c.req.param('slug') ?? ''
  const view = await openView(c, slug)
  const known = languageOf(chosen, c.req.header('accept-language') ?? '')
  const language = known ?? view.snapshot.language
  const reader = { language, isChosen: chosen !== undefined, base: await baseOf(c, slug) }
  return { slug, view, reader }
}

/** By what one may subscribe: as the installation can send. */
function kindsOf(c: Context<AppEnv>): SubscriberKind[] {
  const { mail, twilio } = c.get('hub').settings.carriers
  return [...(mail ? ['mail' as const] : []), ...(twilio ? ['sms' as const] : []), 'webhook']
}

const nothing = { said: null, fault: null, code: null }

subscribePages.get('/status/:slug/subscribe', async (c) => {
  const { view, reader } = await shown(c)
  return page(c, <SubscribePage {...nothing} {...{ view, reader, kinds: kindsOf(c) }} />)
})

subscribePages.post('/status/:slug/subscribe', subscriptionsLimited, async (c) => {
  ownSite(c)
  const texts = await textsOf(c)
  const { slug, view, reader } = await shown(c, texts.lang)
  const kind = subscriberKinds.find((one) => one === texts.kind) ?? 'mail'
  const address = (texts.address ?? '').trim()
  const components = await chosenOf(c, view)
  const wish = { kind, address, components, language: reader.language }
  const data = { ...nothing, view, reader, kinds: kindsOf(c) }
  try {
    const done = await subscribe(c.get('hub'), slug, wish)
    if (done.kind === 'called') {
      const said = { key: 'webhook_kept' as const, address, secret: done.secret, leave: done.leave }
      return page(c, <SubscribePage {...data} said={said} />)
    }
    const key = kind === 'sms' ? 'check_sms' : 'check_mail'
    const code = kind === 'sms' ? { address, isWrong: false } : null
    return page(c, <SubscribePage {...data} said={{ key, address }} code={code} />)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.field !== 'address') throw fault
    const said = { kind, key: keyOf(fault), address, chosen: components ?? [] }
    return page(c, <SubscribePage {...data} fault={said} />, 422)
  }
})

/** What was wrong with an address, in the reader's language. */
function keyOf({ detail }: Problem): WordKey {
  if (detail.includes('challenge')) return 'webhook_failed'
  return detail.startsWith('cannot') ? 'not_now' : 'not_an_address'
}

subscribePages.post('/status/:slug/subscribe/code', subscriptionsLimited, async (c) => {
  ownSite(c)
  const texts = await textsOf(c)
  const { slug, view, reader } = await shown(c, texts.lang)
  const typed = (texts.address ?? '').trim()
  const address = addressOf({ kind: 'sms', address: typed })
  const data = { ...nothing, view, reader, kinds: kindsOf(c) }
  if (await confirmByCode(c.get('hub'), slug, address, texts.code ?? '')) {
    return page(c, <SubscribePage {...data} said={{ key: 'confirmed', address }} />)
  }
  const code = { address: typed, isWrong: true }
  return page(c, <SubscribePage {...data} code={code} />, 422)
})

/** Components that are on the page; none or all of them: all, also those to come. */
async function chosenOf(c: Context<AppEnv>, view: PageView): Promise<string[] | null> {
  const chosen = (await valuesOf(c, 'components')).filter((one) => view.names.has(one))
  return chosen.length === 0 || chosen.length === view.names.size ? null : chosen
}

subscribePages.get('/status/:slug/subscriber/:token', (c) => own(c, null))
subscribePages.post('/status/:slug/subscriber/:token/:act{confirm|leave}', async (c) => {
  ownSite(c)
  return own(c, c.req.param('act') === 'leave' ? 'leave' : 'confirm')
})
/** RFC 8058: a mail program leaves by one POST to the address itself, from wherever it is. */
subscribePages.post('/status/:slug/subscriber/:token', (c) => own(c, 'leave'))

async function own(c: Context<AppEnv>, act: 'confirm' | 'leave' | null): Promise<Response> {
  const hub = c.get('hub')
  const slug = c.req.param('slug') ?? ''
  const token = c.req.param('token') ?? ''
  const found = await subscriberBy(hub, slug, token)
  if (!found)
    throw new Problem('not_found', 'This link is not known, or it has been used to leave.')
  const { subscriber } = found
  if (act === 'leave') await leave(hub, subscriber)
  if (act === 'confirm') await confirm(hub, subscriber)
  const isConfirmed = act === 'confirm' || subscriber.confirmedAt !== null
  const state = act === 'leave' ? 'left' : isConfirmed ? 'confirmed' : 'ask'
  const { view, reader } = await shownTo(c, slug, subscriber.language)
  const action = `${reader.base}/subscriber/${token}`
  const data = { view, reader, address: subscriber.address, state, action } as const
  const answer = await page(c, <SubscriberPage {...data} />)
  answer.headers.set('x-robots-tag', 'noindex')
  answer.headers.set('referrer-policy', 'no-referrer')
  return answer
}

/** A subscriber sees the frame of the page, also where it is private: its title is in their mails. */
async function shownTo(
  c: Context<AppEnv>,
  slug: string,
  language: PageView['snapshot']['language'],
) {
  const view = await viewAt(c.get('hub'), slug)
  return { view, reader: { language, isChosen: false, base: await baseOf(c, slug) } }
}
