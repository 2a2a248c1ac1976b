// A plan bought, changed, owed and cancelled in a real browser, at a Stripe of loopback.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { cards, type FakeStripe } from '../fakes/stripe.ts'
import { closeBrowser, type Person } from './browser.ts'
import { look } from './look.ts'
import { openShop, type Shop } from './shop.ts'
import type { Stage } from './stage.ts'

let shop: Shop
let stage: Stage
let stripe: FakeStripe
let owner: Person
let press: Shop['press']
beforeAll(async () => {
  shop = await openShop()
  ;({ stage, stripe, owner, press } = shop)
})
afterAll(async () => {
  await shop?.close()
  await closeBrowser()
})

const says = (text: string) => owner.page.getByText(text).first().waitFor()

it('is bought at Stripe after a card was declined, and is there on return', async () => {
  const { page } = owner
  await page.goto(`${stage.url}/plan?plan=solo&per=month`)
  await look(owner, 'plan-free')
  await press('Try Solo for 14 days')
  await page.waitForURL(`${stripe.url}/**`)
  await page.getByLabel('Card number').fill(cards.declined)
  await press('Subscribe')
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Card number').fill(cards.good)
  await press('Subscribe')
  await page.waitForURL(`${stage.url}/plan`)
  await says('In its trial')
  await says('Solo, $9 a month, tax apart')
  await look(owner, 'plan-trial')
})

it('is changed to a larger one after its cost was shown', async () => {
  const { page } = owner
  await page.getByRole('link', { name: 'Change to Team' }).click()
  await says('Nothing is due now')
  await look(owner, 'plan-change')
  await press('Change to Team')
  await page.waitForURL(`${stage.url}/plan`)
  await says('Team, $29 a month, tax apart')
})

it('has credits that are bought beside, shown where what is used is', async () => {
  const { page } = owner
  await page.goto(`${stage.url}/usage`)
  await page.getByRole('heading', { name: 'Text messages and calls' }).waitFor()
  await look(owner, 'usage')
  await press('Buy 100 for $7')
  await page.waitForURL(`${stripe.url}/**`)
  await page.getByLabel('Card number').fill(cards.good)
  await press('Subscribe')
  await page.waitForURL(`${stage.url}/usage#credits`)
  await says('100 credits for $7')
  await look(owner, 'usage-bought')
  const session = [...stripe.sessions.values()].find((one) => one.mode === 'payment')!
  stripe.refund(session.id, 700)
  await expect
    .poll(() => page.goto(`${stage.url}/usage`).then(() => page.locator('#credits').innerText()), {
      timeout: 8000,
    })
    .toContain('100 taken back')
})

it('that is not paid is told above every page, until it is paid', async () => {
  const { page } = owner
  stripe.setCard([...stripe.book.customers.keys()][0]!, cards.failsLater)
  stripe.book.advance(15)
  await expect
    .poll(() => banner(`${stage.url}/channels`), { timeout: 8000 })
    .toContain('did not go through')
  await page.getByRole('link', { name: 'See to the payment' }).click()
  await says('A payment is owed')
  await look(owner, 'plan-owing')
  await press('Cards and invoices')
  await page.waitForURL(`${stripe.url}/**`)
  await page.getByLabel('Card number').fill(cards.good)
  await press('Save and pay')
  await page.waitForURL(`${stage.url}/plan`)
  await page.locator('dd', { hasText: /^Paid$/ }).waitFor()
  expect(await page.getByRole('status').count()).toBe(0)
})

async function banner(url: string): Promise<string> {
  await owner.page.goto(url)
  const shown = owner.page.getByRole('status')
  return (await shown.count()) > 0 ? shown.first().innerText() : ''
}

it('is cancelled with its period, and goes on after all', async () => {
  await press('Cancel at the end of the period')
  await says('; then Free')
  await look(owner, 'plan-ending')
  await press('Go on after all')
  await owner.page.getByRole('button', { name: 'Cancel at the end of the period' }).waitFor()
  expect(owner.faults).toEqual([])
})
