// Who runs the installation, and what they see of it. Being named is not enough: they prove a second
// factor in the session they use, and again when that is long ago.
import type { Account, Auth, Caller } from '../account-ports.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import type { Installation, Operator, OperatorVerb, Tenant } from '../operator-ports.ts'
import { attempt } from './attempts.ts'
import { hashOf } from './hash.ts'
import { knownShards } from './health.ts'

/** A proof is good for so long. */
const proofMs = 12 * 3_600_000
const weekMs = 7 * 86_400_000
const deadMax = 100

/** Whether the account is one of those named. The address must be proven: an account by invitation
 *  has whatever address was typed. */
export function isNamed(hub: HubPorts, account: Account): boolean {
  return account.emailVerified && hub.settings.operators.includes(account.email.toLowerCase())
}

/** Whoever is named and has proven it in this session lately; null: not they. */
export async function operatorOf(hub: HubPorts, account: Account): Promise<Operator | null> {
  if (!isNamed(hub, account)) return null
  const [purpose, hash] = await proofOf(account)
  const isProven = await hub.accounts.seeToken(purpose, hash, hub.now())
  return isProven ? { person: account.id, name: account.name } : null
}

/** Proves the second factor once more; answers cookies of the session. */
export async function enter(
  hub: HubPorts,
  auth: Auth,
  account: Account,
  code: string,
  caller: Caller,
): Promise<string[]> {
  if (!isNamed(hub, account)) throw new Problem('not_found', 'There is nothing at this address.')
  if (!account.hasSecondFactor) {
    throw new Problem('conflict', 'Set up a second factor first, under Account.')
  }
  await attempt(hub, 'code', { account: account.id, address: caller.address })
  const cookies = await auth.confirmSecond(caller, code.replace(/\s+/g, ''))
  if (!cookies) {
    throw new Problem(
      'invalid',
      'is not right, too old or used before; take the next one shown',
      'code',
    )
  }
  const [purpose, hash] = await proofOf(account)
  await hub.accounts.putToken(purpose, hash, hub.now() + proofMs)
  await note(hub, { person: account.id, name: account.name }, 'enter', '', '')
  return cookies
}

/** Ends the proof: the console asks for the factor again. */
export async function leave(hub: HubPorts, account: Account): Promise<void> {
  const [purpose, hash] = await proofOf(account)
  await hub.accounts.takeToken(purpose, hash, hub.now())
}

/** Of one session; it goes with the person's other tokens when the password is set anew. */
async function proofOf({ id, session }: Account): Promise<[purpose: string, hash: string]> {
  return [`operator:${id}:${session}`, await hashOf(session)]
}

/** Writes down what an operator did. */
export function note(
  hub: HubPorts,
  { person, name }: Operator,
  act: OperatorVerb,
  subject: string,
  reason: string,
): Promise<void> {
  return hub.operator.act({ person, name, act, subject, reason })
}

/** A workspace of the list; throws `not_found`. */
export async function tenantOf(hub: HubPorts, workspace: string): Promise<Tenant> {
  const found = await hub.operator.tenant(workspace)
  if (!found) throw new Problem('not_found', 'There is no workspace of this id.')
  return found
}

/** How the installation fares, over all workspaces. */
export async function installationOf(hub: HubPorts): Promise<Installation> {
  const since = hub.now() - weekMs
  const [totals, known, told, dead] = await Promise.all([
    hub.operator.totals(),
    knownShards(hub),
    hub.operator.told(since),
    hub.operator.deadLetters(since, deadMax),
  ])
  const shards = await Promise.all(
    known.map(async ({ shard, workspaces }) => ({
      shard,
      workspaces: workspaces.length,
      health: await hub
        .shardByName(shard)
        .health()
        .catch(() => null),
    })),
  )
  const locations = hub.locations().map(({ id, network, label }) => ({
    id,
    network,
    label,
    unwellIn: shards.filter((one) => one.health?.unwellLocations.includes(id)).length,
  }))
  return { totals, shards, locations, told, dead }
}
