// The first account by one-time link, and which workspace a person acts in. Signing in itself is
// better-auth's.
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts, Person } from '../hub-ports.ts'
import { auditOf, push, record } from './change.ts'
import { hashOf } from './hash.ts'
import { createKey } from './keys.ts'

const linkMsMax = 24 * 3_600_000
const purpose = 'first-account'
const firstName = 'My servers'

/** Makes the account; better-auth's part is passed in. */
export type SignUp = (email: string, name: string, password: string) => Promise<Person>

/** A fresh token for the first account, or null when there is one already. */
export async function setupToken(hub: HubPorts): Promise<string | null> {
  if ((await hub.accounts.countUsers()) > 0) return null
  const token = `${hub.randomId(20)}${hub.randomId(20)}`
  await hub.accounts.putToken(purpose, await hashOf(token), hub.now() + linkMsMax)
  return token
}

/** Whether a first link would still work. */
export async function seeSetup(hub: HubPorts, token: string): Promise<boolean> {
  return hub.accounts.seeToken(purpose, await hashOf(token), hub.now())
}

/** Makes the first account with a one-time link; the link is used up only when it worked. */
export async function signUpFirst(
  hub: HubPorts,
  signUp: SignUp,
  input: { token: string; email: string; name: string; password: string },
): Promise<void> {
  const hash = await hashOf(input.token)
  if (!(await hub.accounts.seeToken(purpose, hash, hub.now()))) {
    throw new Problem(
      'forbidden',
      'This link was used or is too old; start eSonar again for a new one.',
    )
  }
  if ((await hub.accounts.countUsers()) > 0) {
    throw new Problem('conflict', 'There is an account already; sign in with it.')
  }
  if (!(await hub.accounts.takeToken(purpose, hash, hub.now()))) {
    throw new Problem('forbidden', 'This link was used just now; sign in.')
  }
  await makeOwner(hub, signUp, input)
}

/** An account with its workspace. Repeating it after a crash completes what is missing. */
async function makeOwner(
  hub: HubPorts,
  signUp: SignUp,
  input: { email: string; name: string; password: string },
): Promise<Actor> {
  const person = await signUp(input.email, input.name, input.password)
  const workspace = await ownWorkspace(hub, person)
  return { kind: 'person', id: person.id, name: person.name, workspace, role: 'owner' }
}

async function ownWorkspace(hub: HubPorts, person: Person): Promise<string> {
  const id = hub.randomId(12)
  const workspace = await hub.accounts.createWorkspace(person.id, id, firstName, hub.settings.plan)
  await hub.snapshots.put(`dir:${workspace}`, {
    v: 1,
    shard: await hub.directory.assign(workspace),
  })
  await push(hub, workspace)
  if (workspace === id) {
    const owner: Actor = { kind: 'person', ...person, workspace, role: 'owner' }
    const audit = auditOf(owner, 'create', 'workspace', id, null, { name: firstName })
    await record(hub, workspace, audit)
  }
  return workspace
}

/** The owner of a headless first start, with an API key of their own making. Repeats harmlessly. */
export async function ensureOwner(
  hub: HubPorts,
  signUp: SignUp,
  signIn: (email: string, password: string) => Promise<Person | null>,
  input: { email: string; password: string; apiKey: string | null },
): Promise<void> {
  const first = (await hub.accounts.countUsers()) === 0
  const name = input.email.split('@')[0] ?? input.email
  const person = first
    ? await signUp(input.email, name, input.password)
    : await signIn(input.email, input.password)
  if (!person) return
  const [member] = await hub.accounts.workspaceOfUser(person.id)
  const workspace = member?.workspace ?? (await ownWorkspace(hub, person))
  if (!input.apiKey || (await hub.accounts.keyByHash(await hashOf(input.apiKey)))) return
  const actor: Actor = { kind: 'person', id: person.id, name, workspace, role: 'owner' }
  await createKey(hub, actor, { name: 'first start', role: 'owner' }, input.apiKey)
}

/** The actor of a signed-in person, in the workspace they chose if they belong to it, else in the
 *  one they have belonged to longest. An account without any gets one: its making was cut short,
 *  or all it had are gone. */
export async function actorOfPerson(
  hub: HubPorts,
  person: Person,
  chosen: string | null,
): Promise<Actor> {
  const memberships = await hub.accounts.workspaceOfUser(person.id)
  const member = memberships.find((one) => one.workspace === chosen) ?? memberships[0]
  const { id, name } = person
  if (member) {
    const { workspace, role, name: workspaceName, owingSince } = member
    return { kind: 'person', id, name, workspace, workspaceName, role, owingSince }
  }
  // A browser may believe in its session for a minute after the account is gone.
  if (!(await hub.people.byId(id))) throw new Problem('unauthenticated', 'This account is gone.')
  const workspace = await ownWorkspace(hub, person)
  return { kind: 'person', id, name, workspace, workspaceName: firstName, role: 'owner' }
}
