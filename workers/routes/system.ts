// /healthz, /internal/*, /live, /assets/*: what machines ask of the hub itself.

import { Hono } from 'hono'
import { Problem } from '../domain/problem.ts'
import { ensureOwner, setupToken } from '../flow/accounts.ts'
import { runCron } from '../flow/cron.ts'
import { healthOf, knownShards } from '../flow/health.ts'
import { letInOwnAgent, type OwnAgent } from '../flow/own-agent.ts'
import { authenticated } from '../middleware/actor.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { isBearer } from '../middleware/bearer.ts'
import { callerOf } from '../middleware/caller.ts'
import { foreign, isForeign } from '../middleware/own-site.ts'

export const systemRoutes = new Hono<AppEnv>()

systemRoutes.get('/healthz', async (c) => {
  const health = await healthOf(c.get('hub'))
  return c.json(health, health.ok ? 200 : 503)
})

systemRoutes.use('/internal/*', async (c, next) => {
  if (!isBearer(c.req.header('authorization'), c.env.LAUNCHER_SECRET)) {
    throw new Problem('not_found', 'There is nothing at this address.')
  }
  await next()
})

systemRoutes.post('/internal/cron', async (c) => {
  await runCron(c.get('hub'))
  return c.json({ ok: true })
})

/** What each shard has done since it began: bench/cost counts by it. */
systemRoutes.post('/internal/work', async (c) => {
  const hub = c.get('hub')
  const shards = await knownShards(hub)
  const all = await Promise.all(shards.map(({ shard }) => hub.shardByName(shard).health()))
  return c.json(all.flatMap(({ work }) => work ?? []))
})

systemRoutes.post('/internal/owner', async (c) => {
  const owner = (await c.req.json()) as { email: string; password: string; apiKey: string | null }
  const { signUp, signIn } = c.get('auth')
  const known = async (email: string, password: string) => {
    const said = await signIn(email, password, callerOf(c))
    return said.kind === 'in' ? said.person : null
  }
  await ensureOwner(c.get('hub'), signUp, known, owner)
  return c.json({ ok: true })
})

systemRoutes.post('/internal/own-agent', async (c) => {
  const seats = await letInOwnAgent(c.get('hub'), (await c.req.json()) as OwnAgent)
  const shown = seats.map(({ agent: { id, name, network }, key, reports }) => {
    return { id, name, network, key, reports }
  })
  return c.json({ seats: shown })
})

systemRoutes.post('/internal/setup-link', async (c) => {
  const token = await setupToken(c.get('hub'))
  return c.json({ needed: token !== null, token })
})

systemRoutes.get('/live', authenticated, async (c) => {
  if (c.req.header('upgrade') !== 'websocket')
    throw new Problem('malformed', 'This address is a WebSocket.')
  if (isForeign(c)) throw foreign(c, 'This request comes')
  const { workspace } = c.get('actor')
  const headers = new Headers({ upgrade: 'websocket', 'x-esonar-workspace': workspace })
  return c.get('hub').live(workspace, new Request('http://shard/live', { headers }))
})

const types: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  map: 'application/json',
  json: 'application/json; charset=utf-8',
}

systemRoutes.get('/assets/:name', async (c) => {
  const name = c.req.param('name')
  const type = types[name.split('.').at(-1) ?? '']
  if (!type || !/^[a-z0-9.-]+$/.test(name))
    throw new Problem('not_found', 'There is nothing at this address.')
  const found = await c.env.ASSETS.fetch(new Request(`http://assets/${name}`))
  if (!found.ok) throw new Problem('not_found', 'There is nothing at this address.')
  const headers = { 'content-type': type, 'cache-control': 'public, max-age=300, must-revalidate' }
  return new Response(found.body, { headers })
})
