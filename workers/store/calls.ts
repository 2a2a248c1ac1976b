// Schedules, the addresses of their calendars, and silences of record. Every statement names the
// workspace, but for the calendar under a secret address.
import { type SQL, sql } from 'drizzle-orm'
import { feeds, schedules, silences } from '../../schema/index.ts'
import type { CallStore, Feed } from '../call-ports.ts'
import type { Schedule } from '../domain/oncall.ts'
import type { Silence } from '../domain/silence.ts'
import { change, drop, put } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, msOf, objectOf } from './record.ts'
import { putWithin } from './room.ts'

const silencesMax = 500

type StoredSilence = Omit<Silence, 'until'> & { until: string }

/** A silence as the domain knows it, from its row as JSON. */
export function silenceOf(json: unknown): Silence {
  const { until, ...rest } = objectOf<StoredSilence>(silences, json)
  return { ...rest, until: msOf(until) }
}

export const scheduleOf = (json: unknown): Schedule => objectOf<Schedule>(schedules, json)

export function callsIn(db: Database): CallStore {
  const rowsOf = async (query: SQL) =>
    (await db.rows<{ row: unknown }>(query)).map(({ row }) => row)
  return {
    async schedules(workspace) {
      const rows = await rowsOf(sql`
        select to_jsonb(s) as row from ${schedules} s
        where s.workspace = ${workspace} order by s.id`)
      return rows.map(scheduleOf)
    },
    putSchedule: (workspace, schedule, expected, audit) =>
      putWithin(db, { workspace, what: 'schedules' }, schedules, schedule, expected, audit),
    dropSchedule: (workspace, id, expected, audit) =>
      drop(db, workspace, schedules, id, expected, audit),

    async silences(workspace) {
      const rows = await rowsOf(sql`
        select to_jsonb(s) as row from ${silences} s
        where s.workspace = ${workspace} order by s.until desc, s.id limit ${silencesMax}`)
      return rows.map(silenceOf)
    },
    putSilence: (workspace, silence, expected, audit) =>
      put(
        db,
        workspace,
        silences,
        { ...silence, until: instantOf(silence.until) } as StoredSilence,
        expected,
        audit,
      ),

    async putFeed(workspace, { kind, subject, hash }, audit) {
      await change(
        db,
        workspace,
        sql`insert into ${feeds} (workspace, kind, subject, hash)
          values (${workspace}, ${kind}, ${subject}, ${hash})
          on conflict (workspace, kind, subject)
            do update set hash = excluded.hash, created_at = now()
          returning hash`,
        audit,
        'none',
      )
    },
    dropFeed: (workspace, { kind, subject }, audit) =>
      change(
        db,
        workspace,
        sql`delete from ${feeds}
          where workspace = ${workspace} and kind = ${kind} and subject = ${subject}
          returning hash`,
        audit,
        'none',
      ),
    async feed(hash) {
      const [found] = await db.rows<Feed & { workspace: string }>(sql`
        select workspace, kind, subject, hash from ${feeds} where hash = ${hash}`)
      return found ?? null
    },
  }
}
