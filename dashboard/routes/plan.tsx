// The pages of a workspace's plan. What costs money goes on to the payment provider's own pages.
import { type Context, Hono } from 'hono'
import { isPeriod, isSold, type Offer } from '../../workers/domain/price.ts'
import { Problem } from '../../workers/domain/problem.ts'
import {
  beginCheckout,
  changeSubscription,
  listInvoices,
  nextInvoice,
  openPortal,
  previewChange,
  refreshPayment,
  setEnding,
} from '../../workers/flow/subscription.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { paymentNow } from '../../workers/routes/payment-now.ts'
import { OnwardPage } from '../pages/onward.tsx'
import { PlanPage } from '../pages/plan.tsx'
import { PlanChangePage } from '../pages/plan-change.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, refused, textsOf } from './form.tsx'

export const planPages = new Hono<AppEnv>()

async function plan(c: Context<AppEnv>, typed: Typed) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const payment = await paymentNow(hub, actor)
  const mayPay = actor.role === 'owner' && payment.isSold
  const has = payment.subscription !== null
  // The page stands without the provider; what only it knows is left open.
  const seen = <T,>(ask: () => Promise<T>) =>
    ask().catch((fault: unknown) => {
      hub.log.error('billing.page', fault)
      return undefined
    })
  const [invoices, next, paused] = await Promise.all([
    mayPay && has ? seen(() => listInvoices(hub, actor)) : [],
    mayPay && has ? seen(() => nextInvoice(hub, actor)) : null,
    hub.plans.pausedByPlan(actor.workspace),
  ])
  const wish = c.req.query('plan') ?? ''
  const per = c.req.query('per') ?? (payment.subscription?.period === 'yearly' ? 'year' : 'month')
  return (
    <PlanPage
      payment={payment}
      invoices={invoices ?? null}
      next={next}
      paused={paused}
      period={per === 'year' ? 'yearly' : 'monthly'}
      wish={isSold(wish) ? wish : null}
      mayPay={mayPay}
      now={hub.now()}
      typed={typed}
    />
  )
}

function offerIn({ plan: name = '', period = '' }: Record<string, string>): Offer {
  if (!isSold(name)) throw new Problem('invalid', 'is no plan that is sold', 'plan')
  if (!isPeriod(period)) throw new Problem('invalid', 'must be monthly or yearly', 'period')
  return { plan: name, period }
}

/** On to the provider. A form may not lead to another site: a page of ours does. */
async function away(c: Context<AppEnv>, ask: () => Promise<string>): Promise<Response> {
  try {
    const url = await ask()
    c.header('refresh', `0; url=${url}`)
    return page(c, <OnwardPage name="Stripe" url={url} back="/plan" />)
  } catch (fault) {
    return refused(fault, {}, async (typed, status) => page(c, await plan(c, typed), status))
  }
}

planPages.get('/plan', async (c) => page(c, await plan(c, untouched)))

planPages.post('/plan/checkout', async (c) => {
  const texts = await textsOf(c)
  return away(c, () => beginCheckout(c.get('hub'), c.get('actor'), offerIn(texts)))
})
planPages.post('/plan/portal', (c) => away(c, () => openPortal(c.get('hub'), c.get('actor'))))

/** Back from the provider: what was done there is asked for at once. */
planPages.get('/plan/paid', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  if (hub.till && actor.role === 'owner') {
    await refreshPayment(hub, actor).catch((fault: unknown) => hub.log.error('billing.page', fault))
  }
  return c.redirect('/plan', 303)
})

async function change(c: Context<AppEnv>, to: Offer, typed: Typed) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const preview = await previewChange(hub, actor, to)
  const { plan: from } = await paymentNow(hub, actor)
  return <PlanChangePage from={from} to={to} preview={preview} typed={typed} />
}

planPages.get('/plan/change', async (c) => {
  const { plan: name, period } = c.req.query()
  const to = offerIn({ plan: name ?? '', period: period ?? '' })
  try {
    return await page(c, await change(c, to, untouched))
  } catch (fault) {
    return refused(fault, {}, async (typed, status) => page(c, await plan(c, typed), status))
  }
})
planPages.post('/plan/change', async (c) => {
  const texts = await textsOf(c)
  const at = Date.parse(texts.previewedAt ?? '')
  const act = async () => {
    const given = Number.isNaN(at) ? null : at
    await changeSubscription(c.get('hub'), c.get('actor'), offerIn(texts), given)
    return '/plan'
  }
  return onward(c, act, (typed) => plan(c, typed), {})
})
for (const [path, isEnding] of [
  ['/plan/end', true],
  ['/plan/resume', false],
] as const) {
  planPages.post(path, (c) => {
    const act = async () => {
      await setEnding(c.get('hub'), c.get('actor'), isEnding)
      return '/plan'
    }
    return onward(c, act, (typed) => plan(c, typed), {})
  })
}
