// What one workspace used, counted where it is kept: for its cost.
import { sql } from 'drizzle-orm'
import { deliveries, loanDays, rollupsDay, rollupsHour, samples } from '../../schema/index.ts'
import type { OperatorStore } from '../operator-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

type Use = Awaited<ReturnType<OperatorStore['use']>>

export function useIn(db: Database): Pick<OperatorStore, 'use'> {
  return {
    async use(workspace, since) {
      const from = sql`${instantOf(since)}::timestamptz`
      const rows = (table: typeof rollupsDay | typeof rollupsHour) =>
        sql`(select count(*)::int from ${table} where workspace = ${workspace})`
      const [found] = await db.rows<Omit<Use, 'messages'>>(sql`
        select coalesce(sum(n) filter (where hour >= ${from}), 0)::float8 as probes,
          count(*)::int as "sampleRows", coalesce(sum(n), 0)::float8 as samples,
          ${rows(rollupsHour)} as "hourRows", ${rows(rollupsDay)} as "dayRows",
          (select coalesce(sum(used), 0)::float8 from ${loanDays}
            where workspace = ${workspace} and day >= (${from} at time zone 'UTC')::date) as lent
        from ${samples} where workspace = ${workspace}`)
      const messages = await db.rows<Use['messages'][number]>(sql`
        select channel, body ->> 'channelType' as type, count(*)::int as count,
          coalesce(sum((body ->> 'segments')::int), 0)::int as parts
        from ${deliveries}
        where workspace = ${workspace} and state = 'sent' and created_at >= ${from}
        group by 1, 2`)
      return { ...found!, messages }
    },
  }
}
