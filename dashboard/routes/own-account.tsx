// One's own account: read, changed, ended. For people by their session only; a program's key opens
// nothing here.
import { type Context, Hono } from 'hono'
import type { Child } from 'hono/jsx'
import { Problem } from '../../workers/domain/problem.ts'
import { lackOfMail } from '../../workers/flow/letters.ts'
import {
  askAddress,
  changePassword,
  deleteAccount,
  rename,
} from '../../workers/flow/own-account.ts'
import { asOwner } from '../../workers/middleware/actor.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { AccountPage, isAccountNote } from '../pages/account.tsx'
import {
  type AccountFormData,
  AddressPage,
  DeletePage,
  NamePage,
  PasswordPage,
} from '../pages/account-forms.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { ownOf, refused, welcome } from './entry.ts'
import { page, textsOf } from './form.tsx'

export const ownPages = new Hono<AppEnv>()

ownPages.use('/account', asOwner)
ownPages.use('/account/*', asOwner)

ownPages.get('/account', async (c) => {
  const note = c.req.query('note')
  const data = {
    account: c.get('account'),
    sessions: await c.get('auth').sessions(callerOf(c)),
    passkeys: (await c.get('auth').passkeys(callerOf(c))).length,
    providers: c.get('auth').providers,
    now: c.get('hub').now(),
    note: isAccountNote(note) ? note : null,
  }
  return page(c, <AccountPage {...data} />)
})

/** A form about the account: shown, and done by `act`, which answers cookies and where to go. */
function form(
  path: string,
  content: (data: AccountFormData) => Child,
  act: (c: Context<AppEnv>, texts: Record<string, string>) => Promise<[string[], string]>,
): void {
  const show = async (c: Context<AppEnv>, typed: Typed, status = 200) => {
    const hub = c.get('hub')
    const account = c.get('account')
    const alone = await hub.people.onlyOwnerOf(account.id)
    return page(c, content({ account, typed, lack: lackOfMail(hub), alone }), status)
  }
  ownPages.get(path, (c) => show(c, untouched))
  ownPages.post(path, async (c) => {
    const texts = await textsOf(c)
    try {
      const [cookies, onward] = await act(c, texts)
      return welcome(c, cookies, onward)
    } catch (fault) {
      const { password, next, ...values } = texts
      return refused(c, fault, (typed, status) => show(c, typed, status), values)
    }
  })
}

form(
  '/account/name',
  (data) => <NamePage {...data} />,
  async (c, { name = '' }) => [await rename(ownOf(c), name), '/account?note=name'],
)

form(
  '/account/password',
  (data) => <PasswordPage {...data} />,
  async (c, { password = '', next = '' }) => {
    const cookies = await changePassword(c.get('hub'), ownOf(c), { password, next })
    return [cookies, '/account?note=password']
  },
)

form(
  '/account/address',
  (data) => <AddressPage {...data} />,
  async (c, { password = '', email = '' }) => {
    await askAddress(c.get('hub'), ownOf(c), { password, email })
    return [[], '/account?note=address']
  },
)

form(
  '/account/delete',
  (data) => <DeletePage {...data} />,
  async (c, { password = '' }) => {
    const cookies = await deleteAccount(c.get('hub'), ownOf(c), password)
    return [cookies, '/sign-in?note=deleted']
  },
)

ownPages.post('/account/sessions/end-others', async (c) => {
  await c.get('auth').endOtherSessions(callerOf(c))
  return c.redirect('/account?note=ended-others', 303)
})

ownPages.post('/account/sessions/:id/end', async (c) => {
  if (!(await c.get('auth').endSession(callerOf(c), c.req.param('id')))) {
    throw new Problem('not_found', 'This session is over already.')
  }
  return c.redirect('/account?note=ended', 303)
})
