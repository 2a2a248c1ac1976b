// A PostgreSQL for the store's contract: a database of its own, migrated, behind the endpoint
// that the Workers use. The embedded server always; another when the environment names one.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Endpoint, startEndpoint } from '../../server/endpoint.ts'
import { migrate } from '../../server/migrate.ts'
import { type Postgres, startPostgres } from '../../server/postgres.ts'
import type { ArchiveItem } from '../../workers/ports.ts'
import { openArchive, openStores } from '../../workers/store/index.ts'

export const placeNames = process.env.ESONAR_TEST_DATABASE_URL
  ? (['embedded', 'given'] as const)
  : (['embedded'] as const)
export type PlaceName = (typeof placeNames)[number]

export type Place = Awaited<ReturnType<typeof openPlace>>

/** Opens a fresh database with all stores on it. `stop` leaves nothing behind. */
export async function openPlace(name: PlaceName) {
  const server = await serverOf(name)
  const database = `store_${randomBytes(6).toString('hex')}`
  await once(server.url, `create database ${database}`)
  const url = withDatabase(server.url, database)
  await Promise.all([migrate(url), migrate(url)])
  const endpoint = await startEndpoint(url)
  const settings = { url, fetchEndpoint: endpoint.url }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const refused: { item: ArchiveItem; fault: unknown }[] = []
  return {
    name,
    url,
    settings,
    ...openStores(settings),
    archive: openArchive({ ...settings, refused: (item, fault) => refused.push({ item, fault }) }),
    /** Items the archive left out, in order. */
    refused,
    /** Rows as `pg` gives them, beside the stores. */
    query: async (text: string, values: unknown[] = []) => (await client.query(text, values)).rows,
    stop: () => stopPlace(server, client, endpoint, database),
  }
}

async function stopPlace(server: Server, client: pg.Client, endpoint: Endpoint, database: string) {
  await client.end()
  await endpoint.stop()
  await once(server.url, `drop database ${database} with (force)`)
  await server.stop()
}

interface Server {
  url: string
  stop(): Promise<void>
}

async function serverOf(name: PlaceName): Promise<Server> {
  const given = process.env.ESONAR_TEST_DATABASE_URL
  if (name === 'given' && given) return { url: given, stop: async () => {} }
  const shared = sharedUrl()
  if (shared) return { url: shared, stop: async () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'esonar-store-'))
  const postgres: Postgres = await startPostgres({ dataDir: folder })
  const stop = async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { url: postgres.url, stop }
}

/** The server that the whole run shares, when the run has one. */
function sharedUrl(): string | undefined {
  return inject('postgresUrl' as never) as string | undefined
}

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}
