// Probing stopped and let go on: what is in force, the version of the configuration that tells the
// shards, the line in each workspace's log and the operator's own, all at once.
import { type SQL, sql } from 'drizzle-orm'
import { audit, operatorActs, stops, workspaces } from '../../schema/index.ts'
import type { OperatorAct, OperatorStore } from '../operator-ports.ts'
import type { Database } from './database.ts'
import { jsonOf } from './record.ts'

export function stopsIn(db: Database): Pick<OperatorStore, 'stops' | 'stop' | 'goOn'> {
  const isDone = async (workspace: string | null, changed: SQL, act: OperatorAct) => {
    const [row] = await db.rows<{ n: number }>(whole(workspace, changed, act))
    return (row?.n ?? 0) > 0
  }
  return {
    stops: () =>
      db.rows(sql`select workspace, reason, (extract(epoch from since) * 1000)::float8 as since
        from ${stops}`),

    stop: (workspace, act) =>
      isDone(
        workspace,
        sql`insert into ${stops} (workspace, reason) select ${workspace}::text, ${act.reason}
          where ${workspace}::text is null
            or exists (select from ${workspaces} where id = ${workspace})
          on conflict do nothing returning 1`,
        act,
      ),

    goOn: (workspace, act) =>
      isDone(
        workspace,
        sql`delete from ${stops} where workspace is not distinct from ${workspace}::text
          returning 1`,
        act,
      ),
  }
}

/** Whose configuration it is: one workspace's, or everybody's. */
const isMeant = (workspace: string | null) =>
  sql`(${workspace}::text is null or w.id = ${workspace}::text)`

function whole(workspace: string | null, changed: SQL, act: OperatorAct): SQL {
  const after = jsonOf({ probing: act.act === 'stop' ? 'stopped' : 'goes on', why: act.reason })
  return sql`
    with changed as (${changed}),
    counted as (
      update ${workspaces} w set config_version = config_version + 1
      where ${isMeant(workspace)} and exists (select from changed)
    ),
    audited as (
      insert into ${audit} (workspace, actor, actor_name, verb, noun, subject, before, after)
      select w.id, 'operator', 'the operator', 'change', 'workspace', w.id, 'null'::jsonb,
        ${after}::jsonb
      from ${workspaces} w where ${isMeant(workspace)} and exists (select from changed)
    ),
    acted as (
      insert into ${operatorActs} (person, name, act, subject, reason)
      select ${act.person}, ${act.name}, ${act.act}, ${act.subject}, ${act.reason} from changed
    )
    select count(*)::int as n from changed`
}
