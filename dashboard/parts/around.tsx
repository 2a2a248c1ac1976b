// What is around every page of somebody who is signed in: the workspace they are in. A page itself
// need not pass it on.
import { createContext } from 'hono/jsx'

export interface Surroundings {
  /** Name of the workspace; null: nobody is signed in. */
  workspace: string | null
}

export const Around = createContext<Surroundings>({ workspace: null })
