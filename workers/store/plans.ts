// The plan of a workspace, and the checks it pauses and lets run again.
import { type SQL, sql } from 'drizzle-orm'
import { audit, checks, smsCredits, workspaces } from '../../schema/index.ts'
import type { Named } from '../domain/plan.ts'
import type { PlanStore } from '../plan-ports.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, rowOf } from './record.ts'

export function plansIn(db: Database): PlanStore {
  return {
    async changePlan(workspace, to) {
      // One change at a time: the second one sees what the first has made.
      const [, moved] = await db.together([
        sql`select 1 from ${workspaces} where id = ${workspace} for update`,
        changeOf(workspace, to),
      ])
      const row = moved?.[0] as { before: string; paused: Named[]; resumed: Named[] } | undefined
      return row ?? null
    },

    pausedByPlan: (workspace) =>
      db.rows<Named>(sql`
        select id, name from ${checks} c where workspace = ${workspace} and ${isByPlan}
        order by created_at, id`),

    credit: (workspace, { ref, pack, credits, cents }, audit) =>
      change(
        db,
        workspace,
        sql`insert into ${smsCredits} (workspace, ref, pack, credits, cents)
          values (${workspace}, ${ref}, ${pack}, ${credits}, ${cents})
          on conflict (ref) do nothing returning ref as id`,
        audit,
      ),

    refund: (workspace, ref, refunded, audit) =>
      change(
        db,
        workspace,
        sql`update ${smsCredits} set refunded = ${refunded}::int
          where ref = ${ref} and workspace = ${workspace} and refunded < ${refunded}::int
          returning ref as id`,
        audit,
      ),

    async credits(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${smsCredits} c where c.workspace = ${workspace}
        order by c.at desc, c.ref`)
      return rows.map(({ row }) => {
        const { ref, pack, credits, cents, refunded, at } = rowOf(smsCredits, row)
        return { ref, pack, credits, cents, refunded, at: instantOf(Date.parse(at)) }
      })
    },

    async countRunning(workspace) {
      const [found] = await db.rows<{ n: number }>(sql`
        select count(*)::int as n from ${checks} where workspace = ${workspace} and not paused`)
      return found?.n ?? 0
    },
  }
}

const isByPlan = sql`c.paused and c.settings ->> 'pausedBy' = 'plan'`

/** In one statement: the plan, what is paused or runs again, the version, the line of the log. */
function changeOf(
  workspace: string,
  { plan, checksMax, why }: Parameters<PlanStore['changePlan']>[1],
): SQL {
  const most = sql`${checksMax}::int`
  const named = (from: SQL) => sql`coalesce((select jsonb_agg(
    jsonb_build_object('id', id, 'name', name) order by created_at, id) from ${from}), '[]')`
  return sql`
    with was as (select plan as before from ${workspaces} where id = ${workspace}),
    running as (
      select id, row_number() over (order by created_at, id) as n from ${checks}
      where workspace = ${workspace} and not paused
    ),
    waiting as (
      select id, row_number() over (order by created_at, id) as n from ${checks} c
      where workspace = ${workspace} and ${isByPlan}
    ),
    paused as (
      update ${checks} set paused = true, version = version + 1, updated_at = now(),
        settings = settings || '{"pausedBy": "plan"}'
      where id in (select id from running where n > ${most})
      returning id, name, created_at
    ),
    resumed as (
      update ${checks} set paused = false, version = version + 1, updated_at = now(),
        settings = settings - 'pausedBy'
      where id in (select id from waiting
        where ${most} is null or n + (select count(*) from running) <= ${most})
      returning id, name, created_at
    ),
    moved as (
      select before, ${named(sql`paused`)} as paused, ${named(sql`resumed`)} as resumed from was
    ),
    changed as (
      update ${workspaces} w set plan = ${plan}, config_version = config_version + 1 from moved
      where w.id = ${workspace}
        and (before <> ${plan} or moved.paused <> '[]' or moved.resumed <> '[]')
      returning w.id
    ),
    audited as (
      insert into ${audit} (workspace, actor, actor_name, verb, noun, subject, before, after)
      select id, 'esonar', 'eSonar', 'change', 'plan', id, jsonb_build_object('plan', before),
        ${jsonOf({ plan, why })}::jsonb || jsonb_build_object(
          'paused', jsonb_path_query_array(paused, '$[*].name'),
          'resumed', jsonb_path_query_array(resumed, '$[*].name'))
      from changed, moved
    )
    select before, paused, resumed from moved`
}
