// What a status page has besides its configuration: its logo, and what was written on it.
import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { impacts } from '../workers/domain/page/post.ts'
import { subscriberKinds } from '../workers/domain/page/subscriber.ts'
import { pages } from './checks.ts'
import { instant, oneOf, ownId } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

const ofPage = () =>
  text('page')
    .notNull()
    .references(() => pages.id, { onDelete: 'cascade' })

/** Beside the page, so that a shard need not carry it. */
export const pageLogos = pgTable(
  'page_logos',
  {
    page: ofPage().primaryKey(),
    workspace: ofWorkspace(),
    type: text('type').notNull(),
    hash: text('hash').notNull(),
    /** Base64. */
    data: text('data').notNull(),
  },
  (t) => [
    check('page_logos_type_known', oneOf(t.type, ['image/png', 'image/svg+xml'])),
    check('page_logos_size', sql`length(${t.data}) <= 60000`),
  ],
)

/** Incidents and maintenance as they are told on a page; `settings` has the updates. */
export const pagePosts = pgTable(
  'page_posts',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    page: ofPage(),
    version: integer('version').notNull(),
    kind: text('kind').notNull(),
    title: text('title'),
    impact: text('impact').notNull(),
    components: text('components').array().notNull(),
    /** The incident it is about, where there is one. */
    incident: text('incident'),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    settings: jsonb('settings').notNull(),
  },
  (t) => [
    // A page's posts, newest first.
    index('page_posts_by_page').on(t.page, t.startedAt),
    // An incident is told once on a page.
    uniqueIndex('page_posts_one_incident').on(t.page, t.incident),
    check('page_posts_id_own', ownId(t.id, t.workspace, 'pst')),
    check('page_posts_page_own', sql`split_part(${t.page}, '_', 2) = ${t.workspace}`),
    check('page_posts_version_positive', sql`${t.version} >= 1`),
    check('page_posts_kind_known', oneOf(t.kind, ['incident', 'maintenance'])),
    check('page_posts_impact_known', oneOf(t.impact, impacts)),
    check('page_posts_forward', sql`${t.endedAt} >= ${t.startedAt}`),
    check('page_posts_settings_object', sql`jsonb_typeof(${t.settings}) = 'object'`),
  ],
)

const noticeStates = ['pending', 'sent', 'dead'] as const

/** Who is told of what is written on a page. */
export const pageSubscribers = pgTable(
  'page_subscribers',
  {
    v: smallint('v').notNull(),
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    page: ofPage(),
    kind: text('kind').notNull(),
    address: text('address').notNull(),
    /** Null: all components. */
    components: text('components').array(),
    language: text('language').notNull(),
    /** Sealed: signs what a webhook gets; or the code that a phone was sent. */
    secret: text('secret'),
    createdAt: instant('created_at').notNull(),
    /** How often a code was tried. */
    tries: smallint('tries').notNull().default(0),
    /** When it was last asked to confirm. */
    askedAt: instant('asked_at').notNull(),
    confirmedAt: instant('confirmed_at'),
  },
  (t) => [
    // A page's subscribers; an address subscribes once.
    uniqueIndex('page_subscribers_by_page').on(t.page, t.kind, t.address),
    check('page_subscribers_id_own', ownId(t.id, t.workspace, 'sbs')),
    check('page_subscribers_page_own', sql`split_part(${t.page}, '_', 2) = ${t.workspace}`),
    check('page_subscribers_kind_known', oneOf(t.kind, subscriberKinds)),
    check('page_subscribers_address_size', sql`length(${t.address}) between 3 and 2000`),
  ],
)

/** The outbox: one update of a post to one subscriber. */
export const pageNotices = pgTable(
  'page_notices',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    page: ofPage(),
    post: text('post')
      .notNull()
      .references(() => pagePosts.id, { onDelete: 'cascade' }),
    updateNumber: integer('update_number').notNull(),
    subscriber: text('subscriber')
      .notNull()
      .references(() => pageSubscribers.id, { onDelete: 'cascade' }),
    state: text('state').notNull(),
    attempts: integer('attempts').notNull(),
    createdAt: instant('created_at').notNull(),
    dueAt: instant('due_at').notNull(),
    leasedUntil: instant('leased_until'),
    settledAt: instant('settled_at'),
    /** What the receiver said last. */
    said: text('said'),
  },
  (t) => [
    // An update is owed to a subscriber once.
    uniqueIndex('page_notices_once').on(t.post, t.subscriber, t.updateNumber),
    // What is to be sent.
    index('page_notices_due').on(t.dueAt).where(sql`${t.state} = 'pending'`),
    // What was sent from a page, newest first.
    index('page_notices_by_page').on(t.page, t.createdAt),
    check('page_notices_id_own', ownId(t.id, t.workspace, 'ntc')),
    check('page_notices_state_known', oneOf(t.state, noticeStates)),
    check(
      'page_notices_settled_when_over',
      sql`(${t.state} = 'pending') = (${t.settledAt} is null)`,
    ),
  ],
)
