// Who belongs to a workspace, and as what. The workspace is locked first, so that two owners who go
// at once do not leave it without one.
import { type SQL, sql } from 'drizzle-orm'
import { billing, channels, feeds, members, workspaces } from '../../schema/index.ts'
import type { MemberStore, Membership } from '../workspace-ports.ts'
import { changeOf } from './change.ts'
import type { Database } from './database.ts'
import { msOf } from './record.ts'

type Members = Pick<MemberStore, 'workspaceOfUser' | 'setRole' | 'dropMember' | 'transfer'>

export function membersIn(db: Database): Members {
  return {
    async workspaceOfUser(id) {
      const rows = await db.rows<Membership & { owing: string | null }>(sql`
        select m.workspace, m.role, w.name, to_jsonb(b.owing_since) ->> 0 as owing
        from ${members} m join ${workspaces} w on w.id = m.workspace
        left join ${billing} b on b.workspace = m.workspace
        where m.user_id = ${id} order by m.created_at, m.workspace`)
      return rows.map(({ owing, ...rest }) => ({ ...rest, owingSince: msOf(owing) }))
    },

    async setRole(workspace, user, role, audit) {
      const changed = sql`
        update ${members} as m set role = ${role}
        where m.workspace = ${workspace} and m.user_id = ${user}
          and (${role} = 'owner' or ${mayLose(workspace, user)})
        returning m.user_id`
      return changedIn(
        await db.together([locked(workspace), changeOf(workspace, changed, audit, 'config')]),
      )
    },

    async dropMember(workspace, user, audit) {
      const changed = sql`
        delete from ${members} as m
        where m.workspace = ${workspace} and m.user_id = ${user} and ${mayLose(workspace, user)}
        returning m.user_id`
      return changedIn(
        await db.together([
          locked(workspace),
          changeOf(workspace, changed, audit, 'config'),
          ...leftovers(workspace, user),
        ]),
      )
    },

    async transfer(workspace, from, to, audit) {
      const roleOf = (user: string) => sql`
        (select role from ${members} where workspace = ${workspace} and user_id = ${user})`
      const changed = sql`
        update ${members} as m set role = case when m.user_id = ${to} then 'owner' else 'admin' end
        where m.workspace = ${workspace} and m.user_id in (${from}, ${to})
          and ${roleOf(from)} = 'owner' and ${roleOf(to)} is not null
        returning m.user_id`
      return changedIn(
        await db.together([locked(workspace), changeOf(workspace, changed, audit, 'config')]),
      )
    },
  }
}

const locked = (workspace: string) => sql`
  select id from ${workspaces} where id = ${workspace} for update`

const changedIn = ([, row]: Record<string, unknown>[][]) => Number(row?.[0]?.n ?? 0) > 0

/** Whether an owner is left without this one. */
function mayLose(workspace: string, user: string): SQL {
  return sql`(m.role <> 'owner' or exists (
    select 1 from ${members} o
    where o.workspace = ${workspace} and o.role = 'owner' and o.user_id <> ${user}))`
}

/** What of somebody who belongs to the workspace no more must stop: channels that lead to them,
 *  their calendar, and being its founder, which would make them its owner again. */
function leftovers(workspace: string, user: string): SQL[] {
  const isGone = sql`not exists (
    select 1 from ${members} where workspace = ${workspace} and user_id = ${user})`
  return [
    sql`update ${channels} set settings = settings - 'member' - 'contactAfterMinutes',
        enabled = false, disabled_why = 'The person it leads to left the workspace.',
        version = version + 1
      where workspace = ${workspace} and settings ->> 'member' = ${user} and ${isGone}`,
    sql`delete from ${feeds}
      where workspace = ${workspace} and kind = 'person' and subject = ${user} and ${isGone}`,
    sql`update ${workspaces} set founder = null
      where id = ${workspace} and founder = ${user} and ${isGone}`,
  ]
}
