// Agents: the programs on people's own machines, and the keys they come with.
import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { agentRoles } from '../workers/domain/agent.ts'
import { instant, oneOf, ownId } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

export const agents = pgTable(
  'agents',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    network: text('network').notNull(),
    /** Checks that carry it as a tag stand beside the agent. */
    site: text('site'),
    role: text('role').notNull(),
    /** SHA-256 of its key; the key itself is never stored. */
    keyHash: text('key_hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    revokedAt: instant('revoked_at'),
    /** The installation's own, begun by the launcher. */
    builtIn: boolean('built_in').notNull().default(false),
    lastSeenAt: instant('last_seen_at'),
    /** Version of the program, and what it can do, as it said last. */
    program: text('program'),
    capabilities: jsonb('capabilities').notNull().default([]),
  },
  (t) => [
    // The agent of a key.
    uniqueIndex('agents_by_hash').on(t.keyHash),
    // All agents of a workspace.
    index('agents_by_workspace').on(t.workspace, t.createdAt),
    check('agents_id_own', ownId(t.id, t.workspace, 'agt')),
    check('agents_version_positive', sql`${t.version} >= 1`),
    check('agents_role_known', oneOf(t.role, agentRoles)),
    check('agents_hash_present', sql`length(${t.keyHash}) >= 32`),
    check('agents_capabilities_list', sql`jsonb_typeof(${t.capabilities}) = 'array'`),
  ],
)
