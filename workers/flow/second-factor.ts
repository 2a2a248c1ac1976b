// A second factor for one's own account: set up, confirmed by a first code, taken away; recovery
// codes shown once. The account's mailbox hears of each.
import type { SecondFactorStart } from '../account-ports.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { tell } from './letters.ts'
import { confirmOwner, type Own } from './own-account.ts'

/** A fresh secret for an authenticator app. */
export async function startSecond(
  hub: HubPorts,
  own: Own,
  password: string,
): Promise<SecondFactorStart> {
  if (own.account.hasSecondFactor) {
    throw new Problem('conflict', 'It is on already; turn it off first to set up another app.')
  }
  await confirmOwner(hub, own, password)
  const start = await own.auth.startSecond(own.caller, passwordOf(own, password))
  if (!start) throw new Problem('conflict', 'It could not be set up; sign in again and repeat it.')
  return start
}

/** The first code; answers cookies, and the recovery codes to be shown once. */
export async function confirmSecond(
  hub: HubPorts,
  { auth, account, caller }: Own,
  text: string,
): Promise<{ cookies: string[]; codes: string[] }> {
  const cookies = await auth.confirmSecond(caller, text.replace(/\s+/g, ''))
  if (!cookies) {
    throw new Problem(
      'invalid',
      'is not right, too old or used before; take the next one shown',
      'code',
    )
  }
  await tell(hub, account.email, notice('a second factor is asked for from now on'))
  return { cookies, codes: await auth.recoveryCodes(account.id) }
}

/** Takes the second factor away; answers cookies. */
export async function stopSecond(hub: HubPorts, own: Own, password: string): Promise<string[]> {
  await confirmOwner(hub, own, password)
  const cookies = await own.auth.stopSecond(own.caller, passwordOf(own, password))
  if (!cookies) throw new Problem('conflict', 'It is off already.')
  await tell(hub, own.account.email, notice('the second factor was turned off'))
  return cookies
}

/** Other recovery codes; those before stop working. */
export async function newRecoveryCodes(
  hub: HubPorts,
  own: Own,
  password: string,
): Promise<string[]> {
  await confirmOwner(hub, own, password)
  const codes = await own.auth.newRecoveryCodes(own.caller, passwordOf(own, password))
  if (!codes) throw new Problem('conflict', 'There is no second factor; turn it on first.')
  await tell(hub, own.account.email, notice('new recovery codes were made'))
  return codes
}

const passwordOf = ({ account }: Own, password: string) => (account.hasPassword ? password : null)

const notice = (headline: string) => ({
  headline,
  lines: [
    `This was done to your account just now: ${headline}.`,
    'If it was not you, set a new password by "Forgot the password" on the sign-in page.',
  ],
  link: null,
})
