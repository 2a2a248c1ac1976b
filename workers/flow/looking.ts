// Looking into a workspace as whoever runs the installation: what its readers see, for half an hour,
// with a reason that stands in the workspace's own log before anything is seen. Nothing can be done.
import type { Account } from '../account-ports.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { Operator } from '../operator-ports.ts'
import { hashOf } from './hash.ts'
import { note, operatorOf, tenantOf } from './operator.ts'
import { reasonOf } from './stop.ts'

const lookMs = 30 * 60_000

/** What a browser holds of it: says where and until when, and gives no right by itself. */
export interface Looking {
  workspace: string
  until: number
}

/** Begins a look; the log of the workspace says so first. */
export async function beginLooking(
  hub: HubPorts,
  operator: Operator,
  account: Account,
  workspace: string,
  reason: string,
): Promise<Looking> {
  const why = reasonOf(reason, 'why')
  await tenantOf(hub, workspace)
  const looking = { workspace, until: hub.now() + lookMs }
  await hub.accounts.record(workspace, {
    actor: 'operator',
    actorName: 'the operator',
    verb: 'look',
    noun: 'workspace',
    subject: workspace,
    before: null,
    after: { why, until: new Date(looking.until).toISOString() },
  })
  await note(hub, operator, 'look', workspace, why)
  await hub.accounts.putToken(
    purposeOf(account, looking),
    await hashOf(account.session),
    looking.until,
  )
  return looking
}

/** The actor of somebody who looks; null: they do not, or not any more. */
export async function lookerOf(
  hub: HubPorts,
  account: Account,
  looking: Looking,
): Promise<Actor | null> {
  if (!(await operatorOf(hub, account))) return null
  const hash = await hashOf(account.session)
  if (!(await hub.accounts.seeToken(purposeOf(account, looking), hash, hub.now()))) return null
  const { workspace, until } = looking
  const found = await hub.accounts.workspace(workspace)
  if (!found) return null
  return {
    kind: 'person',
    id: account.id,
    name: 'the operator',
    workspace,
    workspaceName: found.name,
    role: 'viewer',
    lookingUntil: until,
  }
}

/** Ends it before its time. */
export async function endLooking(hub: HubPorts, account: Account, looking: Looking): Promise<void> {
  const hash = await hashOf(account.session)
  await hub.accounts.takeToken(purposeOf(account, looking), hash, hub.now())
}

/** Of one session, one workspace and one end: what a browser says else finds nothing. */
const purposeOf = ({ id, session }: Account, { workspace, until }: Looking) =>
  `look:${id}:${session}:${workspace}:${until}`
