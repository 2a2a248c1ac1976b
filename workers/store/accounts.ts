// All that has to do with accounts: workspaces, who belongs to them, keys, one-time tokens. People
// themselves and their sessions are better-auth's.
import { sql } from 'drizzle-orm'
import { members, oneTimeTokens, user, workspaces } from '../../schema/index.ts'
import type { Member } from '../call-ports.ts'
import type { AccountStore } from '../hub-ports.ts'
import { auditIn } from './audit.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { invitationsIn } from './invitations.ts'
import { keysIn } from './keys.ts'
import { membersIn } from './members.ts'
import { instantOf } from './record.ts'
import { workspacesIn } from './workspaces.ts'

export function accountsIn(db: Database): AccountStore {
  return {
    ...workspacesIn(db),
    ...membersIn(db),
    ...invitationsIn(db),
    ...peopleIn(db),
    ...pingKeysIn(db),
    ...keysIn(db),
    ...auditIn(db),
    ...tokensIn(db),
  }
}

type PeopleStore = Pick<AccountStore, 'countUsers' | 'members'>
type PingKeysStore = Pick<AccountStore, 'pingKey' | 'putPingKey'>
type TokensStore = Pick<AccountStore, 'putToken' | 'takeToken' | 'seeToken'>

function peopleIn(db: Database): PeopleStore {
  return {
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
