// What things are called on pages: locations by label, checks and channels by name.
import { listChannels } from '../../workers/flow/channels.ts'
import { listChecks } from '../../workers/flow/checks.ts'
import type { Actor, HubPorts } from '../../workers/hub-ports.ts'

/** Labels by location id. */
export function placesOf(hub: HubPorts): Record<string, string> {
  return Object.fromEntries(hub.locations().map(({ id, label }) => [id, label]))
}

/** Names by check id, all pages of them. */
export async function checkNames(hub: HubPorts, actor: Actor): Promise<Record<string, string>> {
  const names: Record<string, string> = {}
  let cursor: string | null = null
  do {
    const found: Awaited<ReturnType<typeof listChecks>> = await listChecks(hub, actor, {
      cursor,
      limit: 200,
    })
    for (const { id, name } of found.data) names[id] = name
    cursor = found.next
  } while (cursor !== null)
  return names
}

/** Names by channel id. */
export async function channelNames(hub: HubPorts, actor: Actor): Promise<Record<string, string>> {
  return Object.fromEntries((await listChannels(hub, actor)).map(({ id, name }) => [id, name]))
}
