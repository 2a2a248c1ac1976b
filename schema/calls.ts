// Who is on call and what is silenced: schedules, the addresses of their calendars, silences.
import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { instant, oneOf, ownId } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

export const schedules = pgTable(
  'schedules',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    timeZone: text('time_zone').notNull(),
    /** Layers and overrides. */
    settings: jsonb('settings').notNull(),
  },
  (t) => [
    // All schedules of a workspace.
    index('schedules_by_workspace').on(t.workspace, t.id),
    check('schedules_id_own', ownId(t.id, t.workspace, 'sch')),
    check('schedules_version_positive', sql`${t.version} >= 1`),
    check('schedules_settings_object', sql`jsonb_typeof(${t.settings}) = 'object'`),
  ],
)

export const feedKinds = ['schedule', 'person'] as const

/** Secret addresses under which a calendar is read: of a schedule, or of a person. */
export const feeds = pgTable(
  'calendar_feeds',
  {
    workspace: ofWorkspace(),
    kind: text('kind').notNull(),
    subject: text('subject').notNull(),
    /** SHA-256 of the secret part; the address itself is never stored. */
    hash: text('hash').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ name: 'calendar_feeds_key', columns: [t.workspace, t.kind, t.subject] }),
    // The calendar under an address.
    uniqueIndex('calendar_feeds_by_hash').on(t.hash),
    check('calendar_feeds_kind_known', oneOf(t.kind, feedKinds)),
    check('calendar_feeds_hash_present', sql`length(${t.hash}) >= 32`),
  ],
)

/** Times in which nobody is told of a check, a tag or a pattern of names. */
export const silences = pgTable(
  'silences',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    until: instant('until').notNull(),
    /** For what, since when, why and by whom; when it was ended by hand. */
    settings: jsonb('settings').notNull(),
  },
  (t) => [
    // A workspace's silences that are not over.
    index('silences_by_workspace').on(t.workspace, t.until),
    check('silences_id_own', ownId(t.id, t.workspace, 'sil')),
    check('silences_version_positive', sql`${t.version} >= 1`),
    check('silences_settings_object', sql`jsonb_typeof(${t.settings}) = 'object'`),
  ],
)
