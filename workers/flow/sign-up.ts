// A stranger's own account, where strangers may sign up: a letter proves the address, its link asks
// for a name and a password. What is said is the same whether somebody has the address or not.
import type { Auth, Caller } from '../account-ports.ts'
import { type Wish, wishOf } from '../domain/plan-wish.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'
import { attempt } from './attempts.ts'
import { issue, post, see, take } from './letters.ts'
import { verifyPassword } from './sign-in.ts'

/** Whether strangers may sign up here. */
export const isOpen = (hub: HubPorts) => hub.settings.plan !== 'self-hosted'

/** Counts the wish for an account. The letter is sent by what this answers, later: how long that
 *  takes would tell whether there is an account. */
export async function askAccount(
  hub: HubPorts,
  email: string,
  wish: Wish | null,
  caller: Caller,
): Promise<() => Promise<void>> {
  await attempt(hub, 'sign-up', { account: email, address: caller.address })
  return async () => {
    const { baseUrl } = hub.settings
    const person = await hub.people.byEmail(email)
    if (person) {
      await post(hub, person.email, {
        headline: 'you have an account already',
        lines: [
          'Somebody, probably you, wants to sign up with this address. It has an account: sign in with it, or set a new password there.',
          'If it was not you, do nothing.',
        ],
        link: { label: 'Sign in', url: `${baseUrl}/sign-in` },
      })
      return
    }
    const about = wish ? `${wish.plan} ${wish.per}` : ''
    const token = await issue(hub, 'sign-up', { person: email, about })
    await post(hub, email, {
      headline: 'your account',
      lines: [
        'Somebody, probably you, wants to sign up with this address. The link works once, for a day, and asks for a name and a password.',
        'If it was not you, do nothing: there is no account until the link is used.',
      ],
      link: { label: 'Make the account', url: `${baseUrl}/sign-up/${token}` },
    })
  }
}

/** Whose address a link proves; null: it does not work any more. */
export async function seeAccount(hub: HubPorts, token: string): Promise<string | null> {
  return (await see(hub, 'sign-up', token))?.person ?? null
}

/** Makes the account and signs it in; answers its cookies and the plan it came for. The workspace
 *  comes with the first page. */
export async function makeAccount(
  hub: HubPorts,
  auth: Auth,
  given: { token: string; name: string; password: string },
  caller: Caller,
): Promise<{ cookies: string[]; wish: Wish | null }> {
  const name = given.name.trim()
  if (name === '') throw new Problem('invalid', 'must not be empty', 'name')
  if (name.length > 100) throw new Problem('invalid', 'must have at most 100 characters', 'name')
  verifyPassword(given.password, 'password')
  const { person: email, about } = await take(hub, 'sign-up', given.token)
  if (await hub.people.byEmail(email)) {
    throw new Problem('conflict', 'There is an account with this address already; sign in with it.')
  }
  const person = await auth.signUp(email, name, given.password)
  await hub.people.setVerified(person.id)
  const said = await auth.signIn(email, given.password, caller)
  const [plan, per] = about.split(' ')
  return { cookies: said.kind === 'in' ? said.cookies : [], wish: wishOf(plan, per) }
}
