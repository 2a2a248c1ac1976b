// The schema as the migrations leave it, on every PostgreSQL: the golden text, the rows it
// refuses by name, and migrations run from several places at once.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateDrizzleJson, generateMigration } from 'drizzle-kit/api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as tables from '../../schema/index.ts'
import { printSchema } from '../../schema/print.ts'
import { migrate } from '../../server/migrate.ts'
import { createDatabase, openPlace, type Place, placeNames } from './store-place.ts'

const goldenFile = join(import.meta.dirname, '..', '..', 'schema', 'schema.sql')
const ws = 'acme00000001'
const at = '2026-11-24T11:00:00Z'

/** A row each table takes; the refusals below spoil one thing each. */
const good: Record<string, Record<string, unknown>> = {
  workspaces: { id: 'fresh0000001', name: 'Fresh', plan: 'free' },
  members: { workspace: ws, user_id: 'u1', role: 'owner' },
  api_keys: {
    id: `key_${ws}_1`,
    workspace: ws,
    name: 'k',
    prefix: 'esn_ab',
    hash: 'h'.repeat(43),
    role: 'member',
  },
  idempotency: { workspace: ws, key: 'k', body_hash: 'h', begun_at: at, status: 201, body: '{}' },
  policies: {
    v: 1,
    id: `pol_${ws}_one`,
    workspace: ws,
    version: 1,
    name: 'One',
    is_default: true,
    steps: '[]',
    settings: '{}',
  },
  checks: {
    v: 1,
    id: `chk_${ws}_one`,
    workspace: ws,
    version: 1,
    type: 'http',
    name: 'One',
    interval_seconds: 60,
    timeout_ms: 10_000,
    confirm_seconds: 15,
    recover_seconds: 30,
    regional_seconds: 300,
    patience_seconds: 24,
    paused: false,
    down_level: 'critical',
    tags: [],
    settings: '{}',
    created_at: at,
    updated_at: at,
  },
  channels: {
    v: 1,
    id: `chn_${ws}_one`,
    workspace: ws,
    version: 1,
    type: 'webhook',
    name: 'One',
    enabled: true,
    levels: ['critical'],
    settings: '{}',
    created_at: at,
    updated_at: at,
  },
  pages: {
    v: 1,
    id: `pag_${ws}_one`,
    workspace: ws,
    version: 1,
    slug: 'one',
    title: 'One',
    is_public: true,
    settings: '{}',
  },
  schedules: {
    v: 1,
    id: `sch_${ws}_one`,
    workspace: ws,
    version: 1,
    name: 'Web',
    time_zone: 'UTC',
    settings: '{}',
  },
  silences: { v: 1, id: `sil_${ws}_one`, workspace: ws, version: 1, until: at, settings: '{}' },
  calendar_feeds: { workspace: ws, kind: 'schedule', subject: 's', hash: 'h'.repeat(64) },
  maintenance: { id: 'm1', workspace: ws, starts_at: at, ends_at: '2026-11-24T12:00:00Z' },
  samples: {
    v: 1,
    workspace: ws,
    check_id: 'c',
    location: 'weur',
    hour: at,
    n: 2,
    offsets: [0, 3599],
    latencies: [0, 120],
    outcomes: [0, 4],
  },
  failing_probes: { workspace: ws, check_id: 'c', at, round: 1, location: 'weur', body: '{}' },
  suspicions: {
    id: `sus_${ws}_one`,
    workspace: ws,
    check_id: 'c',
    started_at: at,
    outcome: 'open',
    body: '{}',
  },
  incidents: {
    id: `inc_${ws}_one`,
    workspace: ws,
    check_id: 'c',
    kind: 'down',
    incident_group: 'health',
    level: 'critical',
    started_at: at,
    opened_at: at,
    sequence: 1,
    body: '{}',
  },
  rounds: { workspace: ws, check_id: 'c', number: 1, started_at: at, answers: 3, body: '{}' },
  deliveries: {
    id: `dlv_${ws}_one`,
    workspace: ws,
    channel: 'c',
    level: 'critical',
    state: 'pending',
    created_at: at,
    begun: 0,
    attempts: 0,
    body: '{}',
  },
  shard_assignments: { workspace: ws, shard: 'shard-1', reserved: 50 },
}

