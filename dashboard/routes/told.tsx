// What people do on the page of a check that nobody asks: a new address, a word about its health.
import { Hono } from 'hono'
import type { Check } from '../../workers/domain/check/check.ts'
import { saidHealths } from '../../workers/domain/incident.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { may } from '../../workers/flow/change.ts'
import { pingsOf, setHealth } from '../../workers/flow/sayings.ts'
import { addressesOf, rotateToken } from '../../workers/flow/tokens.ts'
import type { Actor, HubPorts } from '../../workers/hub-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { healthOf } from '../parts/health.tsx'
import type { Told } from '../parts/told.tsx'
import { textsOf } from './form.tsx'
import { allChecks } from './names.ts'

export const toldPages = new Hono<AppEnv>()

toldPages.post('/checks/:id/token', async (c) => {
  const id = c.req.param('id')
  await rotateToken(c.get('hub'), c.get('actor'), id, null)
  return c.redirect(`/checks/${id}`, 303)
})

toldPages.post('/checks/:id/health', async (c) => {
  const id = c.req.param('id')
  const { health: given, text = '' } = await textsOf(c)
  const health = saidHealths.find((one) => one === given)
  if (!health) throw new Problem('invalid', `must be one of ${saidHealths.join(', ')}`, 'health')
  const words = { health, text: text.trim().slice(0, 500) }
  await setHealth(c.get('hub'), c.get('actor'), id, words)
  return c.redirect(`/checks/${id}`, 303)
})

/** What the page of a check that is told shows; null for one that is asked. */
export async function toldOf(
  hub: HubPorts,
  actor: Actor,
  check: Check,
  views: CheckView[],
): Promise<Told | null> {
  const view = views.find((one) => one.check === check.id) ?? null
  switch (check.type) {
    case 'heartbeat': {
      const addresses = may(actor, 'write', 'check')
        ? await addressesOf(hub, actor, check.id)
        : null
      const pings = await pingsOf(hub, actor, check.id)
      return { kind: 'heartbeat', beat: view?.beat ?? null, pings, addresses }
    }
    case 'manual':
      return { kind: 'manual', said: view?.said ?? null }
    case 'group':
      return { kind: 'group', members: await membersOf(hub, actor, check.group.members, views) }
    default:
      return null
  }
}

async function membersOf(hub: HubPorts, actor: Actor, ids: string[], views: CheckView[]) {
  const names = new Map((await allChecks(hub, actor)).map(({ id, name }) => [id, name]))
  return ids.flatMap((id) => {
    const name = names.get(id)
    const view = views.find((one) => one.check === id) ?? null
    return name === undefined
      ? []
      : [{ id, name, health: healthOf(view), since: view?.since ?? null }]
  })
}
