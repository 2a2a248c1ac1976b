// A line of the audit log, and what it can be about; the filter of its page offers all of that.

export const auditNouns = [
  'check',
  'channel',
  'policy',
  'schedule',
  'maintenance',
  'silence',
  'agent',
  'loan',
  'page',
  'post',
  'template',
  'subscriber',
  'badge',
  'incident',
  'postmortem',
  'drill',
  'report mail',
  'calendar',
  'key',
  'ping key',
  'member',
  'invitation',
  'workspace',
  'plan',
  'subscription',
  'checkout',
] as const
export type AuditNoun = (typeof auditNouns)[number]

/** One line of the audit log, written in the same batch as the change. Secrets never. */
export interface Audit {
  actor: string
  actorName: string
  verb: string
  noun: AuditNoun
  subject: string
  before: unknown
  after: unknown
}