const impossible: [table: string, spoiled: Record<string, unknown>, constraint: string][] = [
  ['workspaces', { id: 'Fresh_1' }, 'workspaces_id_shape'],
  ['workspaces', { config_version: 0 }, 'workspaces_version_positive'],
  ['members', { role: 'god' }, 'members_role_known'],
  ['members', { user_id: 'nobody' }, 'members_user_id_user_id_fk'],
  ['api_keys', { id: 'key_other0000001_1' }, 'api_keys_id_own'],
  ['api_keys', { hash: 'short' }, 'api_keys_hash_present'],
  ['idempotency', { body: null }, 'idempotency_whole'],
  ['idempotency', { status: 9 }, 'idempotency_status_range'],
  ['policies', { id: 'pol_other0000001_1' }, 'policies_id_own'],
  ['policies', { steps: '{}' }, 'policies_steps_list'],
  ['policies', { remind_every_minutes: 0 }, 'policies_reminder_positive'],
  ['checks', { id: 'chk_other0000001_1' }, 'checks_id_own'],
  ['checks', { id: `chn_${ws}_1` }, 'checks_id_own'],
  ['checks', { policy: 'pol_other0000001_default' }, 'checks_policy_own'],
  ['checks', { policy: `pol_${ws}_none` }, 'checks_policy_policies_id_fk'],
  [
    'checks',
    { workspace: 'nobody000001', id: 'chk_nobody000001_1' },
    'checks_workspace_workspaces_id_fk',
  ],
  ['checks', { version: 0 }, 'checks_version_positive'],
  ['checks', { name: '' }, 'checks_name_present'],
  ['checks', { interval_seconds: 9 }, 'checks_interval_range'],
  ['checks', { timeout_ms: 0 }, 'checks_timeout_range'],
  ['checks', { slow_after_ms: -1 }, 'checks_slow_range'],
  ['checks', { confirm_seconds: -1 }, 'checks_confirm_range'],
  ['checks', { recover_seconds: 86_401 }, 'checks_recover_range'],
  ['checks', { regional_seconds: -1 }, 'checks_regional_range'],
  ['checks', { patience_seconds: -1 }, 'checks_patience_range'],
  ['checks', { locations: [] }, 'checks_locations_some'],
  ['checks', { down_level: 'loud' }, 'checks_level_known'],
  ['checks', { settings: '[]' }, 'checks_settings_object'],
  ['channels', { id: 'chn_other0000001_1' }, 'channels_id_own'],
  ['channels', { levels: ['loud'] }, 'channels_levels_known'],
  ['channels', { levels: [null] }, 'channels_levels_known'],
  ['channels', { disabled_why: 'gone' }, 'channels_why_when_off'],
  ['pages', { slug: 'No Slug' }, 'pages_slug_shape'],
  ['schedules', { id: 'sch_other0000001_1' }, 'schedules_id_own'],
  ['schedules', { settings: '[]' }, 'schedules_settings_object'],
  ['silences', { id: 'sil_other0000001_1' }, 'silences_id_own'],
  ['silences', { version: 0 }, 'silences_version_positive'],
  ['calendar_feeds', { kind: 'team' }, 'calendar_feeds_kind_known'],
  ['calendar_feeds', { hash: 'short' }, 'calendar_feeds_hash_present'],
  ['maintenance', { ends_at: at }, 'maintenance_forward'],
  ['samples', { hour: '2026-11-24T11:30:00Z' }, 'samples_whole_hour'],
  ['samples', { n: 0, offsets: [], latencies: [], outcomes: [] }, 'samples_in_step'],
  ['samples', { latencies: [1] }, 'samples_in_step'],
  ['samples', { latencies: [1, null] }, 'samples_in_step'],
  ['samples', { offsets: [0, 3600] }, 'samples_offsets_range'],
  ['samples', { latencies: [0, -1] }, 'samples_latencies_range'],
  ['samples', { outcomes: [0, 5] }, 'samples_outcomes_known'],
  ['failing_probes', { round: -1 }, 'failing_probes_round_positive'],
  ['suspicions', { ended_at: at }, 'suspicions_open_has_no_end'],
  ['suspicions', { outcome: 'avoided', ended_at: at }, 'suspicions_avoided_says_why'],
  ['suspicions', { outcome: 'incident', ended_at: at }, 'suspicions_incident_named'],
  ['suspicions', { outcome: 'maybe', ended_at: at }, 'suspicions_outcome_known'],
  ['incidents', { id: 'inc_other0000001_1' }, 'incidents_id_own'],
  ['incidents', { check_id: null }, 'incidents_about_something'],
  ['incidents', { kind: 'certificate' }, 'incidents_kind_in_group'],
  ['incidents', { level: 'loud' }, 'incidents_level_known'],
  ['incidents', { resolved_at: at }, 'incidents_end_says_how'],
  ['incidents', { downtime_seconds: 5 }, 'incidents_downtime_at_end'],
  ['incidents', { acknowledged_at: at }, 'incidents_acknowledged_whole'],
  ['incidents', { sequence: 0 }, 'incidents_sequence_positive'],
  ['rounds', { answers: -1 }, 'rounds_number_positive'],
  ['deliveries', { state: 'sent' }, 'deliveries_settled_when_over'],
  ['deliveries', { state: 'lost', settled_at: at }, 'deliveries_state_known'],
  ['deliveries', { begun: -1 }, 'deliveries_counts_positive'],
  ['shard_assignments', { reserved: 513 }, 'shard_assignments_room'],
]

