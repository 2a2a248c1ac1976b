// Invitations into a workspace. One that is accepted goes in the same statement that makes the
// member, so that a link works once.
import { sql } from 'drizzle-orm'
import { invitations, members, workspaces } from '../../schema/index.ts'
import type { Role } from '../domain/permission.ts'
import type { FoundInvitation, Invitation, MemberStore } from '../workspace-ports.ts'
import { auditLine, change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, rowOf } from './record.ts'
import { addWithin } from './room.ts'

type Invitations = Pick<
  MemberStore,
  'invitations' | 'putInvitation' | 'dropInvitation' | 'invitation' | 'acceptInvitation'
>

export function invitationsIn(db: Database): Invitations {
  return {
    async invitations(workspace, now) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(i) as row from ${invitations} i
        where i.workspace = ${workspace} and i.expires_at > ${instantOf(now)}::timestamptz
        order by i.created_at desc, i.id`)
      return rows.map(({ row }) => invitationOf(row))
    },

    async putInvitation(workspace, one, audit) {
      await addWithin(
        db,
        { workspace, what: 'members' },
        (hasRoom) =>
          sql`insert into ${invitations}
              (id, workspace, role, email, hash, invited_by, expires_at)
            select ${one.id}, ${workspace}, ${one.role}, ${one.email}, ${one.hash},
              ${one.invitedBy}, ${one.expiresAt}::timestamptz where ${hasRoom}
            returning id`,
        audit,
        'none',
      )
    },

    dropInvitation: (workspace, id, audit) =>
      change(
        db,
        workspace,
        sql`delete from ${invitations} where workspace = ${workspace} and id = ${id} returning id`,
        audit,
        'none',
      ),

    async invitation(hash, now) {
      const [found] = await db.rows<{ row: unknown; workspace: string; name: string }>(sql`
        select to_jsonb(i) as row, i.workspace, w.name from ${invitations} i
        join ${workspaces} w on w.id = i.workspace
        where i.hash = ${hash} and i.expires_at > ${instantOf(now)}::timestamptz`)
      if (!found) return null
      const { row, workspace, name } = found
      return { ...invitationOf(row), workspace, workspaceName: name } satisfies FoundInvitation
    },

    async acceptInvitation({ id, workspace }, user, now, audit) {
      const [made] = await db.rows<{ n: number }>(sql`
        with taken as (
          delete from ${invitations} where workspace = ${workspace} and id = ${id}
            and expires_at > ${instantOf(now)}::timestamptz
          returning workspace, role
        ),
        made as (
          insert into ${members} (workspace, user_id, role)
          select workspace, ${user}, role from taken
          on conflict (workspace, user_id) do nothing returning user_id
        ),
        changed as (
          update ${workspaces} set config_version = config_version + 1
          where id = ${workspace} and exists (select 1 from made)
            and (select role from taken) = 'owner'
        ),
        audited as (${auditLine(workspace, audit, sql`from made`)})
        select count(*)::int as n from made`)
      return (made?.n ?? 0) > 0
    },
  }
}

function invitationOf(json: unknown): Invitation {
  const { id, role, email, invitedBy, createdAt, expiresAt } = rowOf(invitations, json)
  return {
    id,
    role: role as Role,
    email,
    invitedBy,
    createdAt: instantOf(Date.parse(createdAt)),
    expiresAt: instantOf(Date.parse(expiresAt)),
  }
}
