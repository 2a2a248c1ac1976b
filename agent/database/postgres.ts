// PostgreSQL: its own figures, and streaming or logical replication.
import pg from 'pg'
import type { ServerReading } from '../../workers/domain/host/database.ts'
import type { DatabaseSettings } from '../../workers/domain/host/database-settings.ts'
import type { Beat, ReplicaReading } from '../../workers/domain/host/replication.ts'
import { within } from '../host/collector.ts'
import { Beats } from './beat.ts'
import type { DatabaseLook, Looker } from './index.ts'

const askMs = 5_000

/** Looks into one PostgreSQL server, with a connection of its own that is kept. */
export function postgresLook(): Looker {
  const server = new Connection()
  const primary = new Connection()
  const beats = new Beats()
  let conflicts: { at: number; count: number } | null = null
  return {
    async look(settings, now): Promise<DatabaseLook> {
      const client = await server.get(settings.url)
      try {
        const figures = await figuresOf(client)
        const { conflictCount, ...rest } = figures
        const before = conflicts
        conflicts = { at: now, count: conflictCount }
        const conflictsPerMinute =
          settings.replica && before && now > before.at
            ? Math.max(0, ((conflictCount - before.count) * 60_000) / (now - before.at))
            : null
        const beat = await beatOf(settings, { client, primary, beats, now })
        const replica = settings.replica ? await replicaOf(client, beat) : null
        return { server: { ...rest, conflictsPerMinute }, replica }
      } catch (fault) {
        await server.drop()
        throw fault
      }
    },
    async close() {
      await Promise.allSettled([server.drop(), primary.drop()])
    },
  }
}

class Connection {
  private client: pg.Client | null = null

  async get(url: string): Promise<pg.Client> {
    if (this.client) return this.client
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: askMs,
      query_timeout: askMs,
      statement_timeout: askMs,
      application_name: 'esonar-agent',
    })
    client.on('error', () => {
      if (this.client === client) this.client = null
    })
    await within(askMs + 1_000, client.connect()).catch((fault: unknown) => {
      client.end().catch(() => undefined)
      throw fault
    })
    this.client = client
    return client
  }

  async drop(): Promise<void> {
    const { client } = this
    this.client = null
    await client?.end().catch(() => undefined)
  }
}

const figuresQuery = `
select
  (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used,
  current_setting('max_connections')::int as max,
  (select max(age(datfrozenxid))::float8 from pg_database) as xid_age,
  coalesce((select sum(confl_snapshot + confl_lock + confl_bufferpin + confl_deadlock + confl_tablespace)
    from pg_stat_database_conflicts), 0)::float8 as conflicts,
  pg_is_in_recovery() as in_recovery`

const longestQuery = `
select extract(epoch from now() - xact_start)::float8 as seconds,
  coalesce(nullif(application_name, ''), usename::text, '') as who
from pg_stat_activity
where xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend'
order by xact_start limit 1`

const slotsQuery = `
select slot_name as name, active, coalesce(wal_status = 'lost', false) as lost,
  pg_wal_lsn_diff(
    case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end,
    restart_lsn)::float8 as kept
from pg_replication_slots where not temporary`

/** Transaction ids before PostgreSQL refuses to begin another. */
const wraparoundAt = 2 ** 31 - 3_000_000

type Figures = Omit<ServerReading, 'conflictsPerMinute'> & { conflictCount: number }

async function figuresOf(client: pg.Client): Promise<Figures> {
  const { rows } = await client.query(figuresQuery)
  const longest = (await client.query(longestQuery)).rows[0]
  const slots = (await client.query(slotsQuery)).rows
  const [one] = rows
  return {
    connections: { used: one.used, max: one.max },
    longestTransaction: longest ? { seconds: longest.seconds, who: longest.who } : null,
    wraparoundPercent: (one.xid_age / wraparoundAt) * 100,
    slots: slots.map((slot) => ({
      name: slot.name,
      bytes: slot.kept === null ? null : Math.max(0, slot.kept),
      isActive: slot.active,
      isLost: slot.lost,
    })),
    conflictCount: one.conflicts,
  }
}

