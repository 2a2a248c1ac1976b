// Getting in: by password, or by a link in a letter; and back in, when the password is forgotten.
// What is said is the same whether somebody has the address or not.
import type { Auth, Caller, Opened, SignedIn } from '../account-ports.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { attempt, forgive } from './attempts.ts'
import { issue, post, take, tell } from './letters.ts'

/** By address and password. */
export async function signIn(
  hub: HubPorts,
  auth: Auth,
  { email, password }: { email: string; password: string },
  caller: Caller,
): Promise<SignedIn> {
  await attempt(hub, 'sign-in', { account: email, address: caller.address })
  const said = await auth.signIn(email.trim(), password, caller)
  if (said.kind !== 'wrong') await forgive(hub, 'sign-in', email)
  return said
}

/** Counts the wish for a letter. The letter itself is sent by what this answers, later: how long
 *  that takes would tell whether there is an account. */
export async function askReset(
  hub: HubPorts,
  email: string,
  caller: Caller,
): Promise<() => Promise<void>> {
  await attempt(hub, 'letter', { account: email, address: caller.address })
  return async () => {
    const person = await hub.people.byEmail(email.trim())
    if (!person) return
    const token = await issue(hub, 'reset', { person: person.id, about: '' })
    await post(hub, person.email, {
      headline: 'a new password',
      lines: [
        'Somebody, probably you, asked for a new password for your account. The link works once, for an hour.',
        'If it was not you, do nothing: your password stays as it is.',
      ],
      link: { label: 'Set a new password', url: `${hub.settings.baseUrl}/reset/${token}` },
    })
  }
}

/** Counts the wish for a link that signs in; the letter is sent by what this answers, later. */
export async function askLink(
  hub: HubPorts,
  { email, path }: { email: string; path: string },
  caller: Caller,
): Promise<() => Promise<void>> {
  await attempt(hub, 'letter', { account: email, address: caller.address })
  return async () => {
    const person = await hub.people.byEmail(email.trim())
    if (!person) return
    const token = await issue(hub, 'sign-in', { person: person.id, about: path })
    await post(hub, person.email, {
      headline: 'a link to sign in with',
      lines: [
        'Somebody, probably you, wants to sign in without a password. The link works once, for 15 minutes, in any browser.',
        'If it was not you, do nothing, and pass it on to nobody.',
      ],
      link: { label: 'Sign in', url: `${hub.settings.baseUrl}/link/${token}` },
    })
  }
}

/** Signs in by a letter's token; answers where the person wanted to go, too. */
export async function openLink(
  hub: HubPorts,
  auth: Auth,
  token: string,
  caller: Caller,
): Promise<{ opened: Opened; path: string }> {
  const { person, about: path } = await take(hub, 'sign-in', token)
  await hub.people.setVerified(person)
  const opened = await auth.open(person, caller, 'letter')
  if (!opened) throw new Problem('forbidden', 'This account is gone.')
  return { opened, path }
}

/** The second factor of whoever is half in; answers the cookies of the session. */
export async function passSecond(
  hub: HubPorts,
  auth: Auth,
  text: string,
  caller: Caller,
): Promise<string[]> {
  await attempt(hub, 'code', { account: caller.cookie, address: caller.address })
  const said = await auth.passSecond(caller, text.replace(/\s+/g, ''))
  if (said.kind === 'in') return said.cookies
  if (said.kind === 'wrong') {
    throw new Problem(
      'invalid',
      'is not right, too old or used before; take the next one shown',
      'code',
    )
  }
  if (said.kind === 'locked') {
    const wait = 15 * 60
    const detail = 'Too many wrong codes. Try again in 15 minutes.'
    throw new Problem('too_many_requests', detail, undefined, wait)
  }
  throw new Problem('unauthenticated', 'This took too long, or too many codes were wrong.')
}

/** Sets a password by a letter's token; every session of the account ends. */
export async function reset(
  hub: HubPorts,
  auth: Auth,
  { token, password }: { token: string; password: string },
): Promise<void> {
  verifyPassword(password, 'password')
  const { person: id } = await take(hub, 'reset', token)
  const person = await hub.people.byId(id)
  if (!person) throw new Problem('forbidden', 'This account is gone.')
  await auth.setPassword(id, password)
  await hub.people.setVerified(id)
  await hub.people.dropTokens(id)
  await forgive(hub, 'sign-in', person.email)
  await tell(hub, person.email, passwordChanged)
}

export const passwordChanged = {
  headline: 'your password was changed',
  lines: [
    'The password of your account was changed just now, and all other sessions were ended.',
    'If it was not you, set a new one by "Forgot the password" on the sign-in page.',
  ],
  link: null,
}

/** Refuses a password that is too short or too long. */
export function verifyPassword(password: string, field: string): void {
  if (password.length < 10) throw new Problem('invalid', 'must have at least 10 characters', field)
  if (password.length > 200) throw new Problem('invalid', 'must have at most 200 characters', field)
}
