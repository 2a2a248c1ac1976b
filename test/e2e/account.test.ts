// One's own account in a real browser: the name, the sessions, a forgotten password by a letter.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FakeOidc, startOidc } from '../fakes/oidc.ts'
import { type FakeResend, startResend } from '../fakes/resend.ts'
import { closeBrowser, newPerson, openMenu, type Person, signIn, signOut } from './browser.ts'
import { look } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let resend: FakeResend
let oidc: FakeOidc
let ann: Person

beforeAll(async () => {
  resend = await startResend()
  oidc = await startOidc()
  stage = await openStage({
    env: {
      RESEND_API_KEY: resend.key,
      RESEND_FROM: 'eSonar <esonar@example.com>',
      RESEND_URL: resend.url,
      OIDC_ISSUER: oidc.url,
      OIDC_CLIENT_ID: oidc.clientId,
      OIDC_CLIENT_SECRET: oidc.clientSecret,
      OIDC_NAME: 'Acme',
    },
  })
  ann = await newPerson()
  await signIn(ann, stage)
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
  await Promise.all([resend.close(), oidc.close()])
})

it('changes a name, and ends the session of another browser', async () => {
  const { page } = ann
  const other = await newPerson()
  // As a proxy on this machine says it.
  await other.context.setExtraHTTPHeaders({ 'x-forwarded-for': '192.0.2.1, 203.0.113.77' })
  await signIn(other, stage)
  await openMenu(ann)
  await look(ann, 'menu')
  await page.getByRole('link', { name: 'Account', exact: true }).click()
  await page.getByRole('link', { name: 'Change: Name' }).click()
  await page.getByLabel('Name').fill('Ann Other')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Your name is changed.').waitFor()
  await page.getByText('Ann Other').waitFor()
  await look(ann, 'account')
  expect(await page.getByText('Chrome on Linux').count()).toBe(2)
  await page.getByText('from 203.0.113.77').waitFor()
  await page.getByRole('button', { name: 'End', exact: true }).click()
  await page.getByText('The session is ended.').waitFor()
  await other.page.goto(`${stage.url}/account`)
  expect(other.page.url()).toContain('/sign-in')
  await other.context.close()
  await page.goto(`${stage.url}/account/delete`)
  await page.getByText('You are the only owner of My servers').waitFor()
  expect(ann.faults).toEqual([])
})

it('sets a forgotten password by a letter', async () => {
  const bob = await newPerson()
  const { page } = bob
  await page.goto(`${stage.url}/sign-in`)
  await look(bob, 'sign-in')
  await page.getByRole('link', { name: 'Forgot the password?' }).click()
  await page.getByRole('button', { name: 'Send the letter' }).waitFor()
  await look(bob, 'forgot')
  await page.getByLabel('E-mail').fill(stage.owner.email)
  await page.getByRole('button', { name: 'Send the letter' }).click()
  await page.getByText('a letter is on its way').waitFor()
  await look(bob, 'letter-sent')
  await expect.poll(() => resend.sent.at(-1)?.subject).toBe('eSonar: a new password')
  const link = /https?:\/\/\S+/.exec(resend.sent.at(-1)!.text)![0]
  await page.goto(link)
  await look(bob, 'reset')
  await page.getByLabel('New password').fill('a whole new password')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByText('Your password is set. Sign in with it.').waitFor()
  stage.owner.password = 'a whole new password'
  await page.getByLabel('E-mail').fill(stage.owner.email)
  await page.getByLabel('Password').fill(stage.owner.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL(`${stage.url}/`)
  await ann.page.goto(`${stage.url}/account`)
  expect(ann.page.url()).toContain('/sign-in')
  await bob.context.close()
})

it('connects an account elsewhere, and signs in by it', async () => {
  const bob = await newPerson()
  const { page } = bob
  await signIn(bob, stage)
  await page.goto(`${stage.url}/account`)
  await page.getByRole('link', { name: 'Connect Acme' }).click()
  await page.getByLabel('Your password').fill(stage.owner.password)
  await page.getByRole('button', { name: 'Connect Acme' }).click()
  await page.getByText('The account elsewhere is connected.').waitFor()
  await look(bob, 'account-connected')
  await signOut(bob)
  await page.goto(`${stage.url}/incidents`)
  await look(bob, 'sign-in-providers')
  await page.getByRole('button', { name: 'Sign in with Acme' }).click()
  await page.waitForURL(`${stage.url}/incidents`)
  expect(bob.faults).toEqual([])
  await bob.context.close()
})
