// Channels of record. Every statement names the workspace, but for the one that asks whose a number
// is.
import { sql } from 'drizzle-orm'
import { channels } from '../../schema/index.ts'
import { type Channel, readChannel } from '../domain/config.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { drop } from './change.ts'
import type { Database } from './database.ts'
import { objectOf } from './record.ts'
import { putWithin } from './room.ts'

type ChannelsStore = Pick<
  ConfigStore,
  'channels' | 'channel' | 'channelsTo' | 'putChannel' | 'dropChannel'
>
/** A number is rarely in more workspaces than these. */
const sharedMax = 20

export function channelsIn(db: Database): ChannelsStore {
  return {
    async channels(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${channels} c
        where c.workspace = ${workspace} order by c.created_at, c.id`)
      return rows.map(({ row }) => readChannel(objectOf<Channel>(channels, row)))
    },

    async channel(workspace, id) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${channels} c
        where c.workspace = ${workspace} and c.id = ${id}`)
      return found ? readChannel(objectOf<Channel>(channels, found.row)) : null
    },

    async channelsTo(type, address) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${channels} c
        where c.type = ${type} and c.settings->'settings'->>'to' = ${address}
        order by c.created_at limit ${sharedMax}`)
      return rows.map(({ row }) => readChannel(objectOf<Channel>(channels, row)))
    },

    putChannel: (workspace, channel, expected, audit) =>
      putWithin(db, { workspace, what: 'channels' }, channels, channel, expected, audit),
    dropChannel: (workspace, id, expected, audit) =>
      drop(db, workspace, channels, id, expected, audit),
  }
}
