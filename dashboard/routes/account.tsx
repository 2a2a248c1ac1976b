// The doors: sign in, sign out, the first account by its one-time link.
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { Problem } from '../../workers/domain/problem.ts'
import { seeSetup, signUpFirst } from '../../workers/flow/accounts.ts'
import { passSecond, signIn } from '../../workers/flow/sign-in.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { SecondPage } from '../pages/second-factor.tsx'
import { SetupOver, SetupPage } from '../pages/setup.tsx'
import { isNote, SignInPage } from '../pages/sign-in.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { pathOf, refused, secondPath, welcome } from './entry.ts'
import { ownSite, page, textsOf, typedOf } from './form.tsx'

export const accountRoutes = new Hono<AppEnv>()

const waysOf = (c: Context<AppEnv>) => {
  const { hasPasskeys, providers } = c.get('auth')
  return { hasPasskeys, providers }
}

accountRoutes.get('/sign-in', async (c) => {
  const then = pathOf(c.req.query('then'))
  const note = c.req.query('note')
  // Asked of the database: a session that was ended must not send its browser in circles.
  const person = c.req.header('cookie') ? await c.get('auth').account(callerOf(c)) : null
  if (person && !note) return c.redirect(then, 303)
  return page(
    c,
    <SignInPage typed={untouched} then={then} note={isNote(note) ? note : null} {...waysOf(c)} />,
  )
})

accountRoutes.post('/sign-in', async (c) => {
  ownSite(c)
  const { email = '', password = '', then: asked } = await textsOf(c)
  const then = pathOf(asked)
  const again = (typed: Typed, status: number) =>
    page(c, <SignInPage typed={typed} then={then} {...waysOf(c)} />, status)
  try {
    const said = await signIn(c.get('hub'), c.get('auth'), { email, password }, callerOf(c))
    if (said.kind === 'in') return welcome(c, said.cookies, then)
    if (said.kind === 'second') return welcome(c, said.cookies, secondPath(then))
    const fault = { field: null, detail: 'The address or the password is wrong.' }
    return again({ values: { email }, fault }, 401)
  } catch (fault) {
    return refused(c, fault, again, { email })
  }
})

const second = (c: Context<AppEnv>, then: string, typed: Typed, status = 200) =>
  page(c, <SecondPage then={then} typed={typed} />, status)

accountRoutes.get('/sign-in/second', (c) => second(c, pathOf(c.req.query('then')), untouched))

accountRoutes.post('/sign-in/second', async (c) => {
  ownSite(c)
  const { code = '', then: asked } = await textsOf(c)
  const then = pathOf(asked)
  try {
    return welcome(c, await passSecond(c.get('hub'), c.get('auth'), code, callerOf(c)), then)
  } catch (fault) {
    if (fault instanceof Problem && fault.code === 'unauthenticated') {
      return c.redirect('/sign-in?note=again', 303)
    }
    return refused(c, fault, (typed, status) => second(c, then, typed, status), {})
  }
})

accountRoutes.post('/sign-out', async (c) => {
  ownSite(c)
  return welcome(c, await c.get('auth').signOut(callerOf(c)), '/sign-in')
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
  const said = await c.get('auth').signIn(email, password, callerOf(c))
  return welcome(c, said.kind === 'in' ? said.cookies : [], '/')
})
