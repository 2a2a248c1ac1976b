// Configuration of record as the hub asks for it: one noun at a time, or whole for a shard.
import { sql } from 'drizzle-orm'
import * as tables from '../../schema/index.ts'
import type { HeldBack } from '../domain/budget.ts'
import type { Check } from '../domain/check/check.ts'
import {
  type Channel,
  type Owner,
  type Policy,
  readChannel,
  type WorkspaceConfig,
} from '../domain/config.ts'
import type { Stop } from '../domain/stop.ts'
import type { ConfigStore } from '../hub-ports.ts'
import { agentOf } from './agents.ts'
import { callsIn, scheduleOf, silenceOf } from './calls.ts'
import { channelsIn } from './channels.ts'
import { checksIn } from './checks.ts'
import type { Database } from './database.ts'
import { maintenanceIn, windowOf } from './maintenance.ts'
import { pageOf, pagesIn } from './pages.ts'
import { policiesIn } from './policies.ts'
import { objectOf, rowOf } from './record.ts'

export function configIn(db: Database): ConfigStore {
  return {
    whole: (workspace) => whole(db, workspace),
    shown: (workspace) => whole(db, workspace),
    async version(workspace) {
      const [found] = await db.rows<{ version: number }>(sql`
        select config_version::int as version from ${tables.workspaces} where id = ${workspace}`)
      return found?.version ?? null
    },
    ...checksIn(db),
    ...channelsIn(db),
    ...policiesIn(db),
    ...pagesIn(db),
    ...maintenanceIn(db),
    ...callsIn(db),
  }
}

/** A workspace's configuration and its version, read in one statement: they belong together.
 *  Windows of maintenance and silences stay a day after their end, so that the end itself is noticed. */
async function whole(db: Database, workspace: string): Promise<WorkspaceConfig | null> {
  const [found] = await db.rows<{ row: Whole }>(sql`
    select jsonb_build_object(
      'workspace', to_jsonb(w),
      'checks', (select jsonb_agg(to_jsonb(c) order by c.created_at, c.id)
        from ${tables.checks} c where c.workspace = w.id),
      'channels', (select jsonb_agg(to_jsonb(c) order by c.created_at, c.id)
        from ${tables.channels} c where c.workspace = w.id),
      'policies', (select jsonb_agg(to_jsonb(p) order by p.id)
        from ${tables.policies} p where p.workspace = w.id),
      'pages', (select jsonb_agg(to_jsonb(p) order by p.id)
        from ${tables.pages} p where p.workspace = w.id),
      'maintenance', (select jsonb_agg(to_jsonb(m) order by m.starts_at, m.id)
        from ${tables.maintenance} m
        where m.workspace = w.id and m.ends_at > now() - interval '1 day'),
      'schedules', (select jsonb_agg(to_jsonb(s) order by s.id)
        from ${tables.schedules} s where s.workspace = w.id),
      'silences', (select jsonb_agg(to_jsonb(s) order by s.until, s.id)
        from ${tables.silences} s
        where s.workspace = w.id and s.until > now() - interval '1 day'),
      'agents', (select jsonb_agg(to_jsonb(a) - 'key_hash' order by a.created_at, a.id)
        from ${tables.agents} a where a.workspace = w.id),
      'stop', (select jsonb_build_object('reason', s.reason,
          'since', (extract(epoch from s.since) * 1000)::float8)
        from ${tables.stops} s where s.workspace is null or s.workspace = w.id
        order by s.workspace nulls first limit 1),
      'heldBack', (select jsonb_build_object(
          'from', (extract(epoch from min(s.at)) * 1000)::float8,
          'until', (extract(epoch from (s.day + 1)::timestamp at time zone 'UTC') * 1000)::float8)
        from ${tables.budgetsSpent} s
        where s.what = 'messages' and (s.workspace is null or s.workspace = w.id)
          and s.day = (select max(day) from ${tables.budgetsSpent}) group by s.day),
      'owners', (select jsonb_agg(jsonb_build_object(
          'id', u.id, 'email', u.email, 'since', u.created_at) order by m.created_at, u.id)
        from ${tables.members} m join ${tables.user} u on u.id = m.user_id
        where m.workspace = w.id and m.role = 'owner'),
      'credits', (select coalesce(sum(c.credits - c.refunded), 0) from ${tables.smsCredits} c
        where c.workspace = w.id)
    ) as row
    from ${tables.workspaces} w where w.id = ${workspace}`)
  return found ? configOf(found.row) : null
}

interface Whole {
  workspace: unknown
  checks: unknown[] | null
  channels: unknown[] | null
  policies: unknown[] | null
  pages: unknown[] | null
  maintenance: unknown[] | null
  schedules: unknown[] | null
  silences: unknown[] | null
  agents: unknown[] | null
  stop: Stop | null
  heldBack: HeldBack | null
  owners: Owner[] | null
  credits: number
}

function configOf(found: Whole): WorkspaceConfig {
  const workspace = rowOf(tables.workspaces, found.workspace)
  return {
    v: 1,
    workspace: workspace.id,
    name: workspace.name,
    version: workspace.configVersion,
    plan: workspace.plan,
    owners: found.owners ?? [],
    credits: found.credits,
    checks: (found.checks ?? []).map((json) => objectOf<Check>(tables.checks, json)),
    channels: (found.channels ?? []).map((json) =>
      readChannel(objectOf<Channel>(tables.channels, json)),
    ),
    policies: (found.policies ?? []).map((json) => objectOf<Policy>(tables.policies, json)),
    pages: (found.pages ?? []).map(pageOf),
    maintenance: (found.maintenance ?? []).map(windowOf),
    schedules: (found.schedules ?? []).map(scheduleOf),
    silences: (found.silences ?? []).map(silenceOf),
    agents: (found.agents ?? []).map(agentOf),
    pingKey: workspace.pingKey,
    stop: found.stop,
    heldBack: found.heldBack,
  }
}
