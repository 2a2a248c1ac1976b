// Where agents come in: joining by a token, the link, and the long poll for those whom a proxy lets
// through with nothing better. An agent's key is no API key: it opens these doors and no other.
import { z } from '@hono/zod-openapi'
import { type Context, Hono } from 'hono'
import { frameCharsMax } from '../domain/agent-link.ts'
import { Problem } from '../domain/problem.ts'
import { type AgentEntry, agentOfKey, joinAgent } from '../flow/agents.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { joinsLimited } from '../middleware/limit.ts'
import { labelField, nameField } from './agents.ts'
import { parsed } from './api.ts'

export const agentLinkRoutes = new Hono<AppEnv>()

const join = z.object({
  token: z.string('is missing').trim().max(200),
  name: nameField,
  network: labelField,
  site: labelField.nullable().default(null),
  program: z.string().max(40),
  capabilities: z.array(z.string().max(40)).max(40),
})

agentLinkRoutes.post('/agent/join', joinsLimited, async (c) => {
  const raw = await c.req.json().catch(() => null)
  const { agent, key } = await joinAgent(c.get('hub'), parsed(join, raw))
  const { version } = c.get('hub').settings
  c.header('cache-control', 'no-store')
  return c.json({ id: agent.id, name: agent.name, network: agent.network, key, version }, 201)
})

agentLinkRoutes.get('/agent/link', async (c) => {
  const entry = await callerOf(c)
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
    throw new Problem('malformed', 'This address is a WebSocket.')
  }
  const headers = new Headers({ upgrade: 'websocket', ...headersOf(entry) })
  const request = new Request('http://agent/link', { headers })
  return c.get('hub').agentDoor(entry.id).fetch(request)
})

agentLinkRoutes.post('/agent/poll', async (c) => {
  const entry = await callerOf(c)
  const body = await c.req.text()
  if (body.length > frameCharsMax) throw new Problem('malformed', 'Too much in one poll.')
  const request = new Request('http://agent/poll', {
    method: 'POST',
    headers: headersOf(entry),
    body,
  })
  return c.get('hub').agentDoor(entry.id).fetch(request)
})

const headersOf = ({ id, workspace }: AgentEntry) => {
  return { 'x-esonar-agent': id, 'x-esonar-workspace': workspace }
}

async function callerOf(c: Context<AppEnv>): Promise<AgentEntry> {
  const key = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const entry = key ? await agentOfKey(c.get('hub'), key) : null
  if (entry) return entry
  throw new Problem('unauthenticated', 'This key is not known; the agent was revoked or removed.')
}
