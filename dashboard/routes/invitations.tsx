// The link of an invitation: GET shows, POST joins, with the account that is signed in or a new one.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { Problem } from '../../workers/domain/problem.ts'
import { join, seeInvitation } from '../../workers/flow/invitations.ts'
import type { Person } from '../../workers/hub-ports.ts'
import { refuseForeignWrites } from '../../workers/middleware/actor.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { tapsLimited } from '../../workers/middleware/limit.ts'
import { chooseWorkspace } from '../../workers/middleware/workspace.ts'
import { parsed } from '../../workers/routes/api.ts'
import { InvitationOver, InvitationPage } from '../pages/invitation.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { ownSite, page, refused, textsOf } from './form.tsx'

export const invitationPages = new Hono<AppEnv>()
invitationPages.use('/invitations/*', tapsLimited)

const personOf = async (c: Context<AppEnv>): Promise<Person | null> =>
  c.req.header('cookie') ? c.get('auth').session(callerOf(c)) : null

async function show(
  c: Context<AppEnv>,
  person: Person | null,
  typed: Typed,
  status = 200,
): Promise<Response> {
  const token = c.req.param('token') ?? ''
  const invitation = await seeInvitation(c.get('hub'), token)
  const content = invitation ? (
    <InvitationPage invitation={invitation} token={token} person={person} typed={typed} />
  ) : (
    <InvitationOver />
  )
  const answer = await page(c, content, invitation ? status : 410)
  answer.headers.set('x-robots-tag', 'noindex')
  return answer
}

invitationPages.get('/invitations/:token', async (c) => show(c, await personOf(c), untouched))

const account = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(100, 'must have at most 100 characters'),
  email: z.email('must be an e-mail address, like you@example.com').max(200),
  password: z
    .string()
    .min(10, 'must have at least 10 characters')
    .max(200, 'must have at most 200 characters'),
})

invitationPages.post('/invitations/:token', async (c) => {
  if (c.req.header('cookie')) refuseForeignWrites(c)
  else ownSite(c)
  const token = c.req.param('token')
  const person = await personOf(c)
  const texts = await textsOf(c)
  if (!(await seeInvitation(c.get('hub'), token))) return show(c, person, untouched)
  const values = { name: texts.name ?? '', email: texts.email ?? '' }
  try {
    const workspace = await join(c.get('hub'), person ?? (await newPerson(c, texts)), token)
    chooseWorkspace(c, workspace)
    return c.redirect('/', 303)
  } catch (fault) {
    return refused(fault, values, (typed, status) => show(c, person, typed, status))
  }
})

/** Makes the account and signs it in. */
async function newPerson(c: Context<AppEnv>, texts: Record<string, string>): Promise<Person> {
  const auth = c.get('auth')
  const { name, email, password } = parsed(account, { name: '', email: '', password: '', ...texts })
  const person = await auth.signUp(email, name, password).catch((fault: unknown) => {
    if (!isTaken(fault)) throw fault
    throw new Problem('conflict', 'has an account already; sign in with it', 'email')
  })
  const said = await auth.signIn(email, password, callerOf(c))
  const cookies = said.kind === 'in' ? said.cookies : []
  for (const one of cookies) c.header('set-cookie', one, { append: true })
  return person
}

/** What better-auth throws when another account has the address. */
function isTaken(fault: unknown): boolean {
  const code = (fault as { body?: { code?: string } }).body?.code ?? ''
  return code.startsWith('USER_ALREADY_EXISTS')
}
