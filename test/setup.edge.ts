// What the shard inside workerd needs of the outside: the run's PostgreSQL behind the endpoint that
// Workers use, with two workspaces on record.
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEndpoint } from '../server/endpoint.ts'
import { startReceiver } from './fakes/receiver.ts'
import startDatabase from './setup.global.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The database of the shard, and the endpoint before it. */
    edgeDatabaseUrl: string
    edgeEndpointUrl: string
    /** A webhook receiver that takes everything. */
    edgeHookUrl: string
  }
}

/** The workspaces that tests configure; their checks are their own. */
export const edgeWorkspaces = ['acme00000001', 'rival0000002']

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server = ''
  const provide = ((key: 'postgresUrl', value: string) => {
    server = value
    project.provide(key, value)
  }) as TestProject['provide']
  const stopDatabase = await startDatabase({ provide } as TestProject)
  const url = server.replace(/\/esonar$/, '/esonar_template')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (const id of edgeWorkspaces)
    await client.query(
      `insert into workspaces (id, name, plan) values ($1, 'Edge', 'self-hosted')`,
      [id],
    )
  await client.end()
  const endpoint = await startEndpoint(url)
  project.provide('edgeDatabaseUrl', url)
  const receiver = await startReceiver()
  project.provide('edgeEndpointUrl', endpoint.url)
  project.provide('edgeHookUrl', receiver.url)
  return async () => {
    await receiver.close()
    await endpoint.stop()
    await stopDatabase()
  }
}
