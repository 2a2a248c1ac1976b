// What was decided and told: suspicions, incidents with their events and rounds, deliveries.
// Filled from the shards. `body` holds the stored shape whole; the columns beside it are what
// is constrained or asked for.
import { sql } from 'drizzle-orm'
import {
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { groupOf, incidentKinds, levels } from '../workers/domain/incident.ts'
import { instant, oneOf, ownId } from './columns.ts'
import { ofWorkspace } from './workspaces.ts'

const groups = [...new Set(Object.values(groupOf))]
const deliveryStates = ['pending', 'sent', 'dead', 'dropped'] as const
const suspicionOutcomes = ['open', 'avoided', 'incident'] as const

/** Which kinds belong to which group, as the domain says. */
function kindInGroup() {
  return sql.raw(
    groups
      .map((group) => {
        const kinds = incidentKinds.filter((kind) => groupOf[kind] === group)
        const words = kinds.map((kind) => `'${kind}'`).join(', ')
        return `("incident_group" = '${group}' and "kind" in (${words}))`
      })
      .join(' or '),
  )
}

export const suspicions = pgTable(
  'suspicions',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    checkId: text('check_id').notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    outcome: text('outcome').notNull(),
    why: text('why'),
    incident: text('incident'),
    body: jsonb('body').notNull(),
  },
  (t) => [
    // The ledger of a workspace, newest first.
    index('suspicions_by_workspace').on(t.workspace, t.startedAt, t.id),
    // The ledger of a check, newest first.
    index('suspicions_by_check').on(t.workspace, t.checkId, t.startedAt, t.id),
    // The suspicions an incident grew from: its rounds.
    index('suspicions_by_incident').on(t.incident).where(sql`${t.incident} is not null`),
    check('suspicions_id_own', ownId(t.id, t.workspace, 'sus')),
    check('suspicions_outcome_known', oneOf(t.outcome, suspicionOutcomes)),
    check('suspicions_open_has_no_end', sql`(${t.outcome} = 'open') = (${t.endedAt} is null)`),
    check('suspicions_avoided_says_why', sql`(${t.outcome} = 'avoided') = (${t.why} is not null)`),
    check(
      'suspicions_incident_named',
      sql`(${t.outcome} = 'incident') = (${t.incident} is not null)`,
    ),
  ],
)

export const incidents = pgTable(
  'incidents',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    /** Null for an incident about a location. */
    checkId: text('check_id'),
    location: text('location'),
    kind: text('kind').notNull(),
    incidentGroup: text('incident_group').notNull(),
    level: text('level').notNull(),
    startedAt: instant('started_at').notNull(),
    openedAt: instant('opened_at').notNull(),
    resolvedAt: instant('resolved_at'),
    resolvedHow: text('resolved_how'),
    downtimeSeconds: integer('downtime_seconds'),
    acknowledgedAt: instant('acknowledged_at'),
    acknowledgedLevel: text('acknowledged_level'),
    sequence: integer('sequence').notNull(),
    /** The incident without its events: those are rows of their own. */
    body: jsonb('body').notNull(),
  },
  (t) => [
    // A check has one open incident per group.
    uniqueIndex('incidents_one_open_of_check')
      .on(t.workspace, t.checkId, t.incidentGroup)
      .where(sql`${t.resolvedAt} is null and ${t.checkId} is not null`),
    // A location has one open incident per group and workspace; a host has one per finding.
    uniqueIndex('incidents_one_open_of_location')
      .on(t.workspace, t.location, t.incidentGroup)
      .where(
        sql`${t.resolvedAt} is null and ${t.checkId} is null and ${t.incidentGroup} <> 'host'`,
      ),
    // Incidents of a workspace, newest first; those that are open.
    index('incidents_by_workspace').on(t.workspace, t.openedAt, t.id),
    // Incidents of a check, newest first; spans for its uptime.
    index('incidents_by_check').on(t.workspace, t.checkId, t.openedAt, t.id),
    check('incidents_id_own', ownId(t.id, t.workspace, 'inc')),
    check('incidents_about_something', sql`num_nonnulls(${t.checkId}, ${t.location}) >= 1`),
    check('incidents_level_known', oneOf(t.level, levels)),
    check('incidents_kind_in_group', kindInGroup()),
    check('incidents_end_says_how', sql`(${t.resolvedAt} is null) = (${t.resolvedHow} is null)`),
    check(
      'incidents_downtime_at_end',
      sql`${t.downtimeSeconds} is null or (${t.resolvedAt} is not null
        and ${t.downtimeSeconds} >= 0)`,
    ),
    check(
      'incidents_acknowledged_whole',
      sql`(${t.acknowledgedAt} is null) = (${t.acknowledgedLevel} is null)`,
    ),
    check('incidents_sequence_positive', sql`${t.sequence} >= 1`),
  ],
)

