// What may be spent in a day, what was, and who has reached it: with the version of the configuration
// that tells the shards, and the operator's own line, in one statement each.
import { sql } from 'drizzle-orm'
import {
  budgets,
  budgetsSpent,
  deliveries,
  loanDays,
  operatorActs,
  workspaces,
} from '../../schema/index.ts'
import type { Budget, Spent } from '../domain/budget.ts'
import type { OperatorStore } from '../operator-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

type BudgetStore = Pick<
  OperatorStore,
  'budgets' | 'setBudget' | 'lentOn' | 'messagesToday' | 'spend' | 'spent'
>

export function budgetsIn(db: Database): BudgetStore {
  return {
    budgets: () =>
      db.rows<Budget>(sql`select scope, probes::float8 as probes, messages from ${budgets}`),

    async setBudget({ scope, probes, messages }, day, act) {
      const isNone = probes === null && messages === null
      await db.together([
        isNone
          ? sql`delete from ${budgets} where scope = ${scope}`
          : sql`insert into ${budgets} (scope, probes, messages)
              values (${scope}, ${probes}::bigint, ${messages}::int)
              on conflict (scope) do update
              set probes = excluded.probes, messages = excluded.messages`,
        // What was reached is looked at anew.
        sql`with gone as (
            delete from ${budgetsSpent} where day = ${day}::date returning workspace, what
          )
          update ${workspaces} w set config_version = config_version + 1
          where exists (select from gone g where g.what = 'messages'
            and (g.workspace is null or g.workspace = w.id))`,
        sql`insert into ${operatorActs} (person, name, act, subject, reason)
          values (${act.person}, ${act.name}, ${act.act}, ${act.subject}, ${act.reason})`,
      ])
    },

    async lentOn(day) {
      const [row] = await db.rows<{ n: number }>(sql`
        select coalesce(sum(used), 0)::float8 as n from ${loanDays} where day = ${day}::date`)
      return row?.n ?? 0
    },

    messagesToday: (day) =>
      db.rows(sql`
        select w.id as workspace, w.plan, n.messages from (
          select d.workspace, count(*)::int as messages from ${deliveries} d
          where d.state = 'sent' and d.settled_at >= ${day}::timestamp at time zone 'UTC'
          group by d.workspace
        ) n join ${workspaces} w on w.id = n.workspace order by n.messages desc`),

    async spend(workspace, what, day, at) {
      const [row] = await db.rows<{ n: number }>(sql`
        with added as (
          insert into ${budgetsSpent} (workspace, what, day, at)
          select ${workspace}::text, ${what}, ${day}::date, ${instantOf(at)}::timestamptz
          where ${workspace}::text is null
            or exists (select from ${workspaces} where id = ${workspace})
          on conflict do nothing returning what
        ),
        counted as (
          update ${workspaces} w set config_version = config_version + 1
          where (${workspace}::text is null or w.id = ${workspace}::text)
            and exists (select from added where what = 'messages')
        )
        select count(*)::int as n from added`)
      return (row?.n ?? 0) > 0
    },

    spent: (day) =>
      db.rows<Spent>(sql`
        select s.workspace, w.name, s.what, (extract(epoch from s.at) * 1000)::float8 as at
        from ${budgetsSpent} s left join ${workspaces} w on w.id = s.workspace
        where s.day = ${day}::date order by s.at`),
  }
}
