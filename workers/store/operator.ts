// All workspaces at once, for whoever runs the installation: counts and states, no contents.
import { type SQL, sql } from 'drizzle-orm'
import {
  checks,
  deliveries,
  members,
  operatorActs,
  session,
  stops,
  user,
  workspaces,
} from '../../schema/index.ts'
import { fetchLimit, pageOf, startOf } from '../domain/cursor.ts'
import type {
  DeadLetter,
  OperatorStore,
  RecordedAct,
  Tenant,
  Told,
  Totals,
} from '../operator-ports.ts'
import { announcementsIn } from './announcements.ts'
import { budgetsIn } from './budgets.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'
import { stopsIn } from './stops.ts'
import { useIn } from './use.ts'

export function operatorIn(db: Database): OperatorStore {
  return {
    ...stopsIn(db),
    ...announcementsIn(db),
    ...budgetsIn(db),
    ...useIn(db),

    async tenants(text, ask) {
      const start = startOf(ask)
      const conditions = [sql`true`]
      if (text !== '') {
        conditions.push(sql`(position(lower(${text}) in lower(w.name)) > 0 or w.id = ${text})`)
      }
      if (start) {
        const at = instantOf(start.at)
        conditions.push(sql`(w.created_at, w.id) < (${at}::timestamptz, ${start.id})`)
      }
      const rows = await db.rows<Tenant>(sql`
        ${tenantsWhere(sql.join(conditions, sql` and `))}
        order by w.created_at desc, w.id desc limit ${fetchLimit(ask)}`)
      return pageOf(rows.map(numbered), ask, (one) => ({ at: one.createdAt, id: one.id }))
    },

    async tenant(workspace) {
      const [found] = await db.rows<Tenant>(tenantsWhere(sql`w.id = ${workspace}`))
      return found ? numbered(found) : null
    },

    async totals() {
      const [found] = await db.rows<Totals>(sql`
        select (select count(*)::int from ${workspaces}) as "workspaces",
          (select count(*)::int from ${user}) as "people",
          (select count(*)::int from ${checks}) as "checks",
          (select count(*)::int from ${checks} where not paused) as "running",
          (select coalesce(sum(${perDay}), 0)::float8 from ${checks} c where not paused)
            as "probesPerDay"`)
      return found!
    },

    told: (since) =>
      db.rows<Told>(sql`
        select d.state, d.body ->> 'channelType' as kind, count(*)::int as count,
          ${msSql(sql`min(d.created_at)`)} as since
        from ${deliveries} d where d.created_at >= ${instantOf(since)}::timestamptz
        group by 1, 2 order by 1, 2`),

    deadLetters: (since, limit) =>
      db.rows<DeadLetter>(sql`
        select d.id, d.workspace, w.name as "workspaceName", d.body ->> 'channelType' as kind,
          d.body ->> 'event' as event, d.why, d.attempts, ${msSql(sql`d.created_at`)} as at
        from ${deliveries} d join ${workspaces} w on w.id = d.workspace
        where d.state = 'dead' and d.created_at >= ${instantOf(since)}::timestamptz
        order by d.created_at desc, d.id desc limit ${limit}`),

    async act({ person, name, act, subject, reason }) {
      await db.rows(sql`insert into ${operatorActs} (person, name, act, subject, reason)
        values (${person}, ${name}, ${act}, ${subject}, ${reason})`)
    },

    acts: (subject, limit) =>
      db.rows<RecordedAct>(sql`
        select id::int, ${msSql(sql`at`)} as at, person, name, act, subject, reason
        from ${operatorActs} where ${subject}::text is null or subject = ${subject}
        order by id desc limit ${limit}`),
  }
}

/** Places asked at each slot where a check names none: as an installation begins. */
const usualPlaces = 3

/** Probes a day of a check; what is not asked (a heartbeat, a group) makes none. */
const perDay = sql`case when c.type in ('heartbeat', 'manual', 'group') then 0
  else 86400.0 / c.interval_seconds
    * coalesce(cardinality(c.locations), ${sql.raw(String(usualPlaces))}) end`

const msSql = (instant: SQL) => sql`(extract(epoch from ${instant}) * 1000)::float8`

function tenantsWhere(condition: SQL): SQL {
  return sql`
    select w.id, w.name, w.plan, ${msSql(sql`w.created_at`)} as "createdAt",
      (select ${msSql(sql`max(s.updated_at)`)} from ${session} s join ${members} m
        on m.user_id = s.user_id where m.workspace = w.id) as "lastSeenAt",
      (select count(*)::int from ${members} m where m.workspace = w.id) as people,
      exists (select from ${stops} s where s.workspace = w.id) as "isStopped",
      n.checks, n.running, n."probesPerDay"
    from ${workspaces} w cross join lateral (
      select count(*)::int as checks, count(*) filter (where not c.paused)::int as running,
        coalesce(sum(${perDay}) filter (where not c.paused), 0)::float8 as "probesPerDay"
      from ${checks} c where c.workspace = w.id
    ) n where ${condition}`
}

/** Fractions of a probe come from intervals that do not divide a day. */
const numbered = (one: Tenant): Tenant => ({
  ...one,
  probesPerDay: Math.round(one.probesPerDay),
})
