// Passkeys of one's own account, and signing in with one. The island speaks JSON to these routes.
import { type Context, Hono } from 'hono'
import { deviceOf } from '../../workers/domain/device.ts'
import { Problem } from '../../workers/domain/problem.ts'
import {
  dropPasskey,
  keepPasskey,
  lackOfHost,
  newPasskey,
  preparePasskey,
  signInByPasskey,
} from '../../workers/flow/passkeys.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { NewPasskeyPage, PasskeysPage, RemovePasskeyPage } from '../pages/passkeys.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { ownOf, pathOf, refused, setCookies, welcome } from './entry.ts'
import { ownSite, page, textsOf } from './form.tsx'

export const passkeyPages = new Hono<AppEnv>()

async function list(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const auth = c.get('auth')
  const passkeys = await auth.passkeys(callerOf(c))
  const lack = auth.hasPasskeys ? null : lackOfHost
  return page(
    c,
    <PasskeysPage account={c.get('account')} passkeys={passkeys} typed={typed} lack={lack} />,
    status,
  )
}

passkeyPages.get('/account/passkeys', (c) => list(c, untouched))

passkeyPages.post('/account/passkeys/new', async (c) => {
  const { password = '' } = await textsOf(c)
  try {
    setCookies(c, await preparePasskey(c.get('hub'), ownOf(c), password))
    return page(c, <NewPasskeyPage name={deviceOf(callerOf(c).userAgent)} />)
  } catch (fault) {
    return refused(c, fault, (typed, status) => list(c, typed, status), {})
  }
})

passkeyPages.post('/account/passkeys/options', async (c) => {
  const { options, cookies } = await newPasskey(ownOf(c))
  setCookies(c, cookies)
  return c.json(options as object)
})

passkeyPages.post('/account/passkeys', async (c) => {
  const { response, name } = await jsonOf(c)
  await keepPasskey(c.get('hub'), ownOf(c), { response, name: textOf(name) })
  return c.json({ to: '/account/passkeys' })
})

async function one(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const all = await c.get('auth').passkeys(callerOf(c))
  const passkey = all.find(({ id }) => id === c.req.param('id'))
  if (!passkey) throw new Problem('not_found', 'There is no such passkey.')
  return page(
    c,
    <RemovePasskeyPage account={c.get('account')} passkey={passkey} typed={typed} />,
    status,
  )
}

passkeyPages.get('/account/passkeys/:id/remove', (c) => one(c, untouched))

passkeyPages.post('/account/passkeys/:id/remove', async (c) => {
  const { password = '' } = await textsOf(c)
  try {
    await dropPasskey(c.get('hub'), ownOf(c), { id: c.req.param('id'), password })
    return welcome(c, [], '/account/passkeys')
  } catch (fault) {
    return refused(c, fault, (typed, status) => one(c, typed, status), {})
  }
})

passkeyPages.post('/sign-in/passkey/options', async (c) => {
  ownSite(c)
  const { options, cookies } = await c.get('auth').askPasskey(callerOf(c))
  setCookies(c, cookies)
  return c.json(options as object)
})

passkeyPages.post('/sign-in/passkey', async (c) => {
  ownSite(c)
  const { response, onTo } = await jsonOf(c)
  setCookies(c, await signInByPasskey(c.get('hub'), c.get('auth'), response, callerOf(c)))
  return c.json({ to: pathOf(textOf(onTo)) })
})

async function jsonOf(c: Context<AppEnv>): Promise<Record<string, unknown>> {
  const body: unknown = await c.req.json()
  if (body === null || typeof body !== 'object') {
    throw new Problem('malformed', 'The body is not a JSON object.')
  }
  return body as Record<string, unknown>
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
