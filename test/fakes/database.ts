// A database of one's own on a PostgreSQL that runs already.
import { randomBytes } from 'node:crypto'
import pg from 'pg'

export interface Database {
  url: string
  /** Takes it away, whoever is still in it. */
  drop(): Promise<void>
}

/** Makes one: empty, or as the database `template` of the same server is. */
export async function makeDatabase(server: string, template?: string): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await once(server, `create database ${name}${template ? ` template ${template}` : ''}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => once(server, `drop database ${name} with (force)`) }
}

async function once(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(text).finally(() => client.end())
}
