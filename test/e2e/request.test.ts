// A request with secrets, set in the browser: the target gets them, no page repeats them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { lookInBoth } from './look.ts'
import { openStage, type Stage } from './stage.ts'

const secrets = ['key-41c9', 'pw-8d20']
const folded = 'Expectations, verdict and locations'
let stage: Stage
let ann: Person
beforeAll(async () => {
  stage = await openStage()
  ann = await newPerson()
  await signIn(ann, stage)
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

const headers = () => stage.target.headers('/hook')

it('sends the target what the form says, and repeats no secret', async () => {
  const { page } = ann
  await page.goto(`${stage.url}/checks/new`)
  await page.getByLabel('Address').fill(`${stage.target.url}/hook`)
  await page.getByLabel('Name').fill('hook')
  await page.getByLabel('Asked every (seconds)').fill('10')
  await page.getByText(folded).click()
  await page.getByLabel('Method').selectOption('POST')
  await page.getByLabel('Headers to send').fill('X-Key: key-41c9')
  await page.getByLabel('Body to send').fill('{"ping":1}')
  await page.getByLabel('Content type of the body').fill('application/json')
  await page.getByLabel('User').fill('zoe')
  await page.getByLabel('Password').fill('pw-8d20')
  await page.getByRole('button', { name: 'Add the check' }).click()
  await page.waitForURL(/\/checks\/chk_/)
  const check = page.url()
  await until('the request', 30_000, async () => headers()['x-key'])
  expect(headers()).toMatchObject({
    'x-key': 'key-41c9',
    'content-type': 'application/json',
    authorization: `Basic ${btoa('zoe:pw-8d20')}`,
  })
  for (const path of [check, `${check}/edit`]) {
    await page.goto(path)
    for (const secret of secrets) expect(await page.content()).not.toContain(secret)
  }
  await page.getByText(folded).click()
  expect(await page.getByLabel('Headers to send').inputValue()).toBe('X-Key: •••')
  expect(await page.getByLabel('Password').inputValue()).toBe('')
  await page.getByLabel('Headers to send').fill('X-Key: •••\nX-Other: 2')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(check)
  await until('the changed request', 30_000, async () => headers()['x-other'])
  expect(headers()).toMatchObject({
    'x-key': 'key-41c9',
    authorization: `Basic ${btoa('zoe:pw-8d20')}`,
  })
  await page.goto(`${check}/edit`)
  await page.getByText(folded).click()
  await page.getByLabel('Send no basic authentication').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(check)
  await until('the open request', 30_000, async () => !headers().authorization)
  expect(ann.faults).toEqual([])
})

it('is laid out and accessible, with all of it unfolded', async () => {
  const { page } = ann
  await page.goto(`${stage.url}/checks/new`)
  await page.getByText(folded).click()
  await lookInBoth(ann, 'request-form')
  expect(ann.faults).toEqual([])
})
