// Status pages, locations and API keys.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { may } from '../../workers/flow/change.ts'
import { createKey, listKeys, removeKey } from '../../workers/flow/keys.ts'
import { createPage, listPages, removePage, updatePage } from '../../workers/flow/pages.ts'
import { pingKeyFor, rotatePingKey } from '../../workers/flow/ping-key.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { problemOfIssues } from '../../workers/routes/api.ts'
import { pageInput } from '../../workers/routes/settings.ts'
import { PagesPage } from '../pages/pages.tsx'
import { SettingsPage } from '../pages/settings.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { page, textsOf, typedOf, valuesOf } from './form.tsx'
import { keyOf } from './keys.tsx'

export const settingsPages = new Hono<AppEnv>()

async function pages(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const all = await listPages(c.get('hub'), c.get('actor'))
  return page(c, <PagesPage pages={all} typed={typed} />, status)
}

settingsPages.get('/pages', (c) => pages(c, untouched))

settingsPages.post('/pages', async (c) => {
  const texts = await textsOf(c)
  try {
    const parsed = pageInput.safeParse({
      title: texts.title ?? '',
      slug: (texts.slug ?? '').trim(),
    })
    if (!parsed.success) throw problemOfIssues(parsed.error.issues)
    await createPage(c.get('hub'), c.get('actor'), parsed.data)
    return c.redirect('/pages', 303)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    return pages(c, typedOf(fault, texts), fault.status)
  }
})

settingsPages.post('/pages/:id/:act{hide|show|remove}', async (c) => {
  const { id, act } = c.req.param()
  const hub = c.get('hub')
  const actor = c.get('actor')
  if (act === 'remove') await removePage(hub, actor, id, null)
  else await updatePage(hub, actor, id, { isPublic: act === 'show' }, null)
  return c.redirect('/pages', 303)
})

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
