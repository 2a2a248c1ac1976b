// Signing in by a provider's word, and connecting accounts. Both begin with a form of our own:
// otherwise another site could connect somebody's account with a stranger's.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import { askProvider, connect, disconnect, nameOfProvider } from '../../workers/flow/providers.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { ConnectPage, OnwardPage } from '../pages/onward.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { ownOf, pathOf, refused, setCookies, welcome } from './entry.ts'
import { ownSite, page, textsOf } from './form.tsx'

export const providerPages = new Hono<AppEnv>()

/** The browser goes on by itself; by a link, where it does not. */
function onward(
  c: Context<AppEnv>,
  { url, cookies }: { url: string; cookies: string[] },
  { id, back }: { id: string; back: string },
): Promise<Response> {
  setCookies(c, cookies)
  c.header('refresh', `0; url=${url}`)
  return page(c, <OnwardPage name={nameOfProvider(c.get('auth'), id)} url={url} back={back} />)
}

providerPages.post('/sign-in/with/:id', async (c) => {
  ownSite(c)
  const id = c.req.param('id')
  const { then } = await textsOf(c)
  const wish = { id, path: pathOf(then) }
  const asked = await askProvider(c.get('hub'), c.get('auth'), wish, callerOf(c))
  return onward(c, asked, { id, back: '/sign-in' })
})

function ask(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const provider = { id, name: nameOfProvider(c.get('auth'), id) }
  const content = <ConnectPage account={c.get('account')} provider={provider} typed={typed} />
  return page(c, content, status)
}

providerPages.get('/account/providers/:id', (c) => ask(c, untouched))

providerPages.post('/account/providers/:id', async (c) => {
  const id = c.req.param('id')
  const { password = '' } = await textsOf(c)
  try {
    const asked = await connect(c.get('hub'), ownOf(c), { id, password })
    return onward(c, asked, { id, back: '/account' })
  } catch (fault) {
    return refused(c, fault, (typed, status) => ask(c, typed, status), {})
  }
})

providerPages.post('/account/providers/:id/disconnect', async (c) => {
  await disconnect(c.get('hub'), ownOf(c), c.req.param('id'))
  return welcome(c, [], '/account?note=disconnected')
})

providerPages.get('/auth/callback/:id', async (c) => {
  const { search } = new URL(c.req.url)
  nameOfProvider(c.get('auth'), c.req.param('id'))
  const back = await c.get('auth').returned(callerOf(c), c.req.param('id'), search)
  if (!back) throw new Problem('unavailable', 'The provider does not answer just now. Try again.')
  return welcome(c, back.cookies, back.path)
})
