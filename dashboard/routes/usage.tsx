// The page of what a workspace uses of its plan, and of buying credits.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { isPack } from '../../workers/domain/sms-price.ts'
import { buyCredits } from '../../workers/flow/credits.ts'
import { usageOf } from '../../workers/flow/plan.ts'
import { takePurchase } from '../../workers/flow/purchases.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { OnwardPage } from '../pages/onward.tsx'
import { UsagePage } from '../pages/usage.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { page, refused, textsOf } from './form.tsx'

export const usagePages = new Hono<AppEnv>()

async function usage(c: Context<AppEnv>, typed: Typed) {
  return <UsagePage {...(await usageOf(c.get('hub'), c.get('actor')))} typed={typed} />
}

usagePages.get('/usage', async (c) => {
  const session = c.req.query('session')
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  if (!session) return page(c, await usage(c, untouched))
  // Back from paying: what was paid is asked for at once. Should that fail, its event brings it.
  if (hub.till && actor.role === 'owner')
    await takePurchase(hub, session).catch((fault: unknown) => hub.log.error('credits', fault))
  return c.redirect('/usage#credits', 303)
})

/** A form may not lead to another site: a page of ours does. */
usagePages.post('/usage/credits', async (c) => {
  const { pack = '' } = await textsOf(c)
  try {
    if (!isPack(pack)) throw new Problem('invalid', 'is none of the packs', 'pack')
    const url = await buyCredits(c.get('hub'), c.get('actor'), pack)
    c.header('refresh', `0; url=${url}`)
    return page(c, <OnwardPage name="Stripe" url={url} back="/usage" />)
  } catch (fault) {
    return refused(fault, {}, async (typed, status) => page(c, await usage(c, typed), status))
  }
})
