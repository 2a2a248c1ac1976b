// The places of a workspace: those of the installation, and its own agents.
import { type Place, placeOfAgent, witnessesOf } from '../domain/agent.ts'
import type { Check } from '../domain/check/check.ts'
import type { WorkspaceConfig } from '../domain/config.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'

type Base = ReturnType<ShardPorts['locations']['list']>
const made = new WeakMap<WorkspaceConfig, { base: Base; places: Place[] }>()

/** Places as a shard knows them; the same list while nothing changes. */
export function placesIn(memory: Memory, ports: ShardPorts, workspace: string): Place[] {
  const base = ports.locations.list()
  const config = memory.configs.get(workspace)
  if (!config?.agents?.length) return base
  const known = made.get(config)
  if (known?.base === base) return known.places
  const places = [...base, ...config.agents.map(placeOfAgent)]
  made.set(config, { base, places })
  return places
}

/** Those that are asked beside the voters of a check. */
export function witnessesFor(memory: Memory, ports: ShardPorts, check: Check): string[] {
  return check.locations ? witnessesOf(placesIn(memory, ports, check.workspace), check) : []
}

/** Places as the hub knows them, from record. */
export async function placesFor(hub: HubPorts, workspace: string): Promise<Place[]> {
  const agents = await hub.agents.agents(workspace)
  return [...hub.locations(), ...agents.map(placeOfAgent)]
}

/** The same for what is shown beside other things: with the database away, those of the
 *  installation. */
export function placesShown(hub: HubPorts, workspace: string): Promise<Place[]> {
  return placesFor(hub, workspace).catch((fault: unknown) => {
    hub.log.error('places', fault, { workspace })
    return hub.locations()
  })
}
