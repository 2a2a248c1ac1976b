// What is around every page of somebody who is signed in: the workspace they are in. A page itself
// need not pass it on.
import { createContext } from 'hono/jsx'
import type { Role } from '../../workers/domain/permission.ts'

export interface Surroundings {
  /** Name of the workspace; null: nobody is signed in. */
  workspace: string | null
  /** What they are in it. */
  role: Role | null
  /** Since when the workspace owes a payment, and the time now; null: it does not. */
  owing: { since: number; now: number } | null
}

export const Around = createContext<Surroundings>({
  workspace: null,
  role: null,
  owing: null,
})
