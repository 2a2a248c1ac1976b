// Workspaces: made with their owner, default policy, status page and shard; renamed; removed with
// every row of theirs, which all hang on this one.
import { type SQL, sql } from 'drizzle-orm'
import { apiKeys, members, pages, policies, user, workspaces } from '../../schema/index.ts'
import { makeId } from '../domain/id.ts'
import { levels } from '../domain/incident.ts'
import { Problem } from '../domain/problem.ts'
import type { WorkspaceStore } from '../workspace-ports.ts'
import { auditLine, change } from './change.ts'
import type { Database } from './database.ts'
import { assignment } from './directory.ts'
import { jsonOf } from './record.ts'

/** As `flow/workspaces.ts` has it, which looks before: here also for many that are made at once. */
const ownedMax = 20

export function workspacesIn(db: Database): WorkspaceStore {
  return {
    async createWorkspace(owner, id, name, plan) {
      const [, found] = await db.together([
        founding({ owner, founder: owner, id, name, plan }),
        sql`select id from ${workspaces} where founder = ${owner}`,
        assignment(sql`(select id from ${workspaces} where founder = ${owner})`, plan),
      ])
      return String(found![0]!.id)
    },

    async addWorkspace(owner, id, name, plan, audit) {
      const may = sql`(select count(*) from ${members}
        where user_id = ${owner} and role = 'owner') < ${ownedMax}::int`
      const [, , , made] = await db.together([
        sql`select 1 from ${user} where id = ${owner} for no key update`,
        founding({ owner, founder: null, id, name, plan, may }),
        auditLine(id, audit, sql`from ${workspaces} where id = ${id}`),
        sql`${assignment(sql`id`, plan)} from ${workspaces} where id = ${id}`,
      ])
      if (made?.length === 0)
        throw new Problem('limit_reached', `You own ${ownedMax} workspaces; delete one first.`)
    },

    async workspace(id) {
      const [found] = await db.rows<{ id: string; name: string; plan: string }>(sql`
        select id, name, plan from ${workspaces} where id = ${id}`)
      return found ?? null
    },

    async oldestWorkspaces(most) {
      const rows = await db.rows<{ id: string }>(sql`
        select id from ${workspaces} order by created_at, id limit ${most}`)
      return rows.map(({ id }) => id)
    },

    renameWorkspace: (id, name, audit) =>
      change(
        db,
        id,
        sql`update ${workspaces} set name = ${name} where id = ${id} returning id`,
        audit,
        'none',
      ),

    async dropWorkspace(id, name) {
      const gone = await db.rows(sql`
        delete from ${workspaces} where id = ${id} and name = ${name} returning id`)
      return gone.length > 0
    },

    async keyHashes(workspace) {
      const rows = await db.rows<{ hash: string }>(sql`
        select hash from ${apiKeys} where workspace = ${workspace}`)
      return rows.map((one) => one.hash)
    },
  }
}

interface Founding {
  owner: string
  /** Whose first workspace it is; null: it is a further one. */
  founder: string | null
  id: string
  name: string
  plan: string
  /** What must hold for it. */
  may?: SQL
}

/** Makes a workspace with its owner, default policy and status page, all at once; nothing when
 *  this person founded one already. */
function founding({ owner, founder, id, name, plan, may = sql`true` }: Founding): SQL {
  const steps = [{ afterMinutes: 0, channels: 'all', levels: [...levels] }]
  return sql`
    with made as (
      insert into ${workspaces} (id, name, plan, founder)
      select ${id}, ${name}, ${plan}, ${founder} where ${may}
      on conflict (founder) do nothing returning id
    ),
    owned as (
      insert into ${members} (workspace, user_id, role) select id, ${owner}, 'owner' from made
    ),
    told as (
      insert into ${policies} (v, id, workspace, version, name, is_default, steps, settings)
      select 1, ${makeId('policy', id, 'default')}, id, 1, 'Default', true,
        ${jsonOf(steps)}::jsonb, '{}' from made
    )
    insert into ${pages} (v, id, workspace, version, slug, title, is_public, settings)
    select 1, ${makeId('page', id, 'status')}, id, 1, id, ${name}, true, '{}' from made`
}
