// A small endpoint on loopback that speaks the HTTP protocol of Neon's serverless driver in front
// of any PostgreSQL, so that Workers use one driver everywhere. The password in the connection
// string is compared: a probe that POSTs to loopback cannot run SQL.
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

export interface Endpoint {
  port: number
  url: string
  stop(): Promise<void>
}

interface Query {
  query: string
  params?: unknown[]
}
type Asked = Query | { queries: Query[] }

const bodyBytesMax = 64 * 1024 * 1024
const isolations: Record<string, string> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
}
const rawTypes = {
  getTypeParser: () => (value: string) => value,
} as unknown as pg.CustomTypesConfig
const errorFields = [
  'message',
  'severity',
  'code',
  'detail',
  'hint',
  'position',
  'internalPosition',
  'internalQuery',
  'where',
  'schema',
  'table',
  'column',
  'dataType',
  'constraint',
  'file',
  'line',
  'routine',
] as const

/** Starts the endpoint for one database. `connectionMax`: connections held at most. */
export async function startEndpoint(databaseUrl: string, connectionMax = 10): Promise<Endpoint> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionMax, types: rawTypes })
  pool.on('error', () => undefined)
  // One that breaks under a query says so beside the query's own fault; unheard, it ends us all.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const server = createServer((request, response) => {
    serve(request, response, pool, databaseUrl).catch((fault: unknown) => {
      answer(response, 500, { message: String(fault) })
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as AddressInfo).port
  return {
    port,
    url: `http://127.0.0.1:${port}/sql`,
    stop: async () => {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await pool.end()
    },
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  pool: pg.Pool,
  databaseUrl: string,
): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/sql')
    return answer(response, 404, { message: 'not here' })
  if (!sameDatabase(String(request.headers['neon-connection-string'] ?? ''), databaseUrl)) {
    return answer(response, 400, { message: 'password authentication failed', code: '28P01' })
  }
  const asked = JSON.parse(await readBody(request)) as Asked
  const client = await pool.connect()
  try {
    const result =
      'queries' in asked
        ? { results: await batch(client, asked.queries, request) }
        : await one(client, asked)
    answer(response, 200, result)
  } catch (fault) {
    answer(response, ...problemOf(fault))
  } finally {
    client.release()
  }
}

async function batch(client: pg.PoolClient, queries: Query[], request: IncomingMessage) {
  await client.query(beginWords(request))
  try {
    const results: unknown[] = []
    for (const query of queries) results.push(await one(client, query))
    await client.query('COMMIT')
    return results
  } catch (fault) {
    await client.query('ROLLBACK')
    throw fault
  }
}

function beginWords(request: IncomingMessage): string {
  const isolation = isolations[String(request.headers['neon-batch-isolation-level'] ?? '')]
  const readOnly = request.headers['neon-batch-read-only'] === 'true'
  const deferrable = request.headers['neon-batch-deferrable'] === 'true'
  return [
    'BEGIN',
    isolation ? `ISOLATION LEVEL ${isolation}` : '',
    readOnly ? 'READ ONLY' : '',
    deferrable ? 'DEFERRABLE' : '',
  ]
    .filter((word) => word !== '')
    .join(' ')
}

async function one(client: pg.PoolClient, asked: Query) {
  const result = await client.query({
    text: asked.query,
    values: (asked.params ?? []).map(toText),
    rowMode: 'array',
    queryMode: 'extended',
  } as pg.QueryArrayConfig)
  return {
    command: result.command,
    rowCount: result.rowCount,
    rowAsArray: true,
    fields: result.fields,
    rows: result.rows,
  }
}

function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value)
}

function problemOf(fault: unknown): [status: number, body: Record<string, unknown>] {
  const error = fault as Record<string, unknown>
  const known = /^[0-9A-Z]{5}$/.test(String(error.code ?? ''))
  const body = Object.fromEntries(errorFields.map((field) => [field, error[field]]))
  return [known ? 400 : 500, { ...body, message: String(error.message ?? fault) }]
}

/** Same user, password and database name: what the driver was given by us. */
function sameDatabase(given: string, wanted: string): boolean {
  const a = Buffer.from(identity(given))
  const b = Buffer.from(identity(wanted))
  return a.length === b.length && timingSafeEqual(a, b)
}

function identity(url: string): string {
  if (!URL.canParse(url)) return ''
  const parsed = new URL(url)
  return `${parsed.username}:${parsed.password}@${parsed.pathname}`
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) throw new Error('the query is larger than 64 MB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
