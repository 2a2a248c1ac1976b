// What every request carries through the app: the hub's ports, who asks, and how it is named.
import type { Account, Auth } from '../account-ports.ts'
import type { Env } from '../env.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { Operator } from '../operator-ports.ts'
import type { Callers } from './limit.ts'

export interface AppEnv {
  Bindings: Env
  Variables: {
    hub: HubPorts
    auth: Auth
    actor: Actor
    /** Of whoever asks, on the pages about one's own account. */
    account: Account
    /** Who runs the installation, on the pages of the operator console. */
    operator: Operator
    callers: Callers
    requestId: string
  }
}
