// Checks of record. Every statement names the workspace.
import { type SQL, sql } from 'drizzle-orm'
import { checks, hostBackwards } from '../../schema/index.ts'
import type { Check } from '../domain/check/check.ts'
import { fetchLimit, pageOf, startOf } from '../domain/cursor.ts'
import type { CheckFilter, ConfigStore } from '../hub-ports.ts'
import { drop } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, objectOf } from './record.ts'
import { type Adding, putWithin } from './room.ts'

type ChecksStore = Pick<
  ConfigStore,
  | 'checks'
  | 'checksNear'
  | 'check'
  | 'putCheck'
  | 'dropCheck'
  | 'countChecks'
  | 'checkNames'
  | 'tags'
>

/** More are not needed to be over any limit. */
const nearMax = 5_000

/** The host itself, or one below it: `.` and `/` are neighbours. */
export function near(host: string): SQL {
  const own = hostBackwards(sql`c.settings`)
  const site = [...host].reverse().join('')
  return sql`(${own} = ${site} or (${own} >= ${`${site}.`} and ${own} < ${`${site}/`}))`
}

export function checksIn(db: Database): ChecksStore {
  return {
    async checks(workspace, ask, filter = {}) {
      const start = startOf(ask)
      const conditions = [sql`c.workspace = ${workspace}`, ...narrowed(filter)]
      if (start) {
        const at = instantOf(start.at)
        conditions.push(sql`(c.created_at, c.id) > (${at}::timestamptz, ${start.id})`)
      }
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${checks} c
        where ${sql.join(conditions, sql` and `)}
        order by c.created_at, c.id limit ${fetchLimit(ask)}`)
      const found = rows.map(({ row }) => objectOf<Check>(checks, row))
      return pageOf(found, ask, (one) => ({ at: Date.parse(one.createdAt), id: one.id }))
    },

    async checksNear(host) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${checks} c
        where not c.paused and ${near(host)}
        limit ${nearMax}::int`)
      return rows.map(({ row }) => objectOf<Check>(checks, row))
    },

    async check(workspace, id) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(c) as row from ${checks} c
        where c.workspace = ${workspace} and c.id = ${id}`)
      return found ? objectOf<Check>(checks, found.row) : null
    },

    async checkNames(workspace) {
      const rows = await db.rows<{ id: string; name: string }>(sql`
        select id, name from ${checks} where workspace = ${workspace}`)
      return new Map(rows.map(({ id, name }) => [id, name]))
    },

    tags: (workspace) =>
      db.rows<{ tag: string; checks: number }>(sql`
        select t.tag, count(*)::int as checks from ${checks} c cross join unnest(c.tags) as t(tag)
        where c.workspace = ${workspace} group by t.tag order by t.tag`),

    async countChecks(workspace) {
      const [found] = await db.rows<{ n: number }>(sql`
        select count(*)::int as n from ${checks} where workspace = ${workspace}`)
      return found?.n ?? 0
    },

    putCheck: (workspace, check, expected, audit) =>
      putWithin(db, roomOf(workspace, check, expected), checks, check, expected, audit),
    dropCheck: (workspace, id, expected, audit) => drop(db, workspace, checks, id, expected, audit),
  }
}

/** A new check is one more; one that is not paused any more is one more that runs. */
function roomOf(workspace: string, { id, paused }: Check, expected: number | null): Adding {
  if (expected === null) return { workspace, what: 'checks' }
  const wasPaused = sql`exists (select from ${checks} where workspace = ${workspace}
    and id = ${id} and paused)`
  return { workspace, what: 'running', ...(paused ? {} : { isMore: wasPaused }) }
}

function narrowed({ tag, type, paused, text, among }: CheckFilter): SQL[] {
  const conditions: SQL[] = []
  if (tag !== undefined) conditions.push(sql`${tag} = any(c.tags)`)
  if (type !== undefined) conditions.push(sql`c.type = ${type}`)
  if (paused !== undefined) conditions.push(sql`c.paused = ${paused}`)
  if (text !== undefined) conditions.push(sql`strpos(lower(c.name), lower(${text}::text)) > 0`)
  if (among) {
    const ids = sql`(select jsonb_array_elements_text(${jsonOf(among.ids)}::jsonb))`
    conditions.push(sql`(c.id in ${ids}) = ${among.isOneOf}`)
  }
  return conditions
}
