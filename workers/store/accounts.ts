// Workspaces, who belongs to them, the keys of programs and one-time tokens. People themselves
// and their sessions are better-auth's (`auth.ts`).
import { sql } from 'drizzle-orm'
import { members, oneTimeTokens, pages, policies, user, workspaces } from '../../schema/index.ts'
import type { Member } from '../call-ports.ts'
import { makeId } from '../domain/id.ts'
import { levels } from '../domain/incident.ts'
import type { Role } from '../domain/permission.ts'
import type { AccountStore } from '../hub-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { assignment } from './directory.ts'
import { keysIn } from './keys.ts'
import { instantOf, jsonOf } from './record.ts'

export function accountsIn(db: Database): AccountStore {
  return { ...workspacesIn(db), ...pingKeysIn(db), ...keysIn(db), ...tokensIn(db) }
}

type WorkspacesStore = Pick<
  AccountStore,
  'workspaceOfUser' | 'createWorkspace' | 'workspace' | 'countUsers' | 'members'
>
type PingKeysStore = Pick<AccountStore, 'pingKey' | 'putPingKey'>
type TokensStore = Pick<AccountStore, 'putToken' | 'takeToken' | 'seeToken'>

function workspacesIn(db: Database): WorkspacesStore {
  return {
    workspaceOfUser: (id) =>
      db.rows<{ workspace: string; role: Role; name: string }>(sql`
        select m.workspace, m.role, w.name from ${members} m
        join ${workspaces} w on w.id = m.workspace
        where m.user_id = ${id} order by m.created_at, m.workspace`),

    async createWorkspace(owner, id, name, plan) {
      const [, found] = await db.together([
        founding(owner, id, name, plan),
        sql`select id from ${workspaces} where founder = ${owner}`,
        assignment(sql`(select id from ${workspaces} where founder = ${owner})`, plan),
      ])
      return String(found![0]!.id)
    },

    async workspace(id) {
      const [found] = await db.rows<{ id: string; name: string; plan: string }>(sql`
        select id, name, plan from ${workspaces} where id = ${id}`)
      return found ?? null
    },

    members: (workspace) =>
      db.rows<Member>(sql`
        select u.id, u.name, u.email, m.role from ${members} m
        join ${user} u on u.id = m.user_id
        where m.workspace = ${workspace} order by u.name, u.id`),

    async countUsers() {
      const [found] = await db.rows<{ n: number }>(sql`select count(*)::int as n from ${user}`)
      return found?.n ?? 0
    },
  }
}

/** Makes a workspace with its owner, default policy and status page, all at once; nothing when
 *  this person founded one already. */
function founding(owner: string, id: string, name: string, plan: string) {
  const steps = [{ afterMinutes: 0, channels: 'all', levels: [...levels] }]
  return sql`
    with made as (
      insert into ${workspaces} (id, name, plan, founder) values (${id}, ${name}, ${plan}, ${owner})
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

function pingKeysIn(db: Database): PingKeysStore {
  return {
    async pingKey(workspace) {
      const [found] = await db.rows<{ sealed: string | null }>(sql`
        select ping_key as sealed from ${workspaces} where id = ${workspace}`)
      return found?.sealed ?? null
    },

    // It counts the version up itself: one statement changes a row only once.
    putPingKey: (workspace, sealed, expected, audit) =>
      change(
        db,
        workspace,
        sql`update ${workspaces}
          set ping_key = ${sealed}, config_version = config_version + 1
          where id = ${workspace} and ping_key is not distinct from ${expected}::text
          returning id`,
        audit,
        'none',
      ),
  }
}

function tokensIn(db: Database): TokensStore {
  return {
    async putToken(purpose, hash, expiresAt) {
      await db.rows(sql`
        insert into ${oneTimeTokens} (purpose, hash, expires_at)
        values (${purpose}, ${hash}, ${instantOf(expiresAt)})
        on conflict (purpose, hash) do update set expires_at = excluded.expires_at`)
    },

    async takeToken(purpose, hash, now) {
      const taken = await db.rows<{ expires: number }>(sql`
        delete from ${oneTimeTokens}
        where purpose = ${purpose} and hash = ${hash} and expires_at > ${instantOf(now)}
        returning 1 as expires`)
      return taken.length > 0
    },

    async seeToken(purpose, hash, now) {
      const seen = await db.rows(sql`
        select 1 from ${oneTimeTokens}
        where purpose = ${purpose} and hash = ${hash} and expires_at > ${instantOf(now)}`)
      return seen.length > 0
    },
  }
}
