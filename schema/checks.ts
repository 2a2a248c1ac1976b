// Configuration of record: what a workspace watches, whom it tells, what it shows.
// A column for all that is constrained or asked for; `settings` for what has none: the type's
// own part, and fields that later versions add.
import { type SQLWrapper, sql } from 'drizzle-orm'
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
import { levels } from '../workers/domain/incident.ts'
import { allOf, instant, oneOf, ownId, within } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

const dayS = 86_400

/** The host of a check's address, turned around, so that all hosts of a site stand side by side. It is
 *  found in the settings as Postgres writes them: a value cannot look like a key there. */
export function hostBackwards(settings: SQLWrapper) {
  const found = sql`substring(lower(${settings}::text)
    from '"(?:url|host)": "(?:[a-z0-9+.-]+:)?(?://)?(?:[^/"@?#]*@)?(\\[[^]"]*\\]|[^/:"?#]+)')`
  return sql`reverse(rtrim(${found}, '.')) collate "C"`
}

export const policies = pgTable(
  'policies',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    isDefault: boolean('is_default').notNull(),
    steps: jsonb('steps').notNull(),
    remindEveryMinutes: integer('remind_every_minutes'),
    settings: jsonb('settings').notNull(),
  },
  (t) => [
    // A bare channel joins the default policy: there is one.
    uniqueIndex('policies_one_default').on(t.workspace).where(sql`${t.isDefault}`),
    // All policies of a workspace.
    index('policies_by_workspace').on(t.workspace, t.id),
    check('policies_id_own', ownId(t.id, t.workspace, 'pol')),
    check('policies_version_positive', sql`${t.version} >= 1`),
    check('policies_steps_list', sql`jsonb_typeof(${t.steps}) = 'array'`),
    check('policies_reminder_positive', sql`${t.remindEveryMinutes} >= 1`),
  ],
)

export const checks = pgTable(
  'checks',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    type: text('type').notNull(),
    name: text('name').notNull(),
    intervalSeconds: integer('interval_seconds').notNull(),
    timeoutMs: integer('timeout_ms').notNull(),
    slowAfterMs: integer('slow_after_ms'),
    confirmSeconds: integer('confirm_seconds').notNull(),
    recoverSeconds: integer('recover_seconds').notNull(),
    regionalSeconds: integer('regional_seconds').notNull(),
    patienceSeconds: integer('patience_seconds').notNull(),
    /** Null: the workspace's default. */
    locations: text('locations').array(),
    paused: boolean('paused').notNull(),
    policy: text('policy').references(() => policies.id),
    downLevel: text('down_level').notNull(),
    tags: text('tags').array().notNull(),
    settings: jsonb('settings').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    // A workspace's checks in the order they were made; all of them for its shard.
    index('checks_by_workspace').on(t.workspace, t.createdAt, t.id),
    // Checks that reach a site, by the host at which they begin: from its end.
    index('checks_by_site').on(hostBackwards(t.settings)).where(sql`not ${t.paused}`),
    check('checks_id_own', ownId(t.id, t.workspace, 'chk')),
    check('checks_policy_own', sql`split_part(${t.policy}, '_', 2) = ${t.workspace}`),
    check('checks_version_positive', sql`${t.version} >= 1`),
    check('checks_name_present', sql`length(${t.name}) between 1 and 200`),
    check('checks_interval_range', within(t.intervalSeconds, 10, 31 * dayS)),
    check('checks_timeout_range', within(t.timeoutMs, 1, 300_000)),
    check('checks_slow_range', within(t.slowAfterMs, 1, 300_000)),
    check('checks_confirm_range', within(t.confirmSeconds, 0, dayS)),
    check('checks_recover_range', within(t.recoverSeconds, 0, dayS)),
    check('checks_regional_range', within(t.regionalSeconds, 0, dayS)),
    check('checks_patience_range', within(t.patienceSeconds, 0, dayS)),
    check('checks_locations_some', sql`cardinality(${t.locations}) >= 1`),
    check('checks_level_known', oneOf(t.downLevel, levels)),
    check('checks_settings_object', sql`jsonb_typeof(${t.settings}) = 'object'`),
  ],
)

export const channels = pgTable(
  'channels',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    type: text('type').notNull(),
    name: text('name').notNull(),
    enabled: boolean('enabled').notNull(),
    disabledWhy: text('disabled_why'),
    levels: text('levels').array().notNull(),
    settings: jsonb('settings').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    // A workspace's channels in the order they were made.
    index('channels_by_workspace').on(t.workspace, t.createdAt, t.id),
    // Whose a number is that answers: channels of a type by their receiver.
    index('channels_by_receiver').on(t.type, sql`(${t.settings}->'settings'->>'to')`),
    check('channels_id_own', ownId(t.id, t.workspace, 'chn')),
    check('channels_version_positive', sql`${t.version} >= 1`),
    check('channels_levels_known', allOf(t.levels, levels)),
    check('channels_why_when_off', sql`not ${t.enabled} or ${t.disabledWhy} is null`),
    check('channels_settings_object', sql`jsonb_typeof(${t.settings}) = 'object'`),
  ],
)

export const pages = pgTable(
  'pages',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    slug: text('slug').notNull(),
    title: text('title').notNull(),
    /** Null: every check of the workspace. */
    checks: text('checks').array(),
    isPublic: boolean('is_public').notNull(),
    /** A host of its owner's that was proven. */
    host: text('host'),
    settings: jsonb('settings').notNull(),
  },
  (t) => [
    // A host leads to one page, whoever claims it.
    uniqueIndex('pages_by_host').on(t.host),
    // The page under an address: slugs are everybody's.
    uniqueIndex('pages_by_slug').on(t.slug),
    // All pages of a workspace.
    index('pages_by_workspace').on(t.workspace, t.id),
    check('pages_id_own', ownId(t.id, t.workspace, 'pag')),
    check('pages_version_positive', sql`${t.version} >= 1`),
    check('pages_host_shape', sql`${t.host} ~ '^[a-z0-9.-]{4,253}$'`),
    check('pages_slug_shape', sql`${t.slug} ~ '^[a-z0-9][a-z0-9-]{0,62}$'`),
  ],
)

/** Windows in which telling is muted; checking goes on. */
export const maintenance = pgTable(
  'maintenance',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    /** Null: all checks. */
    checks: text('checks').array(),
    /** Checks that carry one of these. */
    tags: text('tags').array(),
    /** Cron expression, time zone, length; null: it is once. */
    repeat: jsonb('repeat'),
    endedAt: instant('ended_at'),
    /** Counts up with each change. */
    version: integer('version').notNull().default(1),
  },
  (t) => [
    // A workspace's windows that are not over.
    index('maintenance_by_workspace').on(t.workspace, t.endsAt),
    check('maintenance_version_positive', sql`${t.version} >= 1`),
    check('maintenance_forward', sql`${t.endsAt} > ${t.startsAt}`),
    check('maintenance_repeat_object', sql`jsonb_typeof(${t.repeat}) = 'object'`),
  ],
)
