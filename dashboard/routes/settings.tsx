// Locations and API keys.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { may } from '../../workers/flow/change.ts'
import { createKey, listKeys, removeKey } from '../../workers/flow/keys.ts'
import { pingKeyFor, rotatePingKey } from '../../workers/flow/ping-key.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { SettingsPage } from '../pages/settings.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { page, textsOf, typedOf, valuesOf } from './form.tsx'
import { keyOf } from './keys.tsx'

export const settingsPages = new Hono<AppEnv>()

async function settings(
  c: Context<AppEnv>,
  typed: Typed,
  secret: string | null,
  status = 200,
): Promise<Response> {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const door = await hub.shard(actor.workspace)
  const unwell = new Set((await door.health()).unwellLocations)
  const locations = hub.locations().map((one) => ({ ...one, unwell: unwell.has(one.id) }))
  const keys = may(actor, 'read', 'key') ? await listKeys(hub, actor) : null
  const pingKey = may(actor, 'write', 'check') ? { now: await pingKeyFor(hub, actor) } : null
  const data = { locations, keys, pingKey, typed, secret, now: hub.now() }
  return page(c, <SettingsPage {...data} />, status)
}

settingsPages.get('/settings', (c) => settings(c, untouched, null))

settingsPages.post('/settings/keys', async (c) => {
  const texts = { ...(await textsOf(c)), nouns: (await valuesOf(c, 'nouns')).join(',') }
  try {
    const { secret } = await createKey(c.get('hub'), c.get('actor'), await keyOf(c, texts))
    return settings(c, untouched, secret, 201)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    return settings(c, typedOf(fault, texts), null, fault.status)
  }
})

settingsPages.post('/settings/ping-key', async (c) => {
  await rotatePingKey(c.get('hub'), c.get('actor'), null)
  return c.redirect('/settings#ping-key', 303)
})

settingsPages.post('/settings/keys/:id/remove', async (c) => {
  await removeKey(c.get('hub'), c.get('actor'), c.req.param('id'))
  return c.redirect('/settings#keys', 303)
})
