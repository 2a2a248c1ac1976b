// The last road to people: the account mail of a workspace's owners, where no channel of it is on or
// the one that is does not bring its messages. It is told what pages, and what became of channels.
import type { Channel, WorkspaceConfig } from './config.ts'
import { makeId, restOf } from './id.ts'

const mark = 'owner-'

/** The owners' mails as channels. As long as any other is on, no policy counts on them. */
export function ownerRoads({ workspace, owners = [], channels }: WorkspaceConfig): Channel[] {
  const isAlone = !channels.some((one) => one.enabled)
  return owners.map(({ id, email, since }) => ({
    v: 1,
    id: makeId('channel', workspace, `${mark}${id.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`),
    workspace,
    version: 1,
    type: 'email',
    name: `the owner’s account mail, ${email}`,
    enabled: true,
    disabledWhy: null,
    verifiedAt: since,
    levels: isAlone ? ['critical'] : [],
    settings: { to: email },
    createdAt: since,
    updatedAt: since,
  }))
}

/** Whether a channel of this id is an owner's mail. */
export function isOwnerRoad(channel: string): boolean {
  return restOf(channel).startsWith(mark)
}

/** The configuration as telling sees it: with the owners' mails among its channels. */
export function withOwners(config: WorkspaceConfig): WorkspaceConfig {
  return { ...config, channels: [...config.channels, ...ownerRoads(config)] }
}
