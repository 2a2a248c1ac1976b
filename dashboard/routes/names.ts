// What things are called on pages: locations by label, checks and channels by name.
import type { Context } from 'hono'
import type { Check } from '../../workers/domain/check/check.ts'
import { placesShown } from '../../workers/flow/agent-places.ts'
import { listChannels } from '../../workers/flow/channels.ts'
import { listChecks } from '../../workers/flow/checks.ts'
import type { Actor, HubPorts, PageOf } from '../../workers/hub-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'

/** Labels by location id. */
export async function placesOf(c: Context<AppEnv>): Promise<Record<string, string>> {
  const places = await placesShown(c.get('hub'), c.get('actor').workspace)
  return Object.fromEntries(places.map(({ id, label }) => [id, label]))
}

/** All checks, page after page. */
export async function allChecks(hub: HubPorts, actor: Actor): Promise<Check[]> {
  const checks: Check[] = []
  let cursor: string | null = null
  do {
    const found: PageOf<Check> = await listChecks(hub, actor, { cursor, limit: 200 })
    checks.push(...found.data)
    cursor = found.next
  } while (cursor !== null)
  return checks
}

/** Names by check id. */
export async function checkNames(hub: HubPorts, actor: Actor): Promise<Record<string, string>> {
  const checks = await allChecks(hub, actor)
  return Object.fromEntries(checks.map(({ id, name }) => [id, name]))
}

/** Names by channel id. */
export async function channelNames(hub: HubPorts, actor: Actor): Promise<Record<string, string>> {
  return Object.fromEntries((await listChannels(hub, actor)).map(({ id, name }) => [id, name]))
}
