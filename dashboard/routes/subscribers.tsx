// Subscribers of a status page, for its owner.
import { Hono } from 'hono'
import { getPage } from '../../workers/flow/pages.ts'
import { listSubscribers, removeSubscriber } from '../../workers/flow/subscribers.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { SubscribersPage } from '../pages/subscribers.tsx'
import { page } from './form.tsx'

export const subscriberPages = new Hono<AppEnv>()

subscriberPages.get('/pages/:id/subscribers', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const own = await getPage(hub, actor, c.req.param('id'))
  return page(c, <SubscribersPage page={own} {...(await listSubscribers(hub, actor, own.id))} />)
})

subscriberPages.post('/pages/:id/subscribers/:subscriber/remove', async (c) => {
  const { id, subscriber } = c.req.param()
  await removeSubscriber(c.get('hub'), c.get('actor'), id, subscriber)
  return c.redirect(`/pages/${id}/subscribers`, 303)
})
