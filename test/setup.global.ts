// One embedded PostgreSQL per test run, with a migrated template database: a test file that needs
// a database copies the template in some milliseconds.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '../server/migrate.ts'
import { startPostgres } from '../server/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Administrator's address of the run's PostgreSQL; the template is `esonar_template`. */
    postgresUrl: string
  }
}

export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-test-'))
  const postgres = await startPostgres({ dataDir: folder })
  await sql(postgres.url, 'create database esonar_template')
  await migrate(postgres.url.replace(/\/esonar$/, '/esonar_template'))
  provide('postgresUrl', postgres.url)
  return async () => {
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function sql(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text)
  await client.end()
}
