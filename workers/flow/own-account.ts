// What people do to their own account: name, password, address, and its end. Whoever found an open
// browser can do none of it: each asks for the password again, or for a fresh sign-in.
import type { Account, Auth, Caller } from '../account-ports.ts'
import { isMailAddress } from '../channel/email.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { attempt, forgive } from './attempts.ts'
import { push } from './change.ts'
import { issue, lackOfMail, post, take, tell } from './letters.ts'
import { passwordChanged, verifyPassword } from './sign-in.ts'

/** Who acts on which account, and with what proof. */
export interface Own {
  auth: Auth
  account: Account
  caller: Caller
}

/** An account without a password proves itself by having signed in just now. */
const freshMs = 10 * 60_000

/** Refuses whoever cannot prove once more that the account is theirs. */
export async function confirmOwner(hub: HubPorts, own: Own, password: string): Promise<void> {
  const { auth, account, caller } = own
  if (!account.hasPassword) {
    if (isFresh(hub, account)) return
    throw new Problem(
      'forbidden',
      'You signed in more than 10 minutes ago. Sign out and in again, then repeat this.',
    )
  }
  await attempt(hub, 'sign-in', { account: account.email, address: caller.address })
  if (!(await auth.isPassword(caller, password))) {
    throw new Problem('invalid', 'is not the password of this account', 'password')
  }
  await forgive(hub, 'sign-in', account.email)
}

/** Whether the session was begun just now. */
export function isFresh(hub: HubPorts, account: Account): boolean {
  return hub.now() - account.signedInAt <= freshMs
}

/** Another name; answers the cookies that say it. */
export async function rename({ auth, caller }: Own, text: string): Promise<string[]> {
  const name = text.trim()
  if (name === '') throw new Problem('invalid', 'must not be empty', 'name')
  if (name.length > 100) throw new Problem('invalid', 'must have at most 100 characters', 'name')
  return auth.rename(caller, name)
}

/** Another password. All sessions end, this one too; answers the cookies of a fresh one. */
export async function changePassword(
  hub: HubPorts,
  own: Own,
  given: { password: string; next: string },
): Promise<string[]> {
  verifyPassword(given.next, 'next')
  await confirmOwner(hub, own, given.password)
  const { auth, account, caller } = own
  await auth.setPassword(account.id, given.next)
  await hub.people.dropTokens(account.id)
  await tell(hub, account.email, passwordChanged)
  const opened = await auth.open(account.id, caller, 'all')
  return opened?.kind === 'in' ? opened.cookies : []
}

/** Asks the new address whether it is read. Nothing changes until it says so. */
export async function askAddress(
  hub: HubPorts,
  own: Own,
  given: { password: string; email: string },
): Promise<void> {
  const { account, caller } = own
  const email = given.email.trim().toLowerCase()
  if (!isMailAddress(email)) {
    throw new Problem('invalid', 'must be one e-mail address, like you@example.com', 'email')
  }
  if (email === account.email) {
    throw new Problem('invalid', 'is your address already', 'email')
  }
  const lack = lackOfMail(hub)
  if (lack) throw new Problem('unavailable', lack)
  await confirmOwner(hub, own, given.password)
  await attempt(hub, 'letter', { account: account.email, address: caller.address })
  // Whether somebody else has the address is not for strangers to learn.
  if (await hub.people.byEmail(email)) return
  const token = await issue(hub, 'address', { person: account.id, about: email })
  await post(hub, email, {
    headline: 'confirm this address',
    lines: [
      `${account.name} wants to sign in to eSonar with this address from now on. The link works once, for a day.`,
      'If you do not know this, do nothing.',
    ],
    link: { label: 'Use this address', url: `${hub.settings.baseUrl}/address/${token}` },
  })
}

/** The new address said yes: it is the account's, and the old one is told. */
export async function confirmAddress(hub: HubPorts, token: string): Promise<string> {
  const { person: id, about: email } = await take(hub, 'address', token)
  const before = await hub.people.byId(id)
  if (!before) throw new Problem('forbidden', 'This account is gone.')
  if (!(await hub.people.setEmail(id, email))) {
    throw new Problem('conflict', 'Another account has this address by now; choose another one.')
  }
  // Letters to the old address must open nothing any more.
  await hub.people.dropTokens(id)
  await tell(hub, before.email, {
    headline: 'the address of your account was changed',
    lines: [
      `Your account is signed in to with ${email} from now on; this address no longer works.`,
      'If it was not you, tell whoever runs this installation at once.',
    ],
    link: null,
  })
  return email
}

/** Deletes the account and all that is its own; answers the cookies that clear the session. */
export async function deleteAccount(hub: HubPorts, own: Own, password: string): Promise<string[]> {
  const { auth, account, caller } = own
  await confirmOwner(hub, own, password)
  const workspaces = await hub.people.remove(account.id)
  if (!workspaces) throw onlyOwner(await hub.people.onlyOwnerOf(account.id))
  for (const workspace of workspaces) await push(hub, workspace)
  await hub.people.dropTokens(account.id)
  await tell(hub, account.email, {
    headline: 'your account was deleted',
    lines: ['Your account and everything that was only yours are gone. Nobody can undo this.'],
    link: null,
  })
  return auth.signOut(caller)
}

function onlyOwner(names: string[]): Problem {
  const detail = `You are the only owner of ${names.join(' and ')}. Make somebody else an owner there, or delete the workspace; then your account can go.`
  return new Problem('conflict', detail)
}
