// First answers of requests that carry an `Idempotency-Key`. A key is taken by the row itself,
// so of two at once one goes on.
import { sql } from 'drizzle-orm'
import { idempotency } from '../../schema/index.ts'
import type { IdempotencyStore } from '../workspace-ports.ts'
import type { Database } from './database.ts'
import { instantOf } from './record.ts'

const keptMs = 24 * 3_600_000
/** A request that died under way gives its key back after this. */
const busyMsMax = 60_000

export function idempotencyIn(db: Database): IdempotencyStore {
  return {
    async begin(workspace, key, bodyHash, now) {
      const [found] = await db.rows<Found>(sql`
        with taken as (
          insert into ${idempotency} as i (workspace, key, body_hash, begun_at)
          values (${workspace}, ${key}, ${bodyHash}, ${instantOf(now)}::timestamptz)
          on conflict (workspace, key) do update
            set body_hash = excluded.body_hash, begun_at = excluded.begun_at,
              status = null, body = null
            where i.begun_at <= ${instantOf(now - keptMs)}::timestamptz or (i.status is null
              and i.begun_at <= ${instantOf(now - busyMsMax)}::timestamptz)
          returning true as taken
        )
        select coalesce(t.taken, false) as taken, i.body_hash, i.status, i.body
        from (select 1) one left join taken t on true
        left join ${idempotency} i on i.workspace = ${workspace} and i.key = ${key}`)
      return answerOf(found!, bodyHash)
    },

    async finish(workspace, key, status, body) {
      await db.rows(sql`
        update ${idempotency} set status = ${status}, body = ${body}
        where workspace = ${workspace} and key = ${key}`)
    },

    async release(workspace, key) {
      await db.rows(sql`
        delete from ${idempotency}
        where workspace = ${workspace} and key = ${key} and status is null`)
    },
  }
}

interface Found {
  taken: boolean
  /** Null when another took the key in this very moment. */
  body_hash: string | null
  status: number | null
  body: string | null
}

function answerOf(found: Found, bodyHash: string): Awaited<ReturnType<IdempotencyStore['begin']>> {
  if (found.taken) return { kind: 'new' }
  if (found.body_hash !== null && found.body_hash !== bodyHash) return { kind: 'other' }
  if (found.status === null || found.body === null) return { kind: 'busy' }
  return { kind: 'done', status: found.status, body: found.body }
}
