// A database that an agent looks into: where it is, what it replicates from, and its limits.
import { z } from 'zod'
import { above } from './limit-fields.ts'

const address = z
  .string('must be text')
  .regex(
    /^(postgres(ql)?|mysql|mariadb|rediss?):\/\/./,
    'must be an address like postgres://user@host/database',
  )

export const databaseFields = z.strictObject({
  name: z
    .string('must be text')
    .trim()
    .min(1, 'must not be empty')
    .max(60, 'must be at most 60 characters'),
  engine: z.enum(['postgresql', 'mysql', 'redis'], 'must be postgresql, mysql or redis'),
  /** The server looked at. */
  url: address,
  /** A server that must follow another. */
  replica: z.boolean('must be true or false').default(false),
  /** What it follows: the heartbeat row is written there. */
  primaryUrl: address.nullable().default(null),
  /** Write and read a row (PostgreSQL, MySQL) or a key (Redis) that shows what arrives. */
  heartbeat: z.boolean('must be true or false').default(true),
  lagSeconds: above({ warning: 60, critical: 300, forSeconds: 30 }),
  lagBytes: above({ warning: 256_000_000, critical: 2_000_000_000, forSeconds: 30 }),
  /** Of MySQL and MariaDB, by global ids. How many a second are usual differs: without limits at first. */
  lagTransactions: above({ warning: null, critical: null, forSeconds: 30 }),
  /** What a slot keeps back for a replica that does not fetch it. */
  slotBytes: above({ warning: 2_000_000_000, critical: 20_000_000_000, forSeconds: 0 }),
  connectionsPercent: above({ warning: 80, critical: 95, forSeconds: 60 }),
  longestTransactionMinutes: above({ warning: 60, critical: 360, forSeconds: 0 }),
  /** Of the transaction ids before the server must stop. */
  wraparoundPercent: above({ warning: 50, critical: 80, forSeconds: 0 }),
  conflictsPerMinute: above({ warning: 1, critical: null, forSeconds: 300 }),
})

export type DatabaseSettings = z.output<typeof databaseFields>
