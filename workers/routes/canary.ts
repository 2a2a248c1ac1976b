// /canary/*: the questions of `npm run canary`. Nothing is here unless CANARY_TOKEN is set.
import { Hono } from 'hono'
import { Problem } from '../domain/problem.ts'
import {
  brokenServers,
  callsAtOnce,
  fromEverywhere,
  handshake,
  shardFacts,
  slotsOfTwo,
} from '../flow/canary.ts'
import { hashOf } from '../flow/hash.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { isBearer } from '../middleware/bearer.ts'

export const canaryRoutes = new Hono<AppEnv>()

const nothing = () => new Problem('not_found', 'There is nothing at this address.')
/** Drawn from the token: it stands in addresses, which are written down on the way. */
const waitKeyOf = (token: string) => hashOf(`canary wait ${token}`)

const waitMsMax = 2_000
const urlsMax = 12

/** Slow on purpose: what locations are sent to, to see how many of them wait at once. */
canaryRoutes.get('/canary/wait', async (c) => {
  const { CANARY_TOKEN: token } = c.env
  if (!token || c.req.query('key') !== (await waitKeyOf(token))) throw nothing()
  const ms = Math.min(waitMsMax, Math.max(0, Number(c.req.query('ms') ?? 0) || 0))
  await new Promise((resolve) => setTimeout(resolve, ms))
  return c.text('waited\n')
})

canaryRoutes.use('/canary/ask', async (c, next) => {
  if (!isBearer(c.req.header('authorization'), c.env.CANARY_TOKEN)) throw nothing()
  await next()
})

interface Asked {
  question?: string
  url?: string
  urls?: string[]
  host?: string
  count?: number
}

canaryRoutes.post('/canary/ask', async (c) => {
  const hub = c.get('hub')
  const asked = (await c.req.json().catch(() => ({}))) as Asked
  const wait = async (ms: number) =>
    `${hub.settings.baseUrl}/canary/wait?ms=${ms}&key=${await waitKeyOf(c.env.CANARY_TOKEN ?? '')}`
  const quick = asked.url ?? (await wait(0))
  switch (asked.question) {
    case 'places':
      return c.json(await fromEverywhere(hub, quick))
    case 'calls':
      return c.json(await callsAtOnce(hub, quick, Number(asked.count) || 24))
    case 'slots':
      return c.json(await slotsOfTwo(hub, asked.url ?? (await wait(1_000))))
    case 'broken':
      return c.json(await brokenServers(hub, (asked.urls ?? []).slice(0, urlsMax)))
    case 'handshake':
      return c.json(await handshake(hub, asked.host ?? 'example.com'))
    case 'shards':
      return c.json(await shardFacts(hub))
    default:
      throw new Problem('invalid', 'is none of the questions of this address', 'question')
  }
})
