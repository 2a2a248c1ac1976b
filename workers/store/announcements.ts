// Announcements of record, with the line of what was done in the same statement.
import { sql } from 'drizzle-orm'
import { announcements, operatorActs } from '../../schema/index.ts'
import type { OperatorAct, OperatorStore } from '../operator-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

type Store = Pick<OperatorStore, 'announcements' | 'announce' | 'takeBack'>

export function announcementsIn(db: Database): Store {
  return {
    announcements: () =>
      db.rows(sql`select id::int, text, (extract(epoch from made_at) * 1000)::float8 as "madeAt",
          (extract(epoch from until) * 1000)::float8 as until
        from ${announcements} order by id desc`),

    async announce(text, until, act) {
      await db.rows(sql`
        with made as (
          insert into ${announcements} (text, until)
          values (${text}, ${instantOf(until)}::timestamptz) returning text as why
        ) ${acted(act)}`)
    },

    async takeBack(id, act) {
      const done = await db.rows(sql`
        with made as (delete from ${announcements} where id = ${id} returning text as why)
        ${acted(act)} returning 1`)
      return done.length > 0
    },
  }
}

/** The line says the announcement's own words. */
const acted = ({ person, name, act, subject }: OperatorAct) => sql`
  insert into ${operatorActs} (person, name, act, subject, reason)
  select ${person}, ${name}, ${act}, ${subject}, why from made`
