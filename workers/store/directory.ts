// Which shard holds which workspace. The rule of packing is `assign_shard` in the database, so
// that two workspaces never take the same room.
import { type SQL, sql } from 'drizzle-orm'
import { shardAssignments, shards, workspaces } from '../../schema/index.ts'
import { checksPerShard } from '../../schema/shards.ts'
import { limits } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { DirectoryStore } from '../hub-ports.ts'
import type { Database } from './database.ts'

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
  const room = Math.min(checksPerShard, limits(plan).checks)
  return sql`select assign_shard(${workspace}, ${room}::int) as shard`
}
