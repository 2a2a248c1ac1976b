// What the hub keeps for its reports and badges. Part of the hub's ports; every call takes the
// workspace first.
import type { Tally } from './domain/report.ts'
import type { Audit } from './hub-ports.ts'

/** What reports are made of, and who wants them. */
export interface ReportStore {
  /** What there is of each check in [from, to); latencies of whole days. */
  tallies(workspace: string, from: number, to: number): Promise<Map<string, Tally>>
  wantsMail(workspace: string, person: string): Promise<boolean>
  wantMail(workspace: string, person: string, now: number, audit: Audit): Promise<boolean>
  unwantMail(workspace: string, person: string, audit: Audit): Promise<boolean>
  /** Takes the mails about the week that ended then, and that nobody is sending, for so long. */
  claimMails(weekEndsAt: number, now: number, leaseMs: number, limit: number): Promise<DueMail[]>
  /** When one of them may be taken next; null: all of that week are over. 0: now. */
  mailsDueAt(weekEndsAt: number): Promise<number | null>
  /** It is sent, or never will be. */
  mailed(workspace: string, person: string, weekEndsAt: number): Promise<void>
}
export interface DueMail {
  workspace: string
  /** Of the workspace. */
  name: string
  person: string
  to: string
}

/** Tokens of badges; one a check at most. */
export interface BadgeStore {
  badge(workspace: string, check: string): Promise<string | null>
  putBadge(workspace: string, check: string, token: string, audit: Audit): Promise<boolean>
  dropBadge(workspace: string, check: string, audit: Audit): Promise<boolean>
  /** Whose it is, of whatever workspace. */
  badgeBy(token: string): Promise<{ workspace: string; check: string } | null>
}