const streamingQuery = `
select pg_is_in_recovery() as replica,
  (select status from pg_stat_wal_receiver) as receiver,
  (select extract(epoch from now() - latest_end_time)::float8 from pg_stat_wal_receiver) as heard,
  case when pg_is_in_recovery() then pg_is_wal_replay_paused() end as paused,
  case when pg_is_in_recovery()
    then pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 end as bytes,
  extract(epoch from now() - pg_last_xact_replay_timestamp())::float8 as seconds`

const subscriptionQuery = `
select s.subname as name, s.subenabled as enabled, st.pid is not null as working,
  extract(epoch from now() - st.latest_end_time)::float8 as heard,
  pg_wal_lsn_diff(st.received_lsn, st.latest_end_lsn)::float8 as bytes
from pg_subscription s
left join pg_stat_subscription st on st.subid = s.oid and st.relid is null`

async function replicaOf(client: pg.Client, beat: Beat | null): Promise<ReplicaReading> {
  const [one] = (await client.query(streamingQuery)).rows
  if (one.replica !== true) {
    const subscriptions = await client.query(subscriptionQuery).catch(() => null)
    return logicalOf(subscriptions?.rows ?? [], beat)
  }
  const isStreaming = one.receiver === 'streaming'
  return {
    isReplica: true,
    link: isStreaming ? 'up' : 'down',
    linkText: isStreaming ? null : one.receiver === null ? 'no receiver' : String(one.receiver),
    isApplying: one.paused !== true,
    applyText: one.paused === true ? 'replay is paused' : null,
    lagBytes: one.bytes === null ? null : Math.max(0, one.bytes),
    lagSeconds: one.seconds,
    beat,
  }
}

interface Subscription {
  name: string
  enabled: boolean
  working: boolean
  bytes: number | null
}

/** A subscriber: the worst of its subscriptions. */
function logicalOf(all: readonly Subscription[], beat: Beat | null): ReplicaReading {
  const off = all.find((one) => !one.enabled)
  const idle = all.find((one) => one.enabled && !one.working)
  const nothing = { lagBytes: null, lagSeconds: null, beat }
  if (all.length === 0) {
    return {
      isReplica: false,
      link: null,
      linkText: null,
      isApplying: null,
      applyText: null,
      ...nothing,
    }
  }
  const bytes = all.flatMap((one) => one.bytes ?? [])
  return {
    isReplica: true,
    link: idle ? 'down' : 'up',
    linkText: idle ? `nobody works for subscription ${idle.name}` : null,
    isApplying: off === undefined,
    applyText: off ? `subscription ${off.name} is switched off` : null,
    ...nothing,
    lagBytes: bytes.length > 0 ? Math.max(0, ...bytes) : null,
  }
}

interface BeatWork {
  client: pg.Client
  primary: Connection
  beats: Beats
  now: number
}

const makeTable = `create table if not exists esonar_heartbeat (
  name text primary key, beat bigint not null, at timestamptz not null default now())`
const writeBeat = `insert into esonar_heartbeat (name, beat) values ($1, $2)
  on conflict (name) do update set beat = excluded.beat, at = now()`

/** Null: no heartbeat is asked for, or it is not known where to write it. */
async function beatOf(settings: DatabaseSettings, work: BeatWork): Promise<Beat | null> {
  const { replica, heartbeat, primaryUrl, name } = settings
  if (!replica || !heartbeat || primaryUrl === null) return null
  const { client, primary, beats, now } = work
  const write = async (beat: number) => {
    try {
      const there = await primary.get(primaryUrl)
      try {
        await there.query(writeBeat, [name, beat])
      } catch (fault) {
        if ((fault as { code?: string }).code !== '42P01') throw fault
        await there.query(makeTable)
        await there.query(writeBeat, [name, beat])
      }
    } catch (fault) {
      await primary.drop()
      throw fault
    }
  }
  const read = async () => {
    try {
      const { rows } = await client.query('select beat from esonar_heartbeat where name = $1', [
        name,
      ])
      return rows[0] ? Number(rows[0].beat) : null
    } catch (fault) {
      // The table has not come either.
      if ((fault as { code?: string }).code === '42P01') return null
      throw fault
    }
  }
  return beats.turn(now, write, read)
}
