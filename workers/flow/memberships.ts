// Who belongs to a workspace: roles changed, people taken out or leaving, ownership handed over.
// A workspace is never without an owner, and nobody gives more rights than they have.
import type { Member } from '../call-ports.ts'
import type { Schedule } from '../domain/oncall.ts'
import { isAtMost, type Role } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, push } from './change.ts'

export async function listMembers(hub: HubPorts, actor: Actor): Promise<Member[]> {
  allow(actor, 'read', 'member')
  return hub.accounts.members(actor.workspace)
}

export async function getMember(hub: HubPorts, actor: Actor, id: string): Promise<Member> {
  const found = (await listMembers(hub, actor)).find((one) => one.id === id)
  if (!found) throw new Problem('not_found', 'There is no member of this id.')
  return found
}

/** Another role. Whoever is an owner is changed by owners only. */
export async function changeRole(
  hub: HubPorts,
  actor: Actor,
  id: string,
  role: Role,
): Promise<Member> {
  allow(actor, 'write', 'member')
  const before = await getMember(hub, actor, id)
  verifyGift(actor, role, 'role')
  verifyRank(actor, before)
  if (before.role === role) return before
  const facts = [{ role: before.role }, { role }] as const
  const audit = auditOf(actor, 'update', 'member', id, ...named(before, facts))
  if (!(await hub.accounts.setRole(actor.workspace, id, role, audit))) throw lastOwner()
  // Owners are told where no channel does.
  await push(hub, actor.workspace)
  return { ...before, role }
}

/** Takes somebody out, or leaves: everybody may go. */
export async function removeMember(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  const isOwn = actor.kind === 'person' && actor.id === id
  if (!isOwn) allow(actor, 'write', 'member')
  const before = await getMember(hub, actor, id)
  verifyRank(actor, before)
  const schedules = await hub.config.schedules(actor.workspace)
  const rota = schedules.find((one) => isNamed(one, id, hub.now()))
  if (rota) {
    throw new Problem(
      'conflict',
      `${before.name} is on call in ${rota.name}; take them out of that schedule first.`,
    )
  }
  const verb = isOwn ? 'leave' : 'delete'
  const { name, role } = before
  const audit = auditOf(actor, verb, 'member', id, { name, role }, null)
  if (!(await hub.accounts.dropMember(actor.workspace, id, audit))) throw lastOwner()
  await push(hub, actor.workspace)
}

/** Makes another member the owner; whoever hands over is an admin from then on. */
export async function transferOwnership(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  if (actor.kind !== 'person' || actor.role !== 'owner') {
    throw new Problem('forbidden', 'Only an owner who is signed in can hand a workspace over.')
  }
  const heir = await getMember(hub, actor, id)
  if (id === actor.id)
    throw new Problem('invalid', 'is you already; choose somebody else', 'person')
  const before = { owner: actor.name }
  const audit = auditOf(actor, 'transfer', 'workspace', actor.workspace, before, {
    owner: heir.name,
  })
  if (!(await hub.accounts.transfer(actor.workspace, actor.id, id, audit))) {
    throw new Problem('conflict', 'Somebody changed the members at the same moment; look again.')
  }
  await push(hub, actor.workspace)
}

/** Refuses to give a role above one's own. */
export function verifyGift(actor: Actor, role: Role, field: string): void {
  if (isAtMost(role, actor.role)) return
  throw new Problem('forbidden', `An ${actor.role} cannot make an ${role}; ask an owner.`, field)
}

function verifyRank(actor: Actor, member: Member): void {
  if (isAtMost(member.role, actor.role)) return
  throw new Problem('forbidden', `${member.name} is an ${member.role}; ask an owner.`)
}

function named(
  { name }: Member,
  [before, after]: readonly [object, object],
): [before: object, after: object] {
  return [
    { name, ...before },
    { name, ...after },
  ]
}

/** Whether the schedule counts on this person, now or later. */
function isNamed({ layers, overrides }: Schedule, person: string, now: number): boolean {
  return (
    layers.some((layer) => layer.people.includes(person)) ||
    overrides.some((one) => one.person === person && one.to > now)
  )
}

function lastOwner(): Problem {
  return new Problem(
    'conflict',
    'A workspace needs an owner, and there is no other one. Make somebody else an owner first.',
  )
}
