// What the hub's flow needs to know of workspaces themselves: who belongs to them, who is invited,
// and the keys of their programs.
import type { Difference } from './domain/difference.ts'
import type { Role, Scope } from './domain/permission.ts'
import type { Audit, PageAsk, PageOf } from './hub-ports.ts'

/** A key as its bearer is known by. `scopes` null: all that its role may. */
export interface KnownKey {
  id: string
  workspace: string
  role: Role
  scopes: Scope[] | null
  name: string
  expiresAt: number | null
  lastUsedAt: number | null
  /** Of its workspace. */
  plan: string
}

/** A key as people see it: never the secret. */
export interface ListedKey {
  id: string
  name: string
  prefix: string
  role: Role
  scopes: Scope[] | null
  createdAt: string
  lastUsedAt: string | null
  expiresAt: string | null
}

export interface NewKey {
  id: string
  name: string
  prefix: string
  hash: string
  role: Role
  scopes: Scope[] | null
  expiresAt: string | null
}

export interface KeyStore {
  keyByHash(hash: string): Promise<KnownKey | null>
  /** Notes a use; at most once a minute is written. */
  touchKey(id: string, at: number): Promise<void>
  keys(workspace: string): Promise<ListedKey[]>
  putKey(workspace: string, key: NewKey, audit: Audit): Promise<void>
  /** The hash of the key that went; null: there was none. */
  dropKey(workspace: string, id: string, audit: Audit): Promise<string | null>
}

/** A workspace a person belongs to. */
export interface Membership {
  workspace: string
  role: Role
  name: string
}

export interface Invitation {
  id: string
  role: Role
  /** Whom it was mailed to; null: a link for whoever is given it. */
  email: string | null
  invitedBy: string
  createdAt: string
  expiresAt: string
}
/** An invitation as whoever holds its link finds it. */
export type FoundInvitation = Invitation & { workspace: string; workspaceName: string }

export interface MemberStore {
  /** The workspaces of a person, the one they have belonged to longest first. */
  workspaceOfUser(user: string): Promise<(Membership & { owingSince: number | null })[]>
  /** False: no member, or no owner would be left. */
  setRole(workspace: string, user: string, role: Role, audit: Audit): Promise<boolean>
  /** Takes somebody out. Their calendar goes, and channels that lead to them are switched off.
   *  False as above. Part of the configuration. */
  dropMember(workspace: string, user: string, audit: Audit): Promise<boolean>
  /** `to` becomes owner, `from` admin, at once. False: they are not owner and member any more. */
  transfer(workspace: string, from: string, to: string, audit: Audit): Promise<boolean>
  /** Those that still work, latest first. */
  invitations(workspace: string, now: number): Promise<Invitation[]>
  putInvitation(
    workspace: string,
    invitation: Omit<Invitation, 'createdAt'> & { hash: string },
    audit: Audit,
  ): Promise<void>
  dropInvitation(workspace: string, id: string, audit: Audit): Promise<boolean>
  /** The invitation under a link, of whatever workspace, while it works. */
  invitation(hash: string, now: number): Promise<FoundInvitation | null>
  /** Uses it up and makes the person a member. False: it was used up or taken back meanwhile. */
  acceptInvitation(
    invitation: FoundInvitation,
    user: string,
    now: number,
    audit: Audit,
  ): Promise<boolean>
}

export interface WorkspaceStore {
  /** Creates the first workspace of a person with its default policy, status page and shard;
   *  idempotent by person: an account made twice gets one workspace. */
  createWorkspace(owner: string, id: string, name: string, plan: string): Promise<string>
  /** One more. */
  addWorkspace(owner: string, id: string, name: string, plan: string, audit: Audit): Promise<void>
  workspace(id: string): Promise<{ id: string; name: string; plan: string } | null>
  /** Those that are there longest, in their order. */
  oldestWorkspaces(most: number): Promise<string[]>
  renameWorkspace(id: string, name: string, audit: Audit): Promise<boolean>
  /** Removes it with every row of it, if the name is still this one. */
  dropWorkspace(id: string, name: string): Promise<boolean>
  /** SHA-256 of each of its keys, of which KV has copies. */
  keyHashes(workspace: string): Promise<string[]>
}

/** A line of the audit log as it is read. */
/** A line of record; an old one may be about what is called otherwise today. */
export interface RecordedAudit extends Omit<Audit, 'noun'> {
  noun: string
  id: number
  at: string
}
/** The same with the fields that changed. */
export type AuditEntry = RecordedAudit & { changes: Difference[] }
export interface AuditFilter {
  /** Id of a person or key. */
  actor?: string | undefined
  noun?: string | undefined
  verb?: string | undefined
  subject?: string | undefined
  /** ms since the epoch; `to` is left out. */
  from?: number | undefined
  to?: number | undefined
}
export interface AuditStore {
  /** Newest first. */
  audits(workspace: string, filter: AuditFilter, ask: PageAsk): Promise<PageOf<RecordedAudit>>
  /** Who did anything, the latest first. */
  auditActors(workspace: string): Promise<{ id: string; name: string }[]>
  /** A line by itself, of what no statement of ours did. */
  record(workspace: string, line: Audit): Promise<void>
}

/** All rows of a workspace, table by table, for taking them along. */
export interface EverythingStore {
  /** Tables that no list of the API shows whole. */
  tables(): string[]
  /** Rows after a key, without what opens something; `next` null: these were the last. */
  rows(
    table: string,
    workspace: string,
    after: string[] | null,
    limit: number,
  ): Promise<{ data: Record<string, unknown>[]; next: string[] | null }>
}

/** Answers of `Idempotency-Key`, kept a day. */
export interface IdempotencyStore {
  /** `new`: go on, and `finish`. `busy`: the same key is under way. `done`: the first answer.
   *  `other`: the key was used with another body. */
  begin(
    workspace: string,
    key: string,
    bodyHash: string,
    now: number,
  ): Promise<
    | { kind: 'new' }
    | { kind: 'busy' }
    | { kind: 'other' }
    | { kind: 'done'; status: number; body: string }
  >
  finish(workspace: string, key: string, status: number, body: string): Promise<void>
  release(workspace: string, key: string): Promise<void>
}
