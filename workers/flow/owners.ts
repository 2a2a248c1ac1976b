// Owners' mails in the shard: there only where the installation sends mail.
import type { Channel, WorkspaceConfig } from '../domain/config.ts'
import { ownerRoads, withOwners } from '../domain/owner-road.ts'
import type { ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'

const hasMail = (ports: ShardPorts) => Boolean(ports.settings.carriers?.mail)

/** The mails of a workspace's owners, as channels. */
export function ownersOf(ports: ShardPorts, config: WorkspaceConfig): Channel[] {
  return hasMail(ports) ? ownerRoads(config) : []
}

/** The configuration with them. */
export function reachable(ports: ShardPorts, config: WorkspaceConfig): WorkspaceConfig {
  return hasMail(ports) ? withOwners(config) : config
}

/** A channel of a workspace, also the mail of an owner. */
export function channelIn(memory: Memory, workspace: string, id: string): Channel | null {
  const config = memory.configs.get(workspace)
  return (config && withOwners(config).channels.find((one) => one.id === id)) ?? null
}
