// The doctor's look at the database, and at what it knows of channels.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { databaseOf } from './backup.ts'
import { amiss, broken, type Finding, fine } from './doctor.ts'
import { userOf } from './folder.ts'
import type { Settings } from './settings.ts'
import { pendingMigrations } from './upgrade.ts'

/** Reaches it, starting the embedded one where nobody has; looks at version, clock, migrations,
 *  channels. */
export async function lookAtDatabase(settings: Settings): Promise<Finding[]> {
  const { dataDir, databaseUrl } = settings
  const where = databaseUrl ? 'the database of DATABASE_URL' : 'the embedded PostgreSQL'
  if (!databaseUrl && !existsSync(join(dataDir, 'postgres')))
    return [fine('database', `${where} is made by the first start`)]
  const remedy = databaseUrl
    ? 'start it, or correct DATABASE_URL'
    : 'see the log of eSonar, and the room on the disk'
  try {
    const isRunning = userOf(dataDir) !== 0
    const { url, close } = databaseUrl
      ? { url: databaseUrl, close: async () => undefined }
      : await databaseOf(settings, isRunning)
    try {
      return [...(await lookAtServer(url, where)), await lookAtChannels(url)]
    } finally {
      await close()
    }
  } catch (fault) {
    const { code, message } = fault as { code?: string; message?: string }
    return [broken('database', `${where} does not answer (${code ?? message})`, remedy)]
  }
}

async function lookAtServer(url: string, where: string): Promise<Finding[]> {
  const { rows, ms } = await asked<{ version: number; now: string }>(
    url,
    `select current_setting('server_version_num')::int as version,
       (extract(epoch from now()) * 1000)::bigint as now`,
  )
  const { version, now } = rows[0]!
  const off = (Date.now() - Number(now)) / 1000
  const major = Math.floor(version / 10_000)
  const pending = await pendingMigrations(url)
  const server =
    major < 15
      ? broken('database', `PostgreSQL ${major} is too old`, 'use 15 or newer')
      : fine('database', `${where}, version ${major}, answers in ${ms.toFixed(0)} ms`)
  const clock = amiss('database clock', `${off.toFixed(1)} s from ours`, 'set both by NTP')
  const schema =
    pending.length === 0
      ? fine('schema', 'that of this version')
      : amiss('schema', `${pending.length} migrations to run`, 'esonar upgrade, or just start')
  return [server, ...(Math.abs(off) > 5 ? [clock] : []), schema]
}

async function lookAtChannels(url: string): Promise<Finding> {
  const there = await asked<{ name: string | null }>(url, "select to_regclass('channels') as name")
  if (!there.rows[0]?.name) return fine('channels', 'none yet')
  const { rows } = await asked<{ name: string; enabled: boolean; why: string | null }>(
    url,
    'select name, enabled, disabled_why as why from channels order by name',
  )
  const dead = await asked<{ n: number }>(
    url,
    `select count(*)::int as n from deliveries
     where state = 'dead' and settled_at > now() - interval '1 day'`,
  )
  return judgeChannels(rows, dead.rows[0]!.n)
}

/** Whether anybody would be told. */
export function judgeChannels(
  rows: readonly { name: string; enabled: boolean; why: string | null }[],
  dead: number,
): Finding {
  const of = 'channels'
  const off = rows.filter((one) => one.why !== null).map((one) => `${one.name} (${one.why})`)
  if (!rows.some((one) => one.enabled)) {
    const says = rows.length === 0 ? 'there are none' : 'all are switched off'
    return amiss(of, `${says}: nobody would be told`, 'add one on the page Channels')
  }
  if (off.length > 0)
    return amiss(of, `switched off by eSonar: ${off.join(', ')}`, 'see the page Channels')
  if (dead > 0)
    return amiss(of, `${dead} messages of the last day never arrived`, 'see the page Deliveries')
  return fine(of, `${rows.length}, nothing lost within a day`)
}

async function asked<T extends object>(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const begun = performance.now()
    const { rows } = await client.query<T>(sql)
    return { rows, ms: performance.now() - begun }
  } finally {
    await client.end().catch(() => undefined)
  }
}
