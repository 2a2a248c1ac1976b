// Database and shard state in one file, while eSonar runs. The order makes it whole: shards first,
// because what they still owe the database may only be there twice, never not at all; then the
// database as it is at one moment; then the snapshots, which know the newest keys and addresses.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { backup as copyDatabase, DatabaseSync } from 'node:sqlite'
import { writeArchive } from './archive.ts'
import { dumpRows, type Layout } from './database-copy.ts'
import { layoutVersion, openFolder, startedAt, userOf } from './folder.ts'
import { directUrl } from './migrate.ts'
import { runningUrl, startPostgres } from './postgres.ts'
import { Refusal } from './refusal.ts'
import type { Settings } from './settings.ts'
import { version } from './variables.ts'

/** PERSISTED CONTRACT: the first entry of a backup. */
export interface Manifest {
  format: 1
  esonar: string
  createdAt: string
  layout: number
}

export const manifestName = 'manifest.json'
/** The last one of ours: what the rows are rows of. */
export const layoutName = 'database.json'
export const snapshotsName = 'snapshots.json'
/** Files of the folder that hold secrets; the rest is made again by itself. */
export const keptFiles = ['auth', 'seal', 'signing', 'launcher']

export interface Backup {
  path: string
  bytes: number
  rows: number
  shards: number
  wasRunning: boolean
}

type BackupOf = Pick<Settings, 'dataDir' | 'databaseUrl'>

/** Writes a backup to a new file, or into a folder under a name of its own. */
export async function makeBackup(settings: BackupOf, to: string, now: Date): Promise<Backup> {
  const { dataDir } = settings
  if (!existsSync(join(dataDir, 'layout')))
    throw new Refusal(`There is no eSonar in ${dataDir}; name its folder in ESONAR_DATA.`)
  const stamp = now.toISOString().slice(0, 19).replaceAll(':', '')
  const isFolder = existsSync(to) && statSync(to).isDirectory()
  const path = isFolder ? join(to, `esonar-${stamp}Z.backup`) : to
  if (existsSync(path)) throw new Refusal(`${path} is there already; name another file.`)
  const wasRunning = userOf(dataDir) !== 0
  const { url, close } = await databaseOf(settings, wasRunning)
  const counted = { rows: 0, shards: 0 }
  try {
    const bytes = await writeArchive(path, async (add) => {
      const manifest: Manifest = {
        format: 1,
        esonar: version(),
        createdAt: now.toISOString(),
        layout: layoutVersion,
      }
      await add(manifestName, json(manifest))
      for (const name of keptFiles) {
        if (existsSync(join(dataDir, name))) await add(name, readFileSync(join(dataDir, name)))
      }
      counted.shards = await addShards(dataDir, add)
      const layout: Layout = await dumpRows(directUrl(url), async (table, part, lines) => {
        counted.rows += lines.split('\n').length - 1
        await add(`rows/${table}/${String(part).padStart(6, '0')}`, Buffer.from(lines))
      })
      await add(layoutName, json(layout))
      await add(snapshotsName, json(snapshotsIn(join(dataDir, 'workerd', 'kv'))))
    })
    return { path, bytes, ...counted, wasRunning }
  } finally {
    await close()
  }
}

/** The database of a folder, to be closed: that of the eSonar which runs there, or one started for this. */
export async function databaseOf({ dataDir, databaseUrl }: BackupOf, isRunning: boolean) {
  if (isRunning) return { url: databaseUrl ?? runningUrl(join(dataDir, 'postgres')), close: quiet }
  const folder = openFolder(dataDir)
  if (databaseUrl) return { url: databaseUrl, close: async () => folder.unlock() }
  try {
    const postgres = await startPostgres({ dataDir: folder.sub('postgres') })
    const close = async () => {
      await postgres.stop()
      folder.unlock()
    }
    return { url: postgres.url, close }
  } catch (fault) {
    folder.unlock()
    throw fault
  }
}

const quiet = async () => undefined
const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`)

/** Each database of workerd's as SQLite copies it while others write. Answers how many are shards. */
async function addShards(
  dataDir: string,
  add: (name: string, body: Buffer) => Promise<void>,
): Promise<number> {
  const objects = join(dataDir, 'workerd', 'objects')
  if (!existsSync(objects)) return 0
  const files = readdirSync(objects, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sqlite'))
    .toSorted()
  sweep(dataDir)
  const place = join(dataDir, `${copying}${process.pid}`)
  mkdirSync(place, { mode: 0o700 })
  try {
    for (const name of files) {
      const copy = join(place, 'copy.sqlite')
      const source = new DatabaseSync(join(objects, name), { readOnly: true })
      try {
        await copyDatabase(source, copy)
      } finally {
        source.close()
      }
      await add(`objects/${name}`, readFileSync(copy))
      rmSync(copy)
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
  return files.filter((name) => /^hub-Shard\b/.test(name) && !/metadata/.test(name)).length
}

const copying = 'copying-'

/** Takes away what backups that were killed left behind. */
function sweep(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (!name.startsWith(copying)) continue
    const pid = Number(name.slice(copying.length))
    if (pid === process.pid || startedAt(pid) === '')
      rmSync(join(dataDir, name), { recursive: true, force: true })
  }
}

/** What the KV of workerd holds, by key, in base64. One that goes meanwhile is gone. */
function snapshotsIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {}
  return Object.fromEntries(
    readdirSync(folder).flatMap((name) => {
      try {
        return [[name, readFileSync(join(folder, name)).toString('base64')]]
      } catch {
        return []
      }
    }),
  )
}
