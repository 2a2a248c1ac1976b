// The last place of a plan is given once. Flow looks for room and says what to do where there is none
// (`flow/plan.ts`); two that add at the same moment both find it free. So the statement that adds looks
// again, under a lock of its workspace.
import { type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'
import {
  agents,
  apiKeys,
  channels,
  checks,
  invitations,
  members,
  pages,
  schedules,
  workspaces,
} from '../../schema/index.ts'
import { type Counted, type Limits, noRoom, noRunning, type Plan, plans } from '../domain/plan.ts'
import { Problem } from '../domain/problem.ts'
import type { Audit } from '../hub-ports.ts'
import { type Counts, changeOf, put, putOf } from './change.ts'
import type { Database } from './database.ts'

/** What a plan bounds by number: what is there, and how many checks run. */
export type Bounded = Counted | 'running'

const endless = 2_147_483_647

const countOf: Record<Bounded, (workspace: string) => SQL> = {
  checks: (workspace) => sql`(select count(*) from ${checks} where workspace = ${workspace})`,
  running: (workspace) =>
    sql`(select count(*) from ${checks} where workspace = ${workspace} and not paused)`,
  channels: (workspace) => sql`(select count(*) from ${channels} where workspace = ${workspace})`,
  pages: (workspace) => sql`(select count(*) from ${pages} where workspace = ${workspace})`,
  hosts: (workspace) => sql`(select count(*) from ${pages} where workspace = ${workspace}
    and jsonb_typeof(settings -> 'domain') = 'object')`,
  members: (workspace) => sql`((select count(*) from ${members} where workspace = ${workspace})
    + (select count(*) from ${invitations} where workspace = ${workspace} and expires_at > now()))`,
  keys: (workspace) => sql`(select count(*) from ${apiKeys} where workspace = ${workspace})`,
  agents: (workspace) => sql`(select count(*) from ${agents} where workspace = ${workspace}
    and not built_in and revoked_at is null)`,
  schedules: (workspace) => sql`(select count(*) from ${schedules} where workspace = ${workspace})`,
}

/** A change that adds one of what is bounded, where `isMore` holds of what is on record. */
export interface Adding {
  workspace: string
  what: Bounded
  isMore?: SQL
}

/** A figure of the plan that a workspace has, as SQL. An unknown plan is the narrowest. */
export function mostOf(workspace: string, figureOf: (limits: Limits) => number): SQL {
  const figure = ({ limits }: Plan) => sql`${Math.min(figureOf(limits), endless)}::int`
  const cases = Object.entries<Plan>(plans).map(
    ([name, plan]) => sql`when ${name} then ${figure(plan)}`,
  )
  return sql`(select case w.plan ${sql.join(cases, sql` `)} else ${figure(plans.free)} end
    from ${workspaces} w where w.id = ${workspace})`
}

function isReached({ workspace, what, isMore = sql`true` }: Adding): SQL {
  const most = mostOf(workspace, (limits) => limits[what === 'running' ? 'checks' : what])
  return sql`(${isMore} and ${countOf[what](workspace)} >= ${most})`
}

/** Makes a change that adds. `changed` is given what must hold for it, and goes into its `where`.
 *  Throws `limit_reached` where somebody else took the last place; false: it changed nothing. */
export async function addWithin(
  db: Database,
  adding: Adding,
  changed: (hasRoom: SQL) => SQL,
  audit: Audit,
  counts: Counts = 'config',
): Promise<boolean> {
  const { workspace, what } = adding
  const full = isReached(adding)
  const [, seen, made] = await db.together([
    sql`select 1 from ${workspaces} where id = ${workspace} for no key update`,
    sql`select plan, ${full} as full from ${workspaces} where id = ${workspace}`,
    changeOf(workspace, changed(sql`not ${full}`), audit, counts),
  ])
  if (Number(made?.[0]?.n ?? 0) > 0) return true
  if (seen?.[0]?.full !== true) return false
  const plan = String(seen[0].plan)
  throw new Problem('limit_reached', what === 'running' ? noRunning(plan) : noRoom(plan, what))
}

/** `put` of what is counted: a new one needs room. `isMore`: when one that is there needs it, too. */
export function putWithin(
  db: Database,
  { workspace, what, isMore }: Adding,
  table: PgTable,
  object: { id: string; version: number },
  expected: number | null,
  audit: Audit,
): Promise<boolean> {
  if (expected !== null && !isMore) return put(db, workspace, table, object, expected, audit)
  const adding = { workspace, what, ...(isMore ? { isMore } : {}) }
  return addWithin(
    db,
    adding,
    (hasRoom) => putOf(workspace, table, object, expected, hasRoom),
    audit,
  )
}
