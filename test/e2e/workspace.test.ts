// Two people and two workspaces in a real browser: invited, joined, switched, left, deleted.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { look } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
let bob: Person

beforeAll(async () => {
  stage = await openStage({ locations: 'one' })
  ann = await newPerson()
  bob = await newPerson()
  await signIn(ann, stage)
  await stage.api.post('/api/checks', { type: 'http', url: stage.target.url, name: 'shop' })
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

it('somebody invited makes an account and is in', async () => {
  await ann.page.goto(`${stage.url}/members`)
  await ann.page.getByRole('button', { name: 'Invite' }).click()
  const link = await ann.page.locator('code.once').innerText()
  await look(ann, 'invited')
  const { page } = bob
  await page.goto(link)
  await look(bob, 'invitation')
  await page.getByLabel('Your name').fill('Bob')
  await page.getByLabel('E-mail').fill('bob@example.com')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Make the account and join' }).click()
  await page.locator('#f-password-fault').waitFor()
  expect(await page.getByLabel('E-mail').inputValue()).toBe('bob@example.com')
  await page.getByLabel('Password').fill('a password of bob')
  await page.getByRole('button', { name: 'Make the account and join' }).click()
  await page.getByRole('link', { name: 'shop' }).first().waitFor()
})

it('they make a workspace of their own, switch, leave the first and delete theirs', async () => {
  const { page } = bob
  await page.goto(`${stage.url}/workspaces`)
  await page.getByLabel('Name').fill('Bob alone')
  await page.getByRole('button', { name: 'Make the workspace' }).click()
  await page.goto(`${stage.url}/`)
  expect(await page.getByRole('link', { name: 'shop' }).count()).toBe(0)
  await page.goto(`${stage.url}/workspaces`)
  await look(bob, 'workspaces-two')
  await page.getByRole('button', { name: 'Switch to My servers' }).click()
  await page.goto(`${stage.url}/`)
  await page.getByRole('link', { name: 'shop' }).first().waitFor()
  await page.goto(`${stage.url}/workspace`)
  await page.getByRole('button', { name: 'Leave My servers' }).click()
  await page.goto(`${stage.url}/`)
  expect(await page.getByRole('link', { name: 'shop' }).count()).toBe(0)
  await page.goto(`${stage.url}/workspace`)
  await page.getByLabel('Name of the workspace').fill('something else')
  await page.getByRole('button', { name: /^Delete/ }).click()
  await page.locator('#f-typed-fault').waitFor()
  await page.getByLabel('Name of the workspace').fill('Bob alone')
  await page.getByRole('button', { name: /^Delete/ }).click()
  await page.waitForLoadState()
  await look(bob, 'no-workspace')
  await page.goto(`${stage.url}/`)
  await page.getByText('Bob alone').waitFor({ state: 'detached' })
  await ann.page.goto(`${stage.url}/members`)
  expect(await ann.page.locator('main').innerText()).not.toContain('bob@example.com')
  expect([...ann.faults, ...bob.faults]).toEqual([])
})
