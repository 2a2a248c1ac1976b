// What every request carries through the app: the hub's ports, who asks, and how it is named.
import type { Auth } from '../auth.ts'
import type { Env } from '../env.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { Callers } from './limit.ts'

export interface AppEnv {
  Bindings: Env
  Variables: {
    hub: HubPorts
    auth: Auth
    actor: Actor
    callers: Callers
    requestId: string
  }
}
