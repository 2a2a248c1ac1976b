// The second factor of one's own account. The secret and the codes are in the answer to a form only,
// never at an address that can be opened again.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import {
  confirmSecond,
  newRecoveryCodes,
  startSecond,
  stopSecond,
} from '../../workers/flow/second-factor.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import {
  RecoveryCodesPage,
  SecondFactorOffPage,
  SecondFactorPage,
  SecondFactorSetPage,
} from '../pages/second-factor.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { ownOf, refused, setCookies, welcome } from './entry.ts'
import { page, textsOf } from './form.tsx'

export const secondFactorPages = new Hono<AppEnv>()

const overview = (c: Context<AppEnv>, typed: Typed, status = 200) =>
  page(c, <SecondFactorPage account={c.get('account')} typed={typed} />, status)
const off = (c: Context<AppEnv>, typed: Typed, status = 200) =>
  page(c, <SecondFactorOffPage account={c.get('account')} typed={typed} />, status)

secondFactorPages.get('/account/second-factor', (c) => overview(c, untouched))
secondFactorPages.get('/account/second-factor/off', (c) => off(c, untouched))

secondFactorPages.post('/account/second-factor', async (c) => {
  const { password = '' } = await textsOf(c)
  try {
    const { uri } = await startSecond(c.get('hub'), ownOf(c), password)
    return page(c, <SecondFactorSetPage uri={uri} typed={untouched} />)
  } catch (fault) {
    return refused(c, fault, (typed, status) => overview(c, typed, status), {})
  }
})

secondFactorPages.post('/account/second-factor/confirm', async (c) => {
  const { code = '', uri = '' } = await textsOf(c)
  if (!/^otpauth:\/\/totp\/.{1,500}$/.test(uri) || !URL.canParse(uri)) {
    throw new Problem('invalid', 'Begin again: open your account and set it up.')
  }
  try {
    const { cookies, codes } = await confirmSecond(c.get('hub'), ownOf(c), code)
    setCookies(c, cookies)
    return page(c, <RecoveryCodesPage codes={codes} />)
  } catch (fault) {
    const again = (typed: Typed, status: number) =>
      page(c, <SecondFactorSetPage uri={uri} typed={typed} />, status)
    return refused(c, fault, again, { code })
  }
})

secondFactorPages.post('/account/second-factor/codes', async (c) => {
  const { password = '' } = await textsOf(c)
  try {
    const codes = await newRecoveryCodes(c.get('hub'), ownOf(c), password)
    return page(c, <RecoveryCodesPage codes={codes} />)
  } catch (fault) {
    return refused(c, fault, (typed, status) => overview(c, typed, status), {})
  }
})

secondFactorPages.post('/account/second-factor/off', async (c) => {
  const { password = '' } = await textsOf(c)
  try {
    const cookies = await stopSecond(c.get('hub'), ownOf(c), password)
    return welcome(c, cookies, '/account?note=second-off')
  } catch (fault) {
    return refused(c, fault, (typed, status) => off(c, typed, status), {})
  }
})
