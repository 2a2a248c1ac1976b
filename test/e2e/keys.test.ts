// A second factor and passkeys in a real browser, with Chromium's virtual authenticator: set up,
// asked for, used, removed.

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { totp } from '../fakes/totp.ts'
import { closeBrowser, newPerson, type Person, signIn, signOut } from './browser.ts'
import { look } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person

/** Passkeys want a host name, so the port must be known beforehand. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

beforeAll(async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const opened = await openStage({
    locations: 'one',
    env: { ESONAR_PORT: String(port), ESONAR_BASE_URL: url },
  })
  stage = { ...opened, url }
  ann = await newPerson()
  await signIn(ann, stage)
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

/** A phone that unlocks itself. */
async function authenticator({ context, page }: Person): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

it('makes a passkey and signs in with nothing else, and it can be removed', async () => {
  const { page } = ann
  await authenticator(ann)
  await page.goto(`${stage.url}/account/passkeys`)
  await look(ann, 'passkeys-none')
  await page.getByLabel('Your password').fill(stage.owner.password)
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name').fill('My phone')
  await look(ann, 'passkey-new')
  await page.getByRole('button', { name: 'Make the passkey' }).click()
  await page.getByText('My phone').waitFor()
  await look(ann, 'passkeys')
  await signOut(ann)
  await page.goto(`${stage.url}/incidents`)
  await look(ann, 'sign-in-passkey')
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.waitForURL(`${stage.url}/incidents`)
  await page.goto(`${stage.url}/account/passkeys`)
  await page.getByRole('link', { name: 'Remove My phone' }).click()
  await page.getByLabel('Your password').fill(stage.owner.password)
  await page.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('Your first passkey').waitFor()
  await signOut(ann)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await page.getByText('This passkey is not known here.').waitFor()
  await signIn(ann, stage)
  expect(ann.faults).toEqual([])
})

it('sets a second factor up and asks for it, and takes a recovery code', async () => {
  const { page } = ann
  await page.goto(`${stage.url}/account`)
  await page.getByRole('link', { name: 'Set it up: Second factor' }).click()
  await page.getByLabel('Your password').fill(stage.owner.password)
  await page.getByRole('button', { name: 'Set it up' }).click()
  const secret = await page.locator('code.secret').innerText()
  await look(ann, 'second-factor-set')
  await page.getByLabel('Code', { exact: true }).fill(totp(secret))
  await page.getByRole('button', { name: 'Turn it on' }).click()
  const codes = (await page.locator('pre.codes').innerText()).split('\n')
  await look(ann, 'recovery-codes')
  expect(codes.length).toBe(10)
  await page.getByRole('link', { name: 'I have kept them' }).click()
  await signOut(ann)
  // A code counts once: the app's next one.
  for (const code of [totp(secret, Date.now() + 30_000), codes[0]!]) {
    await page.getByLabel('E-mail').fill(stage.owner.email)
    await page.getByLabel('Password').fill(stage.owner.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('One more step').waitFor()
    await look(ann, 'second')
    await page.getByLabel('Code', { exact: true }).fill(code)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${stage.url}/`)
    await signOut(ann)
  }
  expect(ann.faults).toEqual([])
})
