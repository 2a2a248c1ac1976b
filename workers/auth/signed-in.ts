// What a door's answer means: in, half in, or not at all.
import type { SignedIn } from '../account-ports.ts'
import type { Person } from '../hub-ports.ts'

/** What better-auth's endpoint and our own say of somebody who wants in. */
export async function signedIn(response: Response): Promise<SignedIn> {
  if (!response.ok) return { kind: 'wrong' }
  const said = (await response.json()) as {
    user?: Person
    twoFactorRedirect?: boolean
    kind?: string
  }
  const cookies = response.headers.getSetCookie()
  if (said.twoFactorRedirect || said.kind === 'second') return { kind: 'second', cookies }
  return said.user ? { kind: 'in', cookies, person: personOf(said.user) } : { kind: 'wrong' }
}

/** A person, and nothing else that better-auth knows of them. */
export function personOf({ id, name, email }: Person): Person {
  return { id, name, email }
}
