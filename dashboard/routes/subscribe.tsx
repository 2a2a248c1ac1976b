// The public forms by which people and programs subscribe to a status page, confirm and leave.
import { type Context, Hono } from 'hono'
import type { PageView } from '../../workers/domain/page/view.ts'
import { languageOf, type WordKey } from '../../workers/domain/page/words/index.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { confirm, leave, subscribe, subscriberBy } from '../../workers/flow/subscribers.ts'
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

subscribePages.get('/status/:slug/subscribe', async (c) => {
  const { view, reader } = await shown(c)
  const hasMail = c.get('hub').settings.carriers.mail !== null
  return page(c, <SubscribePage {...{ view, reader, hasMail, said: null, fault: null }} />)
})

subscribePages.post('/status/:slug/subscribe', subscriptionsLimited, async (c) => {
  ownSite(c)
  const texts = await textsOf(c)
  const { slug, view, reader } = await shown(c, texts.lang)
  const hasMail = c.get('hub').settings.carriers.mail !== null
  const kind = texts.kind === 'webhook' ? 'webhook' : 'mail'
  const address = (texts.address ?? '').trim()
  const wish = { kind, address, components: await chosenOf(c, view), language: reader.language }
  try {
    const done = await subscribe(c.get('hub'), slug, { ...wish, kind })
    const said =
      done.kind === 'asked'
        ? { key: 'check_mail' as WordKey, address }
        : { key: 'webhook_kept' as WordKey, address, secret: done.secret, leave: done.leave }
    return page(c, <SubscribePage {...{ view, reader, hasMail, said, fault: null }} />)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.field !== 'address') throw fault
    const isCalled = fault.detail.includes('challenge')
    const key: WordKey = isCalled ? 'webhook_failed' : 'not_an_address'
    const data = { view, reader, hasMail, said: null, fault: { kind, key, address } }
    return page(c, <SubscribePage {...data} />, 422)
  }
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
