// A backup becomes a data folder again: beside its place, and moved there when it is whole. What was
// there before is kept under another name.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { readArchive } from './archive.ts'
import { keptFiles, layoutName, type Manifest, manifestName, snapshotsName } from './backup.ts'
import { emptyDatabase, type Layout, loadRows, tablesIn } from './database-copy.ts'
import { layoutVersion, userOf } from './folder.ts'
import { directUrl, migrate, migrationNames } from './migrate.ts'
import { startPostgres } from './postgres.ts'
import { Refusal } from './refusal.ts'
import type { Settings } from './settings.ts'

export interface Restored {
  manifest: Manifest
  rows: number
  /** Where what was there before lies now; null: there was nothing. */
  before: string | null
}

/** Reads a backup through and through; throws a Refusal where it is not whole, or too new. */
export async function checkBackup(path: string): Promise<{ manifest: Manifest; layout: Layout }> {
  let manifest: Manifest | null = null
  let layout: Layout | null = null
  for await (const { name, body } of readArchive(path)) {
    if (name === manifestName) manifest = JSON.parse(body.toString()) as Manifest
    if (name === layoutName) layout = JSON.parse(body.toString()) as Layout
  }
  if (!manifest || !layout) throw new Refusal(`${path} is no backup of eSonar.`)
  const known = new Set(migrationNames().map(([when]) => when))
  const newer = layout.migrations.some((one) => !known.has(one))
  if (manifest.format !== 1 || manifest.layout > layoutVersion || newer) {
    throw new Refusal(
      `${path} was made by a newer eSonar (${manifest.esonar}); update this one first.`,
    )
  }
  return { manifest, layout }
}

/** Puts a backup in place. Nothing is touched before all of it has been read once. */
export async function restoreBackup(
  { dataDir, databaseUrl }: Pick<Settings, 'dataDir' | 'databaseUrl'>,
  path: string,
  force: boolean,
  now: Date,
): Promise<Restored> {
  const user = userOf(dataDir)
  if (user !== 0)
    throw new Refusal(`eSonar (process ${user}) is running on ${dataDir}; stop it first.`)
  const isTaken = existsSync(dataDir) && readdirSync(dataDir).length > 0
  if (isTaken && !force) {
    throw new Refusal(
      `${dataDir} is not empty; name another folder in ESONAR_DATA, or say --force: what is there is kept beside it.`,
    )
  }
  const { manifest, layout } = await checkBackup(path)
  if (databaseUrl) await makeRoom(directUrl(databaseUrl), force)
  const place = `${dataDir}.restoring`
  rmSync(place, { recursive: true, force: true })
  mkdirSync(place, { recursive: true, mode: 0o700 })
  try {
    const rows = await fill(place, databaseUrl, path, layout)
    writeFileSync(join(place, 'layout'), `${manifest.layout}\n`)
    const stamp = now.toISOString().slice(0, 19).replaceAll(':', '')
    const before = isTaken ? `${dataDir}.before-${stamp}Z` : null
    if (before) renameSync(dataDir, before)
    else rmSync(dataDir, { recursive: true, force: true })
    renameSync(place, dataDir)
    return { manifest, rows, before }
  } catch (fault) {
    rmSync(place, { recursive: true, force: true })
    throw fault
  }
}

async function makeRoom(databaseUrl: string, force: boolean): Promise<void> {
  if ((await tablesIn(databaseUrl)) === 0) return
  if (force) return emptyDatabase(databaseUrl)
  throw new Refusal(
    'The database of DATABASE_URL is not empty; give an empty one, or say --force: all its tables are dropped then.',
  )
}

async function fill(
  place: string,
  databaseUrl: string | null,
  path: string,
  layout: Layout,
): Promise<number> {
  const postgres = databaseUrl ? null : await startPostgres({ dataDir: join(place, 'postgres') })
  try {
    const url = directUrl(databaseUrl ?? postgres!.url)
    await migrate(url, new Set(layout.migrations))
    const loader = await loadRows(url, layout)
    try {
      const rows = await unpack(place, path, layout, loader)
      await loader.done()
      return rows
    } finally {
      await loader.close()
    }
  } finally {
    await postgres?.stop()
  }
}

async function unpack(
  place: string,
  path: string,
  layout: Layout,
  loader: Awaited<ReturnType<typeof loadRows>>,
): Promise<number> {
  const tables = new Set(layout.tables)
  let rows = 0
  for await (const { name, body } of readArchive(path)) {
    const [first = '', second = ''] = name.split('/')
    if (keptFiles.includes(name)) writeFileSync(join(place, name), body, { mode: 0o600 })
    else if (first === 'rows' && tables.has(second)) {
      const lines = body.toString()
      rows += lines.split('\n').length - 1
      await loader.rows(second, lines)
    } else if (first === 'objects') put(join(place, 'workerd', 'objects'), name.slice(8), body)
    else if (name === snapshotsName) {
      const kept = JSON.parse(body.toString()) as Record<string, string>
      for (const [key, text] of Object.entries(kept))
        put(join(place, 'workerd', 'kv'), key, Buffer.from(text, 'base64'))
    }
  }
  return rows
}

/** A file below a folder, and never beside it, whatever its name says. */
function put(folder: string, name: string, body: Buffer): void {
  const path = resolve(folder, name)
  if (!path.startsWith(`${resolve(folder)}${sep}`))
    throw new Refusal(`The backup holds a file with a name that leads out of it: ${name}.`)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, body, { mode: 0o600 })
}
