// The operator console in a real browser: its door, every page light and dark, a budget set, and
// probing stopped and let go on.
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { totp } from '../fakes/totp.ts'
import { closeBrowser, newPerson, type Person, signIn } from './browser.ts'
import { look, lookInBoth } from './look.ts'
import { openStage, type Stage } from './stage.ts'

let stage: Stage
let ann: Person
beforeAll(async () => {
  const env = { ESONAR_PLAN: 'free', ESONAR_OPERATOR_PEOPLE: 'owner@example.com' }
  stage = await openStage({ env, locations: 'one' })
  // No letter can be taken in here: the address is proven as one would have.
  const client = new pg.Client({ connectionString: stage.esonar.databaseUrl })
  await client.connect()
  await client.query('update "user" set email_verified = true')
  await client.end()
  ann = await newPerson()
  await signIn(ann, stage)
})
afterAll(async () => {
  await closeBrowser()
  await stage.close()
})

const press = (name: string) => ann.page.getByRole('button', { name, exact: true }).click()
const says = (text: string) => ann.page.getByText(text).first().waitFor()
const open = (path: string) => ann.page.goto(`${stage.url}${path}`)

it('opens to a second factor, which is set up first', async () => {
  const { page } = ann
  await open('/operator/enter')
  await says('your account has none')
  await look(ann, 'operator-door-shut')
  await open('/account/second-factor')
  await page.getByLabel('Password').fill(stage.owner.password)
  await page.locator('form.fields button[type=submit]').first().click()
  await page.getByLabel('Code', { exact: true }).waitFor()
  const uri = await page.locator('input[name=uri]').getAttribute('value')
  const secret = new URL(uri!).searchParams.get('secret')!
  await page.getByLabel('Code', { exact: true }).fill(totp(secret))
  await page.locator('form.fields button[type=submit]').first().click()
  await says('recovery code')
  await open('/operator')
  await look(ann, 'operator-door')
  // A code is taken once: the next one.
  await page.getByLabel('Code', { exact: true }).fill(totp(secret, Date.now() + 30_000))
  await press('Enter')
  await page.waitForURL(`${stage.url}/operator`)
})

it('shows workspaces and what one of them costs', async () => {
  const { page } = ann
  await says('1 workspace, 1 person')
  await lookInBoth(ann, 'operator-workspaces')
  await page.getByRole('link', { name: 'My servers' }).click()
  await says('What it costs')
  await lookInBoth(ann, 'operator-workspace')
})

it('sets a budget, and keeps what was typed wrongly', async () => {
  const { page } = ann
  await open('/operator/budgets')
  await page.getByLabel('Messages a day').fill('lots')
  await press('Set it')
  await says('must be a whole number above 0')
  expect(await page.getByLabel('Messages a day').inputValue()).toBe('lots')
  await page.getByLabel('Messages a day').fill('5,000')
  await press('Set it')
  await says('0 today, of 5,000')
  await page.getByRole('link', { name: 'Change Team, each workspace' }).click()
  await page.getByRole('heading', { name: 'Team, each workspace' }).waitFor()
  await lookInBoth(ann, 'operator-budgets')
})

it('stops all probing and lets it go on, and has it written down', async () => {
  const { page } = ann
  await open('/operator/health')
  await page.getByLabel('Why').fill('We look into our own egress.')
  await press('Stop all probing')
  await says('We look into our own egress.')
  await lookInBoth(ann, 'operator-health')
  await open('/operator/announcements')
  await page.getByLabel('What to say').fill('Maintenance at ten.')
  await press('Announce it')
  await says('Maintenance at ten.')
  await lookInBoth(ann, 'operator-announcements')
  await open('/channels')
  await says('Maintenance at ten.')
  await says('Nothing is probed since')
  await lookInBoth(ann, 'banners')
  await open('/operator/health')
  await press('Let it go on')
  await page.getByRole('button', { name: 'Stop all probing' }).waitFor()
  await open('/operator/acts')
  await says('set a budget')
  await lookInBoth(ann, 'operator-acts')
  expect(ann.faults).toEqual([])
})
