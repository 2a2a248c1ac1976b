// One way to Postgres: statements over HTTP, alone or together in one transaction. Turns its
// faults into `Problem`s, in this one place. Knows no table.
import { type NeonQueryFunction, neon, neonConfig } from '@neondatabase/serverless'
import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { problemOf } from './fault.ts'

export interface DatabaseSettings {
  /** `postgres://user:password@host/database`. */
  url: string
  /** Where a Neon-compatible endpoint listens; without it, Neon's own for the host. */
  fetchEndpoint?: string | undefined
  /** One statement, or one transaction, ends within this. */
  timeoutMs?: number
  /** Called with each statement; never fails. */
  asked?: (() => Promise<void>) | undefined
}

export interface Database {
  /** Rows of one statement, which is a transaction of its own. Throws `Problem`. */
  rows<T>(statement: SQL): Promise<T[]>
  /** Rows of each statement, all in one transaction, in order. Throws `Problem`. */
  together(statements: SQL[]): Promise<Record<string, unknown>[][]>
}

const timeoutMsDefault = 15_000
const dialect = new PgDialect()
// The driver keeps one endpoint for all connections; two databases may need two.
const endpoints = new Map<string, string>()
const neonsOwn = neonConfig.fetchEndpoint

/** Opens no connection: each statement is a request. */
export function openDatabase(settings: DatabaseSettings): Database {
  const query = openDriver(settings)
  const timeoutMs = settings.timeoutMs ?? timeoutMsDefault
  const options = () => ({ fetchOptions: { signal: AbortSignal.timeout(timeoutMs) } })
  // The word goes beside the statement, and both have arrived before anybody goes on.
  const said = async <T>(answer: Promise<T>): Promise<T> => {
    const [found] = await Promise.all([heard(answer), settings.asked?.()])
    return found
  }
  return {
    async rows<T>(statement: SQL): Promise<T[]> {
      const { sql, params } = dialect.sqlToQuery(statement)
      return asRows<T>(await said(query.query(sql, params, options())))
    },
    async together(statements) {
      if (statements.length === 0) return []
      const queries = statements.map((statement) => {
        const { sql, params } = dialect.sqlToQuery(statement)
        return query.query(sql, params)
      })
      return asBatch(await said(query.transaction(queries, options())))
    },
  }
}

/** The driver's own function, aimed at the right endpoint. */
export function openDriver(settings: DatabaseSettings): NeonQueryFunction<false, false> {
  if (settings.fetchEndpoint) {
    const { hostname, port } = new URL(settings.url)
    endpoints.set(`${hostname}:${port}`, settings.fetchEndpoint)
    neonConfig.fetchEndpoint = endpointOf
  }
  return neon(settings.url, { disableWarningInBrowsers: true })
}

const endpointOf: typeof neonsOwn = (host, port, options) =>
  endpoints.get(`${host}:${port}`) ??
  (typeof neonsOwn === 'function' ? neonsOwn(host, port, options) : neonsOwn)

async function heard<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (fault) {
    throw problemOf(fault)
  }
}

/** What a row looks like is said by the statement beside the call. */
function asRows<T>(rows: unknown): T[] {
  return rows as T[]
}

function asBatch(results: unknown): Record<string, unknown>[][] {
  return results as Record<string, unknown>[][]
}
