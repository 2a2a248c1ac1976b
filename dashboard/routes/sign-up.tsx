// Signing up, where strangers may; elsewhere there is nothing at these addresses.
import { type Context, Hono } from 'hono'
import { type Wish, wishOf } from '../../workers/domain/plan-wish.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { lackOfMail } from '../../workers/flow/letters.ts'
import { askAccount, isOpen, makeAccount, seeAccount } from '../../workers/flow/sign-up.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { tapsLimited } from '../../workers/middleware/limit.ts'
import { LetterOverPage } from '../pages/letters.tsx'
import { MakeAccountPage, SignUpPage, SignUpSentPage } from '../pages/sign-up.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { afterwards } from './background.ts'
import { addressIn, refused, welcome } from './entry.ts'
import { ownSite, page, textsOf } from './form.tsx'

export const signUpPages = new Hono<AppEnv>()

for (const path of ['/sign-up', '/sign-up/*']) {
  signUpPages.use(path, tapsLimited, async (c, next) => {
    if (isOpen(c.get('hub'))) return next()
    throw new Problem('not_found', 'There is nothing at this address.')
  })
}

const form = (c: Context<AppEnv>, wish: Wish | null, typed: Typed, status = 200) =>
  page(c, <SignUpPage wish={wish} typed={typed} lack={lackOfMail(c.get('hub'))} />, status)

signUpPages.get('/sign-up', (c) =>
  form(c, wishOf(c.req.query('plan'), c.req.query('per')), untouched),
)

signUpPages.post('/sign-up', async (c) => {
  ownSite(c)
  const { email = '', plan, per } = await textsOf(c)
  const wish = wishOf(plan, per)
  if (lackOfMail(c.get('hub'))) return form(c, wish, untouched, 503)
  try {
    const to = addressIn(email)
    await afterwards(c, await askAccount(c.get('hub'), to, wish, callerOf(c)))
    return page(c, <SignUpSentPage email={to} />)
  } catch (fault) {
    return refused(c, fault, (typed, status) => form(c, wish, typed, status), { email })
  }
})

async function making(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  c.header('x-robots-tag', 'noindex')
  const token = c.req.param('token') ?? ''
  const email = await seeAccount(c.get('hub'), token)
  if (!email) return page(c, <LetterOverPage again="/sign-up" />, 410)
  return page(c, <MakeAccountPage token={token} email={email} typed={typed} />, status)
}

signUpPages.get('/sign-up/:token', (c) => making(c, untouched))

signUpPages.post('/sign-up/:token', async (c) => {
  ownSite(c)
  const token = c.req.param('token')
  const { name = '', password = '' } = await textsOf(c)
  try {
    const given = { token, name, password }
    const { cookies, wish } = await makeAccount(c.get('hub'), c.get('auth'), given, callerOf(c))
    return welcome(c, cookies, wish ? `/plan?plan=${wish.plan}&per=${wish.per}` : '/start')
  } catch (fault) {
    const isOver = fault instanceof Problem && fault.code === 'forbidden'
    if (isOver) return page(c, <LetterOverPage again="/sign-up" />, 410)
    return refused(c, fault, (typed, status) => making(c, typed, status), { name })
  }
})
