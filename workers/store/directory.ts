// Which shard holds which workspace. The rule of packing is `assign_shard` in the database, so
// that two workspaces never take the same room.
import { type SQL, sql } from 'drizzle-orm'
import { shardAssignments, shardMoves, shards, workspaces } from '../../schema/index.ts'
import { checksPerShard } from '../../schema/shards.ts'
import { limits, plans } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { DirectoryStore, Move } from '../plan-ports.ts'
import type { Database } from './database.ts'
import { jsonOf } from './record.ts'

export function directoryIn(db: Database): DirectoryStore {
  return {
    async assign(workspace) {
      const [found] = await db.rows<{ plan: string }>(sql`
        select plan from ${workspaces} where id = ${workspace}`)
      if (!found) throw new Problem('not_found', 'There is no such workspace.')
      const [assigned] = await db.rows<{ shard: string }>(assignment(sql`${workspace}`, found.plan))
      return assigned!.shard
    },

    async shardOf(workspace) {
      const [found] = await db.rows<{ shard: string }>(sql`
        select shard from ${shardAssignments} where workspace = ${workspace}`)
      return found?.shard ?? null
    },

    async reserve(workspace, plan) {
      await db.rows(sql`select reserve_room(${workspace}, ${roomOf(plan)}::int)`)
    },

    async unroomed() {
      const rooms = Object.fromEntries(Object.keys(plans).map((name) => [name, roomOf(name)]))
      return db.rows<{ workspace: string; plan: string }>(sql`
        select w.id as workspace, w.plan from ${workspaces} w
        join ${shardAssignments} a on a.workspace = w.id
        where a.reserved <> coalesce((${jsonOf(rooms)}::jsonb ->> w.plan)::int, ${roomOf('')}::int)
          and not exists (select from ${shardMoves} m where m.workspace = w.id)
        order by w.id limit ${movesMax}`)
    },

    moves: (workspace) =>
      db.rows<Move>(sql`
        select m.workspace, a.shard as "from", m.shard as "to", m.epoch from ${shardMoves} m
        join ${shardAssignments} a on a.workspace = m.workspace
        where ${workspace}::text is null or m.workspace = ${workspace}::text
        order by m.begun_at, m.workspace limit ${movesMax}`),

    async moved(workspace, epoch) {
      await db.rows(sql`
        with gone as (
          delete from ${shardMoves} where workspace = ${workspace} and epoch = ${epoch}
          returning workspace, shard, reserved, epoch
        )
        update ${shardAssignments} a
        set shard = gone.shard, reserved = gone.reserved, epoch = gone.epoch, assigned_at = now()
        from gone where a.workspace = gone.workspace`)
    },

    async shards() {
      const rows = await db.rows<{ row: unknown }>(sql`
        select jsonb_build_object('shard', s.id, 'workspaces', coalesce(
          (select jsonb_agg(jsonb_build_object('workspace', w.id, 'version', w.config_version)
              order by w.id)
            from ${shardAssignments} a join ${workspaces} w on w.id = a.workspace
            where a.shard = s.id), '[]')) as row
        from ${shards} s order by s.id`)
      return rows.map(({ row }) => row as Awaited<ReturnType<DirectoryStore['shards']>>[number])
    },
  }
}

/** The statement that gives a workspace its shard, and the same one each time. The room kept is
 *  what the plan allows: a workspace that grows within it never outgrows its shard. */
export function assignment(workspace: SQL, plan: string): SQL {
  return sql`select assign_shard(${workspace}, ${roomOf(plan)}::int) as shard`
}

const movesMax = 200
const roomOf = (plan: string) => Math.min(checksPerShard, limits(plan).checks)
