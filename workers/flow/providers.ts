// Accounts elsewhere: signing in by a provider's word, connecting one with one's own account, and
// taking it away again, unless nothing else would be left to sign in with.
import type { Auth, Caller, Onward } from '../account-ports.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { attempt } from './attempts.ts'
import { tell } from './letters.ts'
import { confirmOwner, type Own } from './own-account.ts'

const away = () =>
  new Problem('unavailable', 'The provider does not answer just now. Try again, or another way.')

/** The provider's name; throws when this installation has none of this id. */
export function nameOfProvider(auth: Auth, id: string): string {
  const found = auth.providers.find((one) => one.id === id)
  if (found) return found.name
  throw new Problem('not_found', 'Nobody signs in that way here.')
}

/** Where the browser goes to sign in; it comes back to `path`. */
export async function askProvider(
  hub: HubPorts,
  auth: Auth,
  { id, path }: { id: string; path: string },
  caller: Caller,
): Promise<Onward> {
  nameOfProvider(auth, id)
  await attempt(hub, 'provider', { account: caller.address, address: caller.address })
  const onward = await auth.askProvider(caller, id, path)
  if (!onward) throw away()
  return onward
}

/** Where the browser goes to connect an account there with the one here. */
export async function connect(
  hub: HubPorts,
  own: Own,
  { id, password }: { id: string; password: string },
): Promise<Onward> {
  const { auth, caller } = own
  nameOfProvider(auth, id)
  await confirmOwner(hub, own, password)
  const onward = await auth.linkProvider(caller, id)
  if (!onward) throw away()
  return onward
}

/** Takes a connection away. */
export async function disconnect(hub: HubPorts, own: Own, id: string): Promise<void> {
  const { auth, account, caller } = own
  const others = account.connected.filter((one) => one !== id)
  const isLast =
    !account.hasPassword && others.length === 0 && (await auth.passkeys(caller)).length === 0
  if (isLast) {
    throw new Problem(
      'conflict',
      'It is the only way you sign in. Set a password or add a passkey first.',
    )
  }
  await auth.disconnect(account.id, id)
  await tell(hub, account.email, {
    headline: 'an account elsewhere was disconnected',
    lines: [`Nobody signs in to your account by ${nameOfProvider(auth, id)} any more.`],
    link: null,
  })
}
