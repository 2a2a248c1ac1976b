// The port `ShardStore` over a Durable Object's SQLite: one table of JSON documents by key. A write
// is one synchronous transaction, durable before anything leaves the object.
import type { ShardStore } from '../ports.ts'

/** Documents of this object; `wrote` hears how many rows a write was. */
export function makeShardStore(
  storage: DurableObjectStorage,
  wrote: (rows: number) => void,
): ShardStore {
  const { sql } = storage
  sql.exec(
    'CREATE TABLE IF NOT EXISTS doc (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID',
  )
  return {
    read: (prefix) => {
      const rows = sql.exec<{ key: string; value: string }>(
        'SELECT key, value FROM doc WHERE key >= ? AND key < ? ORDER BY key',
        prefix,
        `${prefix}\uffff`,
      )
      return new Map(rows.toArray().map(({ key, value }) => [key, JSON.parse(value) as unknown]))
    },
    write: ({ put = [], drop = [] }) => {
      let rows = 0
      storage.transactionSync(() => {
        for (const [key, value] of put) {
          rows += sql.exec(
            'INSERT INTO doc (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
            key,
            JSON.stringify(value),
          ).rowsWritten
        }
        for (const key of drop) rows += sql.exec('DELETE FROM doc WHERE key = ?', key).rowsWritten
      })
      wrote(rows)
    },
  }
}
