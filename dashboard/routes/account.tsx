// The doors: sign in, sign out, the first account by its one-time link.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { Problem } from '../../workers/domain/problem.ts'
import { seeSetup, signUpFirst } from '../../workers/flow/accounts.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { SetupOver, SetupPage } from '../pages/setup.tsx'
import { SignInPage } from '../pages/sign-in.tsx'
import { untouched } from '../parts/fields.tsx'
import { ownSite, page, textsOf, typedOf } from './form.tsx'

export const accountRoutes = new Hono<AppEnv>()

/** Only a path of our own: a link must not lead elsewhere after signing in. */
function pathOf(then: string | undefined): string {
  return then && /^\/(?![/\\])[\w\-/?=&.]*$/.test(then) ? then : '/'
}

accountRoutes.get('/sign-in', async (c) => {
  const person = c.req.header('cookie') ? await c.get('auth').session(c.req.raw.headers) : null
  if (person) return c.redirect(pathOf(c.req.query('then')), 303)
  return page(c, <SignInPage typed={untouched} then={pathOf(c.req.query('then'))} />)
})

accountRoutes.post('/sign-in', async (c) => {
  ownSite(c)
  const texts = await textsOf(c)
  const then = pathOf(texts.then)
  const said = await c
    .get('auth')
    .signIn(texts.email ?? '', texts.password ?? '', c.req.raw.headers)
  if (said.kind === 'in') return welcome(c, said.cookies, then)
  const values = { email: texts.email ?? '' }
  if (said.kind === 'throttled') {
    c.header('retry-after', String(said.retryAfterSeconds))
    const detail = `Too many attempts. Try again in ${said.retryAfterSeconds} s.`
    return page(
      c,
      <SignInPage typed={{ values, fault: { field: null, detail } }} then={then} />,
      429,
    )
  }
  const fault = { field: null, detail: 'The address or the password is wrong.' }
  return page(c, <SignInPage typed={{ values, fault }} then={then} />, 401)
})

function welcome(c: Context<AppEnv>, cookies: string[], path: string): Response {
  for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
  return c.redirect(path, 303)
}

accountRoutes.post('/sign-out', async (c) => {
  ownSite(c)
  return welcome(c, await c.get('auth').signOut(c.req.raw.headers), '/sign-in')
})

accountRoutes.get('/setup/:token', async (c) => {
  const token = c.req.param('token')
  if (!(await seeSetup(c.get('hub'), token))) return page(c, <SetupOver />, 410)
  return page(c, <SetupPage token={token} typed={untouched} />)
})

const account = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(100),
  email: z.email('must be an e-mail address, like you@example.com').max(200),
  password: z
    .string()
    .min(10, 'must have at least 10 characters')
    .max(200, 'must have at most 200 characters'),
})

accountRoutes.post('/setup/:token', async (c) => {
  ownSite(c)
  const token = c.req.param('token')
  const texts = await textsOf(c)
  const values = { name: texts.name ?? '', email: texts.email ?? '' }
  const input = account.safeParse(texts)
  if (!input.success) {
    const issue = input.error.issues[0]!
    const fault = { field: String(issue.path[0] ?? ''), detail: issue.message }
    return page(c, <SetupPage token={token} typed={{ values, fault }} />, 400)
  }
  try {
    await signUpFirst(c.get('hub'), c.get('auth').signUp, { token, ...input.data })
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault
    return page(c, <SetupPage token={token} typed={typedOf(fault, values)} />, fault.status)
  }
  const { email, password } = input.data
  const said = await c.get('auth').signIn(email, password, c.req.raw.headers)
  return welcome(c, said.kind === 'in' ? said.cookies : [], '/')
})
