// Passkeys of one's own account, and signing in with one.
import type { Auth, Caller } from '../account-ports.ts'
import { deviceOf } from '../domain/device.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { attempt } from './attempts.ts'
import { tell } from './letters.ts'
import { confirmOwner, type Own } from './own-account.ts'

const keysMax = 20

/** Proves the owner and gives them a fresh session, in which a passkey can be made. Answers its
 *  cookies. */
export async function preparePasskey(hub: HubPorts, own: Own, password: string): Promise<string[]> {
  const { auth, account, caller } = own
  if (!auth.hasPasskeys) throw new Problem('conflict', lackOfHost)
  if ((await auth.passkeys(caller)).length >= keysMax) {
    throw new Problem('conflict', `There are ${keysMax} passkeys; remove one first.`)
  }
  await confirmOwner(hub, own, password)
  const opened = await auth.open(account.id, caller, 'all')
  if (opened?.kind !== 'in') throw new Problem('unauthenticated', 'This account is gone.')
  await auth.endSession(caller, account.session)
  return opened.cookies
}

/** Why there are no passkeys here. */
export const lackOfHost =
  'Passkeys need a host name, and this installation is called by a bare address. Whoever runs it sets ESONAR_BASE_URL (or BASE_URL) to one.'

/** What a new passkey is made with. */
export async function newPasskey({ auth, caller }: Own) {
  const asked = await auth.newPasskey(caller)
  if (asked) return asked
  throw new Problem('forbidden', 'This took longer than 10 minutes; begin again.')
}

/** Keeps the passkey that the browser made. */
export async function keepPasskey(
  hub: HubPorts,
  { auth, account, caller }: Own,
  given: { response: unknown; name: string },
): Promise<void> {
  const name = given.name.trim().slice(0, 100) || deviceOf(caller.userAgent)
  if (!(await auth.keepPasskey(caller, given.response, name))) {
    throw new Problem('invalid', 'The passkey could not be checked; begin again.')
  }
  await tell(hub, account.email, {
    headline: 'a passkey was added',
    lines: [`${name} can sign in to your account from now on. Was it not you? Remove it at once.`],
    link: { label: 'Your passkeys', url: `${hub.settings.baseUrl}/account/passkeys` },
  })
}

/** Removes a passkey. */
export async function dropPasskey(
  hub: HubPorts,
  own: Own,
  given: { id: string; password: string },
): Promise<void> {
  const { auth, account, caller } = own
  await confirmOwner(hub, own, given.password)
  if (!(await auth.dropPasskey(caller, given.id))) {
    throw new Problem('not_found', 'There is no such passkey.')
  }
  await tell(hub, account.email, {
    headline: 'a passkey was removed',
    lines: ['One of your passkeys can no longer sign in to your account.'],
    link: null,
  })
}

/** Signs in; answers the cookies. */
export async function signInByPasskey(
  hub: HubPorts,
  auth: Auth,
  response: unknown,
  caller: Caller,
): Promise<string[]> {
  const address = { account: caller.address, address: caller.address }
  await attempt(hub, 'passkey', address)
  const said = await auth.signInByPasskey(caller, response)
  if (said.kind === 'in') return said.cookies
  throw new Problem('unauthenticated', 'This passkey is not known here.')
}
