// History from the shards into Postgres: idempotent upserts, many rows a statement, all kinds in
// one transaction. Repeats and old news change nothing; rows of a workspace that is gone are left
// out. Decides nothing about what is archived.
import { type SQL, sql } from 'drizzle-orm'
import * as tables from '../../schema/index.ts'
import type { Archive, ArchiveItem } from '../ports.ts'
import * as rows from './archive-rows.ts'
import type { Database } from './database.ts'
import { isRefusal } from './fault.ts'
import { jsonOf } from './record.ts'
import { upsert } from './upsert.ts'

/** Hears of an item that the database refuses for what it says: it is left out, so that it
 *  cannot hold up all the others for ever. */
export type Refused = (item: ArchiveItem, fault: unknown) => void

/** Rows in one transaction; a packed hour is about half a kilobyte. */
const itemsPerSaveMax = 1_000

export function archiveIn(db: Database, refused: Refused = () => {}): Archive {
  return {
    async save(items) {
      for (let start = 0; start < items.length; start += itemsPerSaveMax) {
        await saveOrPart(db, items.slice(start, start + itemsPerSaveMax), refused)
      }
    },
  }
}

/** Saves all; when the rows themselves are refused, each half apart, down to the one at fault. */
async function saveOrPart(db: Database, items: ArchiveItem[], refused: Refused): Promise<void> {
  try {
    await db.together(statementsOf(items))
  } catch (fault) {
    // A time that is no time never reaches the database: `RangeError`.
    if (!isRefusal(fault) && !(fault instanceof RangeError)) throw fault
    if (items.length === 1) return refused(items[0]!, fault)
    const middle = Math.ceil(items.length / 2)
    await saveOrPart(db, items.slice(0, middle), refused)
    await saveOrPart(db, items.slice(middle), refused)
  }
}

function statementsOf(items: ArchiveItem[]): SQL[] {
  const sorted = rows.sortOut(items)
  const statements: SQL[] = []
  if (sorted.samples.length > 0) statements.push(partitionsFor(sorted.samples), samples(sorted))
  if (sorted.probes.length > 0) statements.push(probes(sorted))
  if (sorted.rounds.length > 0) statements.push(rounds(sorted))
  if (sorted.suspicions.length > 0) statements.push(suspicions(sorted))
  if (sorted.incidents.length > 0) statements.push(incidents(sorted), events(sorted))
  if (sorted.deliveries.length > 0) statements.push(deliveries(sorted))
  if (sorted.channelsOff.length > 0) statements.push(channelsOff(sorted))
  return statements
}

function partitionsFor(samples: { hour: string }[]): SQL {
  const months = [...new Set(samples.map(({ hour }) => `${hour.slice(0, 7)}-01`))]
  return sql`select ensure_samples_partition(month::date)
    from jsonb_array_elements_text(${jsonOf(months)}::jsonb) as month`
}

/** An hour is replaced by a longer one, or by another of the same length; never by a shorter. */
function samples(sorted: rows.Sorted): SQL {
  return upsert(tables.samples, sorted.samples, {
    key: ['workspace', 'check_id', 'hour', 'location'],
    rank: (row) => sql`${row}.n`,
    newer: sql`excluded.n > t.n or (excluded.n = t.n
      and (excluded.v, excluded.packed) is distinct from (t.v, t.packed))`,
  })
}

function probes(sorted: rows.Sorted): SQL {
  return upsert(tables.failingProbes, sorted.probes, {
    key: ['workspace', 'check_id', 'at', 'round', 'location'],
    rank: (row) => sql`${row}.at`,
    newer: sql`false`,
  })
}

/** Late answers make a round fuller. */
function rounds(sorted: rows.Sorted): SQL {
  return upsert(tables.rounds, sorted.rounds, {
    key: ['workspace', 'check_id', 'number', 'started_at', 'subject'],
    rank: (row) => sql`${row}.answers`,
    newer: sql`excluded.answers >= t.answers`,
  })
}

/** An ended suspicion is newer than an open one; else the one with more rounds is. */
function suspicions(sorted: rows.Sorted): SQL {
  const rank = (row: SQL) =>
    sql`(${row}.ended_at is not null, jsonb_array_length(${row}.body -> 'rounds'))`
  return upsert(tables.suspicions, sorted.suspicions, {
    key: ['id'],
    rank,
    newer: sql`${rank(sql`excluded`)} >= ${rank(sql`t`)}`,
  })
}

/** The higher sequence is newer. Resolved ones come first: the check may have the next one open
 *  in the same upload. */
function incidents(sorted: rows.Sorted): SQL {
  return upsert(tables.incidents, sorted.incidents, {
    key: ['id'],
    rank: (row) => sql`${row}.sequence`,
    newer: sql`excluded.sequence >= t.sequence`,
    order: sql`r.resolved_at is null, r.opened_at, r.id`,
  })
}

/** Events are only ever added. */
function events(sorted: rows.Sorted): SQL {
  return sql`
    insert into ${tables.incidentEvents}
      (incident, sequence, at, kind, level, incident_kind, body)
    select distinct on (r.incident, r.sequence)
      r.incident, r.sequence, r.at, r.kind, r.level, r.incident_kind, r.body
    from jsonb_populate_recordset(null::${tables.incidentEvents},
      ${jsonOf(sorted.events)}::jsonb) as r
    join ${tables.incidents} i on i.id = r.incident
    order by r.incident, r.sequence
    on conflict (incident, sequence) do nothing`
}

/** A settled delivery is newer than a pending one; else the one with more attempts begun, then
 *  with more of them answered. */
function deliveries(sorted: rows.Sorted): SQL {
  const rank = (row: SQL) => sql`(coalesce(${row}.settled_at, '-infinity'::timestamptz),
    ${row}.begun, ${row}.attempts)`
  return upsert(tables.deliveries, sorted.deliveries, {
    key: ['id'],
    rank,
    newer: sql`${rank(sql`excluded`)} >= ${rank(sql`t`)}`,
  })
}

/** Switches channels off, unless a person changed them since, and counts the configuration up. */
function channelsOff(sorted: rows.Sorted): SQL {
  return sql`
    with switched as (
      update ${tables.channels} as c
      set enabled = false, disabled_why = r.why, version = c.version + 1, updated_at = r.at
      from jsonb_to_recordset(${jsonOf(sorted.channelsOff)}::jsonb)
        as r(workspace text, channel text, why text, at timestamptz)
      where c.workspace = r.workspace and c.id = r.channel and c.enabled
        and c.updated_at <= r.at
      returning c.workspace, c.id, c.disabled_why
    ),
    counted as (
      update ${tables.workspaces} set config_version = config_version + 1
      where id in (select workspace from switched)
    )
    insert into ${tables.audit}
      (workspace, actor, actor_name, verb, noun, subject, before, after)
    select workspace, 'esonar', 'eSonar', 'switch off', 'channel', id, '{"enabled":true}',
      jsonb_build_object('enabled', false, 'disabledWhy', disabled_why) from switched`
}
