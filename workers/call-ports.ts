// What the hub's flow needs to know who is on call: members with the ways to them, schedules, the
// addresses of calendars, silences.
import type { Schedule } from './domain/oncall.ts'
import type { Role } from './domain/permission.ts'
import type { Silence } from './domain/silence.ts'
import type { Audit, Person } from './hub-ports.ts'

/** A person who belongs to a workspace. */
export interface Member extends Person {
  role: Role
}

/** A channel that leads to a person. */
export interface Way {
  channel: string
  /** After the person is called. */
  afterMinutes: number
}

/** A member with the ways to them, in order. */
export interface Called extends Member {
  ways: (Way & { name: string; type: string })[]
  /** Ids of schedules that they are on call in now. */
  onCall: string[]
}

/** Who is on call, the secret addresses of calendars (kept as hashes), and silences. */
export interface CallStore {
  schedules(workspace: string): Promise<Schedule[]>
  putSchedule(ws: string, one: Schedule, expected: number | null, audit: Audit): Promise<boolean>
  dropSchedule(ws: string, id: string, expected: number | null, audit: Audit): Promise<boolean>
  /** Latest end first; those long over too. */
  silences(workspace: string): Promise<Silence[]>
  putSilence(ws: string, one: Silence, expected: number | null, audit: Audit): Promise<boolean>
  /** Takes the place of the address before, if there was one. */
  putFeed(workspace: string, feed: Feed, audit: Audit): Promise<void>
  dropFeed(ws: string, feed: Omit<Feed, 'hash'>, audit: Audit): Promise<boolean>
  /** The calendar under an address, of whatever workspace. */
  feed(hash: string): Promise<(Feed & { workspace: string }) | null>
}
export interface Feed {
  kind: 'schedule' | 'person'
  /** Id of the schedule or of the member. */
  subject: string
  hash: string
}
