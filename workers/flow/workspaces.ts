// The workspaces of a person: made, renamed, and ended. What ends is gone: rows, the shard's
// documents, snapshots, copies of keys and the addresses that jobs speak to.
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts, Person } from '../hub-ports.ts'
import type { Membership } from '../workspace-ports.ts'
import { entryOf } from './agents.ts'
import { allow, auditOf, push } from './change.ts'
import { endPayment } from './customer.ts'
import { publicKeysOf } from './page-past.ts'
import { pingKeyEntryOf } from './ping-key.ts'
import { pingKeyOf, tokenIn } from './tokens.ts'

/** Of which somebody is an owner: nobody fills the shards with empty ones. */
const ownedMax = 20
const nameCharsMax = 80

export function nameOf(text: string): string {
  const name = text.trim()
  if (name === '') throw new Problem('invalid', 'must not be empty', 'name')
  if (name.length > nameCharsMax) {
    throw new Problem('invalid', `must have at most ${nameCharsMax} characters`, 'name')
  }
  return name
}

/** Those that a person belongs to. A program's key knows its own only. */
export async function listWorkspaces(hub: HubPorts, actor: Actor): Promise<Membership[]> {
  if (actor.kind === 'person') {
    const own = await hub.accounts.workspaceOfUser(actor.id)
    return own.map(({ workspace, name, role }) => ({ workspace, name, role }))
  }
  const { workspace, name, role } = await getWorkspace(hub, actor)
  return [{ workspace, name, role }]
}

export async function getWorkspace(
  hub: HubPorts,
  actor: Actor,
): Promise<Membership & { plan: string }> {
  allow(actor, 'read', 'workspace')
  const found = await hub.accounts.workspace(actor.workspace)
  if (!found) throw new Problem('not_found', 'There is no such workspace.')
  return { workspace: found.id, name: found.name, plan: found.plan, role: actor.role }
}

/** Another workspace, owned by whoever asks. */
export async function makeWorkspace(
  hub: HubPorts,
  person: Pick<Person, 'id' | 'name'>,
  text: string,
): Promise<string> {
  const name = nameOf(text)
  const own = await hub.accounts.workspaceOfUser(person.id)
  if (own.filter((one) => one.role === 'owner').length >= ownedMax) {
    throw new Problem('limit_reached', `You own ${ownedMax} workspaces; delete one first.`)
  }
  const id = hub.randomId(12)
  const actor: Actor = { kind: 'person', ...person, workspace: id, role: 'owner' }
  const audit = auditOf(actor, 'create', 'workspace', id, null, { name })
  await hub.accounts.addWorkspace(person.id, id, name, hub.settings.plan, audit)
  await hub.snapshots.put(`dir:${id}`, { v: 1, shard: await hub.directory.assign(id) })
  await push(hub, id)
  return id
}

export async function renameWorkspace(hub: HubPorts, actor: Actor, text: string): Promise<void> {
  allow(actor, 'write', 'workspace')
  const name = nameOf(text)
  const before = await getWorkspace(hub, actor)
  if (before.name === name) return
  const facts = [{ name: before.name }, { name }] as const
  const audit = auditOf(actor, 'update', 'workspace', actor.workspace, ...facts)
  await hub.accounts.renameWorkspace(actor.workspace, name, audit)
}

/** Deletes the workspace with all that is in it. `typed`: its name, as the person typed it. */
export async function deleteWorkspace(hub: HubPorts, actor: Actor, typed: string): Promise<void> {
  if (actor.kind !== 'person' || actor.role !== 'owner') {
    throw new Problem('forbidden', 'Only an owner who is signed in can delete a workspace.')
  }
  const { workspace } = actor
  const { name } = await getWorkspace(hub, actor)
  if (typed.trim() !== name) {
    throw new Problem('invalid', `is not the name of this workspace, ${name}`, 'name')
  }
  const entries = await entriesOf(hub, workspace)
  const agents = await hub.agents.agents(workspace)
  const door = await hub.shard(workspace)
  await endPayment(hub, workspace)
  // What of it is public first. The shard forgets before and after: until the row is gone, a change
  // of configuration may come in between.
  await drop(hub, entries.pages)
  await door.forget(workspace)
  if (!(await hub.accounts.dropWorkspace(workspace, name))) {
    await push(hub, workspace)
    throw new Problem('conflict', 'Somebody renamed the workspace at the same moment; look again.')
  }
  await door.forget(workspace)
  await Promise.all(agents.map((one) => hub.agentDoor(one.id).revoke()))
  await drop(hub, [...entries.pages, ...entries.others])
  hub.log.info('workspace.deleted', { workspace, by: actor.id })
}

/** Everything KV holds of a workspace, by name. */
async function entriesOf(
  hub: HubPorts,
  workspace: string,
): Promise<{ pages: string[]; others: string[] }> {
  const [config, hashes, pingKey, agents] = await Promise.all([
    hub.config.whole(workspace),
    hub.accounts.keyHashes(workspace),
    hub.accounts.pingKey(workspace),
    hub.agents.agentHashes(workspace),
  ])
  const tokens = await Promise.all((config?.checks ?? []).map((one) => tokenIn(hub.vault, one)))
  const known = tokens.filter((one) => one !== null)
  return {
    pages: (config?.pages ?? []).flatMap(publicKeysOf),
    others: [
      `dir:${workspace}`,
      ...hashes.map((hash) => `key:${hash}`),
      ...agents.map(entryOf),
      ...(await Promise.all(known.map(pingKeyOf))),
      ...(pingKey === null ? [] : [await pingKeyEntryOf(await hub.vault.open(pingKey))]),
    ],
  }
}

/** What stays behind for a fault of KV leads nowhere, and is logged. */
async function drop(hub: HubPorts, names: string[]): Promise<void> {
  for (const name of names) {
    await hub.snapshots
      .drop(name)
      .catch((fault: unknown) => hub.log.error('workspace.drop', fault, { name }))
  }
}
