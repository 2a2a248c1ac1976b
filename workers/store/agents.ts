// Agents of record, and whose a key is.
import { sql } from 'drizzle-orm'
import { agents } from '../../schema/index.ts'
import type { AgentStore, KnownAgent } from '../agent-ports.ts'
import type { Agent, AgentRole } from '../domain/agent.ts'
import { change } from './change.ts'
import type { Database } from './database.ts'
import { instantOf, jsonOf, rowOf } from './record.ts'
import { addWithin } from './room.ts'

/** An agent as the domain knows it, from its row as JSON. */
export function agentOf(json: unknown): Agent {
  const row = rowOf(agents, json)
  const { id, workspace, version, name, network, site, role, createdAt, revokedAt, builtIn } = row
  return {
    v: 1,
    id,
    workspace,
    version,
    name,
    network,
    site,
    role: role as AgentRole,
    createdAt: iso(createdAt)!,
    revokedAt: iso(revokedAt),
    builtIn,
  }
}

function knownOf(json: unknown): KnownAgent {
  const { lastSeenAt, program, capabilities } = rowOf(agents, json)
  const seen = { lastSeenAt: iso(lastSeenAt), program, capabilities: capabilities as string[] }
  return { ...agentOf(json), ...seen }
}

export function agentsIn(db: Database): AgentStore {
  return {
    async agents(workspace) {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(a) as row from ${agents} a
        where a.workspace = ${workspace} order by a.created_at, a.id`)
      return rows.map(({ row }) => knownOf(row))
    },

    async agentHashes(workspace) {
      const rows = await db.rows<{ hash: string }>(sql`
        select key_hash as hash from ${agents} where workspace = ${workspace}`)
      return rows.map((one) => one.hash)
    },

    async agentOfHash(hash) {
      const [found] = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(a) as row from ${agents} a where a.key_hash = ${hash}`)
      if (!found) return null
      const { id, workspace, revokedAt } = agentOf(found.row)
      return { id, workspace, revokedAt }
    },

    async builtIn() {
      const rows = await db.rows<{ row: unknown }>(sql`
        select to_jsonb(a) as row from ${agents} a where a.built_in order by a.created_at, a.id`)
      return rows.map(({ row }) => knownOf(row))
    },

    async rekeyAgent(workspace, one, hash) {
      await db.rows(sql`
        update ${agents} set key_hash = ${hash}, network = ${one.network}
        where workspace = ${workspace} and id = ${one.id}`)
    },

    async addAgent(workspace, one, hash, audit) {
      const isBuiltIn = one.builtIn ?? false
      await addWithin(
        db,
        { workspace, what: 'agents', isMore: sql`not ${isBuiltIn}::boolean` },
        (hasRoom) =>
          sql`insert into ${agents} (v, id, workspace, version, name, network, site, role, key_hash,
              created_at, built_in)
            select 1, ${one.id}, ${workspace}, ${one.version}, ${one.name}, ${one.network},
              ${one.site}, ${one.role}, ${hash}, ${one.createdAt}::timestamptz, ${isBuiltIn}
            where ${hasRoom} returning id`,
        audit,
      )
    },

    changeAgent: (workspace, one, expected, audit) =>
      change(
        db,
        workspace,
        sql`update ${agents} set version = ${expected + 1}, name = ${one.name},
            network = ${one.network}, site = ${one.site}, role = ${one.role},
            revoked_at = ${one.revokedAt}::timestamptz
          where workspace = ${workspace} and id = ${one.id} and version = ${expected}
          returning id`,
        audit,
      ),

    async dropAgent(workspace, id, audit) {
      const [found] = await db.rows<{ hash: string }>(sql`
        select key_hash as hash from ${agents} where workspace = ${workspace} and id = ${id}`)
      if (!found) return null
      const removal = sql`delete from ${agents}
        where workspace = ${workspace} and id = ${id} returning id`
      return (await change(db, workspace, removal, audit)) ? found.hash : null
    },

    async seeAgent(workspace, id, { lastSeenAt, program, capabilities }) {
      await db.rows(sql`
        update ${agents} set last_seen_at = ${lastSeenAt}::timestamptz,
          program = ${program}, capabilities = ${jsonOf(capabilities)}::jsonb
        where workspace = ${workspace} and id = ${id}`)
    },
  }
}

function iso(instant: string | null): string | null {
  return instant === null ? null : instantOf(Date.parse(instant))
}
