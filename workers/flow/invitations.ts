// Invitations into a workspace, by a link that works once. The link is shown once; what is kept is
// its hash. Looking at a link changes nothing; joining does.
import { isMailAddress } from '../channel/email.ts'
import { makeId } from '../domain/id.ts'
import type { Role } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts, Person } from '../hub-ports.ts'
import type { FoundInvitation, Invitation } from '../workspace-ports.ts'
import { allow, auditOf, push } from './change.ts'
import { hashOf } from './hash.ts'
import { mailInvitation } from './invitation-letter.ts'
import { lackOfMail } from './letters.ts'
import { verifyGift } from './memberships.ts'
import { verifyRoom } from './plan.ts'

const dayMs = 86_400_000
export const invitationDays = 7
/** Open ones of a workspace. */
const openMax = 100
const secretChars = 40

/** Open invitations, for those who may make some; nobody else learns whom they were sent to. */
export async function listInvitations(hub: HubPorts, actor: Actor): Promise<Invitation[]> {
  allow(actor, 'write', 'member')
  return hub.accounts.invitations(actor.workspace, hub.now())
}

/** Makes an invitation, and mails it when there is an address; `url` is the only time it is seen. */
export async function invite(
  hub: HubPorts,
  actor: Actor,
  { role, email }: { role: Role; email: string | null },
): Promise<Invitation & { url: string }> {
  allow(actor, 'write', 'member')
  verifyGift(actor, role, 'role')
  const { workspace } = actor
  if (email !== null) await verifyAddress(hub, workspace, email)
  await verifyRoom(hub, workspace, 'members')
  if ((await hub.accounts.invitations(workspace, hub.now())).length >= openMax) {
    throw new Problem('limit_reached', `At most ${openMax} invitations at once; take one back.`)
  }
  const secret = hub.randomId(secretChars)
  const invitation: Invitation = {
    id: makeId('invitation', workspace, hub.randomId(12)),
    role,
    email,
    invitedBy: actor.name,
    createdAt: new Date(hub.now()).toISOString(),
    expiresAt: new Date(hub.now() + invitationDays * dayMs).toISOString(),
  }
  const { id, invitedBy: _, createdAt: __, ...facts } = invitation
  const audit = auditOf(actor, 'create', 'invitation', id, null, facts)
  const hash = await hashOf(secret)
  await hub.accounts.putInvitation(workspace, { ...invitation, hash }, audit)
  const made = { ...invitation, url: `${hub.settings.baseUrl}/invitations/${secret}` }
  if (email !== null) await mailed(hub, actor, made, email)
  return made
}

/** What could not be mailed is taken back: nobody would know of it. */
async function mailed(
  hub: HubPorts,
  actor: Actor,
  made: Invitation & { url: string },
  email: string,
): Promise<void> {
  const found = await hub.accounts.workspace(actor.workspace)
  try {
    await mailInvitation(hub, email, made, found?.name ?? '')
  } catch (fault) {
    const before = { role: made.role, email }
    const audit = auditOf(actor, 'delete', 'invitation', made.id, before, null)
    await hub.accounts.dropInvitation(actor.workspace, made.id, audit)
    throw fault
  }
}

async function verifyAddress(hub: HubPorts, workspace: string, email: string): Promise<void> {
  if (!isMailAddress(email)) {
    throw new Problem('invalid', 'must be one e-mail address, like you@example.com', 'email')
  }
  const lack = lackOfMail(hub)
  if (lack) throw new Problem('conflict', lack, 'email')
  const members = await hub.accounts.members(workspace)
  const known = members.find((one) => one.email.toLowerCase() === email.toLowerCase())
  if (known) throw new Problem('conflict', `${known.name} belongs to this workspace`, 'email')
}

/** Takes an invitation back: its link works no more. */
export async function revokeInvitation(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  allow(actor, 'write', 'member')
  const open = await hub.accounts.invitations(actor.workspace, hub.now())
  const found = open.find((one) => one.id === id)
  if (!found) throw noInvitation()
  const before = { role: found.role, email: found.email }
  const audit = auditOf(actor, 'delete', 'invitation', id, before, null)
  if (!(await hub.accounts.dropInvitation(actor.workspace, id, audit))) throw noInvitation()
}

/** The invitation under a link while it works; null: it does not. */
export async function seeInvitation(
  hub: HubPorts,
  secret: string,
): Promise<FoundInvitation | null> {
  if (secret.length !== secretChars) return null
  return hub.accounts.invitation(await hashOf(secret), hub.now())
}

/** Makes the person a member; answers the workspace. */
export async function join(hub: HubPorts, person: Person, secret: string): Promise<string> {
  const found = await seeInvitation(hub, secret)
  if (!found) throw over()
  const { id, workspace, workspaceName, role } = found
  const own = await hub.accounts.workspaceOfUser(person.id)
  if (own.some((one) => one.workspace === workspace)) {
    throw new Problem('conflict', `You belong to ${workspaceName} already.`)
  }
  const joining: Actor = { kind: 'person', id: person.id, name: person.name, workspace, role }
  const after = { name: person.name, role, invitation: id }
  const audit = auditOf(joining, 'join', 'member', person.id, null, after)
  if (!(await hub.accounts.acceptInvitation(found, person.id, hub.now(), audit))) throw over()
  if (role === 'owner') await push(hub, workspace)
  return workspace
}

function over(): Problem {
  return new Problem(
    'forbidden',
    'This invitation was used, taken back or is too old; ask for another one.',
  )
}

function noInvitation(): Problem {
  return new Problem('not_found', 'There is no open invitation of this id.')
}
