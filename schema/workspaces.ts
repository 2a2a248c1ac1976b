// Tenants, who belongs to them, the keys of programs, and what was done by whom.
import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { roles } from '../workers/domain/permission.ts'
import { user } from './accounts.ts'
import { instant, oneOf, ownId, within } from './columns.ts'

export const workspaces = pgTable(
  'workspaces',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    plan: text('plan').notNull(),
    /** Whose first workspace it is: an account made twice gets one workspace. */
    founder: text('founder').references(() => user.id, { onDelete: 'set null' }),
    /** Counts up in the same statement as each change of configuration. */
    configVersion: integer('config_version').notNull().default(1),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** With a slug it reaches a heartbeat. Sealed: it can be shown again. */
    pingKey: text('ping_key'),
  },
  (t) => [
    // The workspace made for a person's first account.
    uniqueIndex('workspaces_by_founder').on(t.founder),
    check('workspaces_id_shape', sql`${t.id} ~ '^[a-z0-9]{4,32}$'`),
    check('workspaces_version_positive', sql`${t.configVersion} >= 1`),
  ],
)

/** The column every tenant's row has. */
export function ofWorkspace() {
  return text('workspace')
    .notNull()
    .references(() => workspaces.id, { onDelete: 'cascade' })
}

export const members = pgTable(
  'members',
  {
    workspace: ofWorkspace(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    role: text('role').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ name: 'members_key', columns: [t.workspace, t.userId] }),
    // The workspaces of who signed in.
    index('members_by_user').on(t.userId),
    check('members_role_known', oneOf(t.role, roles)),
  ],
)

export const apiKeys = pgTable(
  'api_keys',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    name: text('name').notNull(),
    /** First characters, shown so that a person knows which key it is. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key; the key itself is never stored. */
    hash: text('hash').notNull(),
    role: text('role').notNull(),
    /** What it may of what its role may; null: all. */
    scopes: jsonb('scopes'),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
    expiresAt: instant('expires_at'),
  },
  (t) => [
    // A bearer token's key.
    uniqueIndex('api_keys_by_hash').on(t.hash),
    // The list of a workspace's keys.
    index('api_keys_by_workspace').on(t.workspace, t.createdAt),
    check('api_keys_id_own', ownId(t.id, t.workspace, 'key')),
    check('api_keys_role_known', oneOf(t.role, roles)),
    check('api_keys_scopes_list', sql`jsonb_typeof(${t.scopes}) = 'array'`),
    check('api_keys_hash_present', sql`length(${t.hash}) >= 32`),
  ],
)

/** Open invitations: one that was accepted or taken back is gone. */
export const invitations = pgTable(
  'invitations',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    role: text('role').notNull(),
    /** Whom it was mailed to; null: a link for whoever is given it. */
    email: text('email'),
    /** SHA-256 of the secret part of the link; the link itself is never stored. */
    hash: text('hash').notNull(),
    /** Name of who invites. */
    invitedBy: text('invited_by').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    // The invitation under a link.
    uniqueIndex('invitations_by_hash').on(t.hash),
    // The list of a workspace's invitations.
    index('invitations_by_workspace').on(t.workspace, t.createdAt),
    check('invitations_id_own', ownId(t.id, t.workspace, 'inv')),
    check('invitations_role_known', oneOf(t.role, roles)),
    check('invitations_hash_present', sql`length(${t.hash}) >= 32`),
  ],
)

export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    purpose: text('purpose').notNull(),
    hash: text('hash').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ name: 'one_time_tokens_key', columns: [t.purpose, t.hash] })],
)

export const audit = pgTable(
  'audit',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    workspace: ofWorkspace(),
    at: instant('at').notNull().defaultNow(),
    actor: text('actor').notNull(),
    actorName: text('actor_name').notNull(),
    verb: text('verb').notNull(),
    noun: text('noun').notNull(),
    subject: text('subject').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
  },
  // The log of a workspace, newest first.
  (t) => [index('audit_by_workspace').on(t.workspace, t.id)],
)

/** First answers of requests with an `Idempotency-Key`. */
export const idempotency = pgTable(
  'idempotency',
  {
    workspace: ofWorkspace(),
    key: text('key').notNull(),
    bodyHash: text('body_hash').notNull(),
    /** Null while the request is under way. */
    status: integer('status'),
    body: text('body'),
    begunAt: instant('begun_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'idempotency_key', columns: [t.workspace, t.key] }),
    // Upkeep: answers older than a day.
    index('idempotency_by_age').on(t.begunAt),
    check('idempotency_whole', sql`(${t.status} is null) = (${t.body} is null)`),
    check('idempotency_status_range', within(t.status, 100, 599)),
  ],
)