it('has a migration for all that the tables say', async () => {
  const folder = join(import.meta.dirname, '..', '..', 'schema', 'migrations', 'meta')
  const journal = JSON.parse(readFileSync(join(folder, '_journal.json'), 'utf8'))
  const last = String(journal.entries.at(-1).idx).padStart(4, '0')
  const laid = JSON.parse(readFileSync(join(folder, `${last}_snapshot.json`), 'utf8'))
  expect(await generateMigration(laid, generateDrizzleJson(tables, laid.id))).toEqual([])
})

describe.each(placeNames)('schema on the %s PostgreSQL', (name) => {
  let place: Place
  beforeAll(async () => {
    place = await openPlace(name)
    await place.query(
      `insert into "user" (id, name, email) values ('u1', 'Ana', 'ana@example.com')`,
    )
    await place.query(`insert into workspaces (id, name, plan) values ($1, 'Acme', 'free')`, [ws])
    await place.query(`insert into shards (id) values ('shard-1')`)
    await place.query(`select ensure_samples_partition('2026-11-24')`)
  }, 30_000)
  afterAll(() => place?.stop())

  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row)
    const marks = names.map((_, index) => `$${index + 1}`)
    const text = `insert into ${table} (${names.join(', ')}) values (${marks.join(', ')})`
    return place.query(text, Object.values(row))
  }

  it('is the golden text', async () => {
    const printed = await printSchema(place.query)
    if (process.env.UPDATE && name === 'embedded') writeFileSync(goldenFile, printed)
    expect(printed).toBe(readFileSync(goldenFile, 'utf8'))
  })

  it('names the query of every index', async () => {
    const printed = await printSchema(place.query)
    const silent = printed.match(/^CREATE (UNIQUE )?INDEX .*;$/gm)
    expect(silent).toBeNull()
  })

  it('is laid once when several install at once, and then nothing is left to do', async () => {
    const { url, drop } = await createDatabase(name, false)
    try {
      const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
      expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
      expect(applied.flat()[0]).toBe('0000_accounts')
      expect(await migrate(url)).toEqual([])
    } finally {
      await drop()
    }
  })

  it.each(Object.keys(good))('takes a right row of %s', async (table) => {
    await place.query('begin')
    await insert(table, good[table]!)
    await place.query('rollback')
  })

  it.each(impossible)('refuses %s with %o: %s', async (table, spoiled, constraint) => {
    const refusal = insert(table, { ...good[table], ...spoiled })
    await expect(refusal).rejects.toMatchObject({ constraint })
  })

  it('refuses a second open incident of a check and group, and takes one of another', async () => {
    await place.query('begin')
    await insert('incidents', good.incidents!)
    const other = { ...good.incidents, kind: 'certificate', incident_group: 'certificate' }
    await insert('incidents', { ...other, id: `inc_${ws}_certificate` })
    const second = insert('incidents', { ...good.incidents, id: `inc_${ws}_two`, kind: 'slow' })
    await expect(second).rejects.toMatchObject({ constraint: 'incidents_one_open_of_check' })
    await place.query('rollback')
  })

  it('makes months as they come and drops those that are over', async () => {
    const months = async () => {
      const rows = await place.query(`select inhrelid::regclass::text as name from pg_inherits
        where inhparent = 'samples'::regclass order by 1`)
      return rows.map((row) => row.name)
    }
    const [made] = await place.query(`select ensure_samples_partition('2026-12-31') as made`)
    const [again] = await place.query(`select ensure_samples_partition('2026-12-01') as made`)
    expect([made.made, again.made]).toEqual([true, false])
    expect(await months()).toEqual(['samples_2026_11', 'samples_2026_12'])
    await place.query(`select drop_samples_partitions_before('2026-12-15')`)
    expect(await months()).toEqual(['samples_2026_12'])
    const absurd = place.query(`select ensure_samples_partition('1970-01-01')`)
    await expect(absurd).rejects.toMatchObject({ code: '23514' })
    await place.query(`select ensure_samples_partition('2026-11-24')`)
  })
})
