// People beside better-auth: attempts to get in, one-time letters, and what an account leaves
// behind when it goes.
import { sql } from 'drizzle-orm'
import {
  audit,
  channels,
  members,
  oneTimeTokens,
  rateLimit,
  user,
  workspaces,
} from '../../schema/index.ts'
import type { PeopleStore } from '../account-ports.ts'
import type { Person } from '../hub-ports.ts'
import type { Database } from './database.ts'

export function peopleIn(db: Database): PeopleStore {
  return { ...accountsIn(db), ...attemptsIn(db), ...leavingIn(db) }
}

type Accounts = Pick<PeopleStore, 'byEmail' | 'byId' | 'setEmail' | 'setVerified' | 'dropTokens'>

function accountsIn(db: Database): Accounts {
  const one = async (condition: ReturnType<typeof sql>) => {
    const [found] = await db.rows<Person>(sql`
      select id, name, email from ${user} where ${condition}`)
    return found ?? null
  }
  return {
    byEmail: (email) => one(sql`email = lower(${email})`),
    byId: (id) => one(sql`id = ${id}`),

    async setEmail(person, email) {
      // Shards know the addresses of owners: the cron brings them the new one.
      const set = await db.rows(sql`
        with changed as (
          update ${user} set email = lower(${email}), email_verified = true, updated_at = now()
          where id = ${person} and not exists (
            select 1 from ${user} o where o.email = lower(${email}) and o.id <> ${person})
          returning id),
        owned as (
          update ${workspaces} set config_version = config_version + 1
          where id in (select m.workspace from ${members} m join changed on changed.id = m.user_id
            where m.role = 'owner'))
        select id from changed`)
      return set.length > 0
    },

    async setVerified(person) {
      await db.rows(sql`update ${user} set email_verified = true where id = ${person}`)
    },

    async dropTokens(person) {
      await db.rows(sql`
        delete from ${oneTimeTokens} where split_part(purpose, ':', 2) = ${person}`)
    },
  }
}

function attemptsIn(db: Database): Pick<PeopleStore, 'attempt' | 'forgive'> {
  return {
    async attempt(key, windowMs, now) {
      const isOver = sql`${rateLimit}.last_request <= ${now - windowMs}::bigint`
      const [row] = await db.rows<{ count: number; since: string }>(sql`
        insert into ${rateLimit} (id, key, count, last_request)
        values (${key}, ${key}, 1, ${now}::bigint)
        on conflict (key) do update set
          count = case when ${isOver} then 1 else ${rateLimit}.count + 1 end,
          last_request = case when ${isOver} then excluded.last_request
            else ${rateLimit}.last_request end
        returning count, last_request as since`)
      return { count: row!.count, since: Number(row!.since) }
    },

    async forgive(key) {
      await db.rows(sql`delete from ${rateLimit} where key = ${key}`)
    },
  }
}

function leavingIn(db: Database): Pick<PeopleStore, 'onlyOwnerOf' | 'remove'> {
  return {
    async onlyOwnerOf(person) {
      const found = await db.rows<{ name: string }>(sql`
        select w.name from ${workspaces} w where w.id in (${ownedAlone(person)}) order by w.name`)
      return found.map((one) => one.name)
    },

    async remove(person) {
      // The owners are locked first: two who leave at once cannot both go.
      const [, left, , , gone] = await db.together([
        sql`select 1 as locked from ${members} where role = 'owner' and workspace in (
          select workspace from ${members} where user_id = ${person}) for update`,
        sql`update ${workspaces} set config_version = config_version + 1
          where id in (select workspace from ${members} where user_id = ${person})
            and not exists (${ownedAlone(person)})
          returning id`,
        sql`update ${channels} set settings = settings - 'member' - 'contactAfterMinutes',
            enabled = false, disabled_why = 'The account that it led to was deleted.',
            version = version + 1
          where settings ->> 'member' = ${person} and not exists (${ownedAlone(person)})`,
        sql`update ${audit} set actor = 'deleted', actor_name = 'a deleted account'
          where actor = ${person} and not exists (${ownedAlone(person)})`,
        sql`delete from ${user} where id = ${person} and not exists (${ownedAlone(person)})
          returning id`,
      ])
      return gone!.length > 0 ? left!.map((row) => String(row.id)) : null
    },
  }
}

/** Workspaces whose one owner this person is. */
function ownedAlone(person: string) {
  return sql`
    select m.workspace from ${members} m where m.user_id = ${person} and m.role = 'owner'
      and not exists (select 1 from ${members} o where o.workspace = m.workspace
        and o.role = 'owner' and o.user_id <> ${person})`
}
