// Which shard holds which workspace. Whole workspaces share a shard while the checks they may
// have fit into it; `assign_shard` in the migration is the only writer.
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant, within } from './columns.ts'
import { workspaces } from './workspaces.ts'

/** Checks a shard is packed up to. A workspace that may have more gets a shard of its own. */
export const checksPerShard = 512

export const shards = pgTable(
  'shards',
  {
    id: text('id').primaryKey(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [check('shards_id_shape', sql`${t.id} ~ '^shard-[0-9]+$'`)],
)

export const shardAssignments = pgTable(
  'shard_assignments',
  {
    workspace: text('workspace')
      .primaryKey()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    shard: text('shard')
      .notNull()
      .references(() => shards.id),
    /** Room kept for it: the checks its plan allows. */
    reserved: integer('reserved').notNull(),
    assignedAt: instant('assigned_at').notNull().defaultNow(),
    /** Counts its moves from shard to shard. */
    epoch: integer('epoch').notNull().default(0),
  },
  (t) => [
    // The workspaces of a shard: which has room, and what cron reconciles.
    index('shard_assignments_by_shard').on(t.shard),
    check('shard_assignments_room', within(t.reserved, 1, checksPerShard)),
  ],
)

/** Workspaces that are to go to another shard. The row goes with the assignment's change. */
export const shardMoves = pgTable(
  'shard_moves',
  {
    workspace: text('workspace')
      .primaryKey()
      .references(() => workspaces.id, { onDelete: 'cascade' }),
    shard: text('shard')
      .notNull()
      .references(() => shards.id),
    /** Room kept for it there. */
    reserved: integer('reserved').notNull(),
    /** Of the assignment when it is there. */
    epoch: integer('epoch').notNull(),
    begunAt: instant('begun_at').notNull().defaultNow(),
  },
  (t) => [
    // Who comes to a shard: its room is taken.
    index('shard_moves_by_shard').on(t.shard),
    check('shard_moves_room', within(t.reserved, 1, checksPerShard)),
    check('shard_moves_epoch_positive', sql`${t.epoch} >= 1`),
  ],
)
