// What comes by mail: a new password, a new address. GET shows, POST acts: whoever only looks at
// links (a mail scanner) uses nothing up.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { lackOfMail, type Purpose, see } from '../../workers/flow/letters.ts'
import { confirmAddress } from '../../workers/flow/own-account.ts'
import { askLink, askReset, openLink, reset } from '../../workers/flow/sign-in.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import {
  AddressSetPage,
  AskLetterPage,
  ConfirmLetterPage,
  LetterOverPage,
  LetterSentPage,
  ResetPage,
} from '../pages/letters.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { afterwards } from './background.ts'
import { addressIn, pathOf, refused, secondPath, welcome } from './entry.ts'
import { ownSite, page, textsOf } from './form.tsx'

export const letterPages = new Hono<AppEnv>()

const forgot = (c: Context<AppEnv>, typed: Typed, status = 200) =>
  page(
    c,
    <AskLetterPage
      title="Forgot the password"
      lead="A letter brings a link with which you set a new one."
      action="/forgot"
      label="Send the letter"
      typed={typed}
      lack={lackOfMail(c.get('hub'))}
    />,
    status,
  )

letterPages.get('/forgot', (c) => forgot(c, untouched))

letterPages.post('/forgot', async (c) => {
  ownSite(c)
  const { email = '' } = await textsOf(c)
  if (lackOfMail(c.get('hub'))) return forgot(c, untouched, 503)
  try {
    const send = await askReset(c.get('hub'), addressIn(email), callerOf(c))
    await afterwards(c, send)
  } catch (fault) {
    return refused(c, fault, (typed, status) => forgot(c, typed, status), { email })
  }
  return page(c, <LetterSentPage email={email.trim()} lasts="an hour" />)
})

const link = (c: Context<AppEnv>, then: string, typed: Typed, status = 200) =>
  page(
    c,
    <AskLetterPage
      title="Sign in by a letter"
      lead="A letter brings a link that signs you in, without a password."
      action="/sign-in/link"
      label="Send the letter"
      hidden={{ then }}
      typed={typed}
      lack={lackOfMail(c.get('hub'))}
    />,
    status,
  )

letterPages.get('/sign-in/link', (c) => link(c, pathOf(c.req.query('then')), untouched))

letterPages.post('/sign-in/link', async (c) => {
  ownSite(c)
  const { email = '', then: asked } = await textsOf(c)
  const then = pathOf(asked)
  if (lackOfMail(c.get('hub'))) return link(c, then, untouched, 503)
  try {
    await afterwards(
      c,
      await askLink(c.get('hub'), { email: addressIn(email), path: then }, callerOf(c)),
    )
  } catch (fault) {
    return refused(c, fault, (typed, status) => link(c, then, typed, status), { email })
  }
  return page(c, <LetterSentPage email={email.trim()} lasts="15 minutes" />)
})

letterPages.get('/link/:token', (c) =>
  shown(c, 'sign-in', '/sign-in/link', () => (
    <ConfirmLetterPage
      title="Sign in"
      lead="You opened the link of a letter. One click, and you are in."
      action={`/link/${c.req.param('token')}`}
      label="Sign in"
    />
  )),
)

letterPages.post('/link/:token', async (c) => {
  ownSite(c)
  try {
    const token = c.req.param('token')
    const { opened, path: asked } = await openLink(c.get('hub'), c.get('auth'), token, callerOf(c))
    const path = pathOf(asked)
    return welcome(c, opened.cookies, opened.kind === 'in' ? path : secondPath(path))
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.code !== 'forbidden') throw fault
    return page(c, <LetterOverPage again="/sign-in/link" />, 410)
  }
})

/** A link of a letter: its page while it works. */
async function shown(
  c: Context<AppEnv>,
  purpose: Purpose,
  again: string,
  content: (held: { person: string; about: string }) => Parameters<typeof page>[1],
): Promise<Response> {
  c.header('x-robots-tag', 'noindex')
  const held = await see(c.get('hub'), purpose, c.req.param('token') ?? '')
  return held ? page(c, content(held)) : page(c, <LetterOverPage again={again} />, 410)
}

letterPages.get('/reset/:token', (c) =>
  shown(c, 'reset', '/forgot', () => <ResetPage token={c.req.param('token')} typed={untouched} />),
)

letterPages.post('/reset/:token', async (c) => {
  ownSite(c)
  const token = c.req.param('token')
  const { password = '' } = await textsOf(c)
  try {
    await reset(c.get('hub'), c.get('auth'), { token, password })
  } catch (fault) {
    const isOver = fault instanceof Problem && fault.code === 'forbidden'
    if (isOver) return page(c, <LetterOverPage again="/forgot" />, 410)
    const again = (typed: Typed, status: number) =>
      page(c, <ResetPage token={token} typed={typed} />, status)
    return refused(c, fault, again, {})
  }
  return c.redirect('/sign-in?note=reset', 303)
})

letterPages.get('/address/:token', (c) =>
  shown(c, 'address', '/account/address', ({ about }) => (
    <ConfirmLetterPage
      title="Use this address"
      lead={`You will sign in to eSonar with ${about}.`}
      action={`/address/${c.req.param('token')}`}
      label="Use this address"
    />
  )),
)

letterPages.post('/address/:token', async (c) => {
  ownSite(c)
  try {
    const email = await confirmAddress(c.get('hub'), c.req.param('token'))
    return page(c, <AddressSetPage email={email} />)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.code !== 'forbidden') throw fault
    return page(c, <LetterOverPage again="/account/address" />, 410)
  }
})
