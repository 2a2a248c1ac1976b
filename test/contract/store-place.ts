// A PostgreSQL for the store's contract: a database of its own, migrated, behind the endpoint
// that the Workers use. The run's embedded server always; another when the environment names one.
import pg from 'pg'
import { inject } from 'vitest'
import { startEndpoint } from '../../server/endpoint.ts'
import { migrate } from '../../server/migrate.ts'
import type { ArchiveItem } from '../../workers/ports.ts'
import { openArchive, openStores } from '../../workers/store/index.ts'
import { type Database, makeDatabase } from '../fakes/database.ts'

export const placeNames = process.env.ESONAR_TEST_DATABASE_URL
  ? (['embedded', 'given'] as const)
  : (['embedded'] as const)
export type PlaceName = (typeof placeNames)[number]

export type Place = Awaited<ReturnType<typeof openPlace>>

/** Opens a fresh database with all stores on it. `stop` leaves nothing behind. */
export async function openPlace(name: PlaceName) {
  const { url, drop } = await createDatabase(name, name === 'embedded')
  if (name === 'given') await migrate(url)
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
    stop: async () => {
      await client.end()
      await endpoint.stop()
      await drop()
    },
  }
}

/** A database of one's own, empty or with the schema as the run's template has it. */
export function createDatabase(name: PlaceName, fromTemplate: boolean): Promise<Database> {
  const server = name === 'embedded' ? inject('postgresUrl') : process.env.ESONAR_TEST_DATABASE_URL!
  return makeDatabase(server, fromTemplate ? 'esonar_template' : undefined)
}
