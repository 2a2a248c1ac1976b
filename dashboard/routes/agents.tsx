// Agents: the list, a token to join with, settings, revoking.
import { type Context, Hono } from 'hono'
import type { AgentLine, JoinToken } from '../../workers/agent-ports.ts'
import { hostCharts, hostOf } from '../../workers/flow/agent-host.ts'
import {
  changeAgent,
  createJoinToken,
  getAgent,
  listAgents,
  removeAgent,
  revokeAgent,
} from '../../workers/flow/agents.ts'
import { may } from '../../workers/flow/change.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { agentPatch } from '../../workers/routes/agents.ts'
import { parsed } from '../../workers/routes/api.ts'
import { AgentPage } from '../pages/agent.tsx'
import { AgentsPage } from '../pages/agents.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { beforeMsOf, rangeOf, reachesNow } from '../parts/ranges.ts'
import { onward, page, textsOf } from './form.tsx'

export const agentPages = new Hono<AppEnv>()

async function list(c: Context<AppEnv>, made: JoinToken | null, status = 200) {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const agents = await listAgents(hub, actor)
  const mayWrite = may(actor, 'write', 'agent')
  return page(
    c,
    <AgentsPage agents={agents} made={made} mayWrite={mayWrite} now={hub.now()} />,
    status,
  )
}

agentPages.get('/agents', (c) => list(c, null))

agentPages.post('/agents/tokens', async (c) =>
  list(c, await createJoinToken(c.get('hub'), c.get('actor')), 201),
)

async function content(c: Context<AppEnv>, agent: AgentLine, typed: Typed) {
  const { range, beforeMs } = stretchOf(c)
  const span = { from: range.from, to: range.to, beforeMs, columns: columns.drawing }
  const host = await hostOf(c.get('hub'), c.get('actor'), agent.id, span)
  const now = c.get('hub').now()
  return (
    <AgentPage
      agent={agent}
      host={host}
      range={range}
      beforeMs={beforeMs}
      typed={typed}
      now={now}
    />
  )
}

/** Points of a line: a drawing is small, and in a chart one looks closer. */
const columns = { drawing: 160, chart: 1_000 }

/** The time that the figures are shown of, and how far the one beside it lies back. */
function stretchOf(c: Context<AppEnv>) {
  const now = c.get('hub').now()
  const range = rangeOf(c.req.query(), now)
  const beforeMs = c.req.query('beside') === 'before' ? beforeMsOf(range) : null
  return { range, beforeMs, isOpen: reachesNow(range, now) }
}

/** What the charts are drawn from. */
agentPages.get('/agents/:id/figures', async (c) => {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const { id } = await getAgent(hub, actor, c.req.param('id'))
  const { range, beforeMs, isOpen } = stretchOf(c)
  const { from, to } = range
  const charts = await hostCharts(hub, actor, id, { from, to, beforeMs, columns: columns.chart })
  c.header('cache-control', 'no-store')
  return c.json({ from, to, beforeMs, isOpen, charts })
})

agentPages.get('/agents/:id', async (c) => {
  const agent = await getAgent(c.get('hub'), c.get('actor'), c.req.param('id'))
  return page(c, await content(c, agent, untouched))
})

agentPages.post('/agents/:id', async (c) => {
  const [hub, actor, id] = [c.get('hub'), c.get('actor'), c.req.param('id')]
  const texts = await textsOf(c)
  const agent = await getAgent(hub, actor, id)
  const act = async () => {
    const { name, network, role, site = '' } = texts
    const wanted = { name, network, role, site: site.trim() === '' ? null : site }
    await changeAgent(hub, actor, id, parsed(agentPatch, wanted), null)
    return '/agents'
  }
  return onward(c, act, (typed) => content(c, agent, typed), texts)
})

agentPages.post('/agents/:id/revoke', async (c) => {
  await revokeAgent(c.get('hub'), c.get('actor'), c.req.param('id'), null)
  return c.redirect('/agents', 303)
})

agentPages.post('/agents/:id/remove', async (c) => {
  const [hub, actor, id] = [c.get('hub'), c.get('actor'), c.req.param('id')]
  const agent = await getAgent(hub, actor, id)
  const act = async () => {
    await removeAgent(hub, actor, id)
    return '/agents'
  }
  return onward(c, act, (typed) => content(c, agent, typed), {})
})
