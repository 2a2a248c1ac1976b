// Lending in a real browser: what was typed wrongly is kept, the line for the borrower is shown once, and
// a loan is changed, revoked and removed.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { look } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
beforeAll(async () => {
  stage = await openStage({ locations: 'one@near,two@far' })
  ann = await newPerson()
  await signIn(ann, stage)
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

const press = (name: string) => ann.page.getByRole('button', { name, exact: true }).click()
const says = (text: string) => ann.page.getByText(text).first().waitFor()

it('lends a place, and shows the line once', async () => {
  const { page } = ann
  await page.goto(`${stage.url}/settings`)
  await page.getByRole('link', { name: 'Lending', exact: true }).click()
  await says('Nothing is lent.')
  await look(ann, 'loans-none')
  await page.getByLabel('Name').fill('the office')
  await page.getByLabel('Looks a day').fill('200000')
  await page.getByLabel('one (near)').uncheck()
  await page.getByLabel('two (far)').check()
  await press('Lend')
  await says('must be a whole number')
  expect(await page.getByLabel('Name').inputValue()).toBe('the office')
  expect(await page.getByLabel('Looks a day').inputValue()).toBe('200000')
  expect(await page.getByLabel('two (far)').isChecked()).toBe(true)
  await look(ann, 'loans-refused')
  await page.getByLabel('Looks a day').fill('50')
  await press('Lend')
  await says('shown this once')
  const line = await page.locator('pre.command').textContent()
  expect(line).toMatch(/^ESONAR_LENDERS=lent-two@far=http.*\/two#esl_[a-z0-9_]+$/)
  await look(ann, 'loans-made')
  await page.goto(`${stage.url}/loans`)
  await says('0 of 50')
  expect(await page.content()).not.toContain(line!.slice(-40))
})

it('changes it, ends its key, and takes it off the list', async () => {
  const { page } = ann
  await page.getByRole('link', { name: 'the office' }).click()
  await page.getByLabel('Looks a day').fill('60')
  await press('Save')
  await says('0 of 60')
  await look(ann, 'loans')
  await page.getByRole('link', { name: 'the office' }).click()
  await look(ann, 'loan')
  await press('Revoke')
  await says('‖ revoked')
  await page.goto(`${stage.url}/loans`)
  await page.getByRole('link', { name: 'the office' }).click()
  await press('Remove')
  await says('Nothing is lent.')
  expect(ann.faults).toEqual([])
})