export const incidentEvents = pgTable(
  'incident_events',
  {
    incident: text('incident')
      .notNull()
      .references(() => incidents.id, { onDelete: 'cascade' }),
    sequence: integer('sequence').notNull(),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    level: text('level').notNull(),
    incidentKind: text('incident_kind').notNull(),
    body: jsonb('body').notNull(),
  },
  (t) => [
    primaryKey({ name: 'incident_events_key', columns: [t.incident, t.sequence] }),
    check('incident_events_sequence_positive', sql`${t.sequence} >= 1`),
    check('incident_events_level_known', oneOf(t.level, levels)),
    check('incident_events_kind_known', oneOf(t.incidentKind, incidentKinds)),
  ],
)

/** What people wrote about an incident afterwards. */
export const postmortems = pgTable(
  'postmortems',
  {
    incident: text('incident')
      .primaryKey()
      .references(() => incidents.id, { onDelete: 'cascade' }),
    workspace: ofWorkspace(),
    version: integer('version').notNull(),
    text: text('text').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [check('postmortems_version_positive', sql`${t.version} >= 1`)],
)

/** Rounds kept as evidence. `subject` is the suspicion or incident they belong to. */
export const rounds = pgTable(
  'rounds',
  {
    workspace: ofWorkspace(),
    checkId: text('check_id').notNull(),
    subject: text('subject'),
    number: integer('number').notNull(),
    startedAt: instant('started_at').notNull(),
    /** How many had answered: late answers make it more, and the fuller round is kept. */
    answers: integer('answers').notNull(),
    body: jsonb('body').notNull(),
  },
  (t) => [
    // One row per round and subject; also upkeep by workspace.
    unique('rounds_key')
      .on(t.workspace, t.checkId, t.number, t.startedAt, t.subject)
      .nullsNotDistinct(),
    // The evidence of a suspicion or incident.
    index('rounds_by_subject').on(t.workspace, t.subject, t.number),
    // Upkeep: rounds older than the plan keeps.
    index('rounds_by_age').on(t.workspace, t.startedAt),
    check('rounds_number_positive', sql`${t.number} >= 0 and ${t.answers} >= 0`),
  ],
)

export const deliveries = pgTable(
  'deliveries',
  {
    id: text('id').primaryKey(),
    workspace: ofWorkspace(),
    channel: text('channel').notNull(),
    incident: text('incident'),
    checkId: text('check_id'),
    level: text('level').notNull(),
    state: text('state').notNull(),
    why: text('why'),
    createdAt: instant('created_at').notNull(),
    settledAt: instant('settled_at'),
    begun: integer('begun').notNull(),
    attempts: integer('attempts').notNull(),
    body: jsonb('body').notNull(),
  },
  (t) => [
    // Deliveries of a workspace, newest first, by channel or state.
    index('deliveries_by_workspace').on(t.workspace, t.createdAt, t.id),
    // Messages of today, over all workspaces: the operator's budget.
    index('deliveries_sent').on(t.settledAt).where(sql`${t.state} = 'sent'`),
    // What an incident told.
    index('deliveries_by_incident').on(t.incident).where(sql`${t.incident} is not null`),
    check('deliveries_id_own', ownId(t.id, t.workspace, 'dlv')),
    check('deliveries_state_known', oneOf(t.state, deliveryStates)),
    check('deliveries_level_known', oneOf(t.level, levels)),
    check('deliveries_settled_when_over', sql`(${t.state} = 'pending') = (${t.settledAt} is null)`),
    check('deliveries_counts_positive', sql`${t.begun} >= 0 and ${t.attempts} >= 0`),
  ],
)
