// What is around every page of somebody who is signed in: the workspace they are in. A page itself
// need not pass it on.
import { createContext } from 'hono/jsx'
import type { Announcement } from '../../workers/domain/announcement.ts'
import type { Role } from '../../workers/domain/permission.ts'
import type { Stop } from '../../workers/domain/stop.ts'

export interface Surroundings {
  /** Name of the workspace; null: nobody is signed in. */
  workspace: string | null
  /** What they are in it. */
  role: Role | null
  /** Since when the workspace owes a payment, and the time now; null: it does not. */
  owing: { since: number; now: number } | null
  /** Probing is stopped by whoever runs the installation; null: it is not. */
  stop: Stop | null
  /** What whoever runs the installation says to everybody. */
  announcements: Announcement[]
  /** An operator looks, until then; null: whoever belongs here. */
  lookingUntil: number | null
}

/** Nobody is signed in. */
export const nobody: Surroundings = {
  workspace: null,
  role: null,
  owing: null,
  stop: null,
  announcements: [],
  lookingUntil: null,
}

export const Around = createContext<Surroundings>(nobody)
