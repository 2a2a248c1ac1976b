// The whole life of a subscription in a real browser while Stripe's calls are lost, come twice, in the
// wrong order or late: what the owner sees is what is true at Stripe, each time.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cards, type FakeStripe, type Road } from '../fakes/stripe.ts'
import { closeBrowser, type Person } from './browser.ts'
import { openShop, type Shop } from './shop.ts'
import type { Stage } from './stage.ts'

afterAll(closeBrowser)

const roads: Road[] = ['lost', 'twice', 'reversed', 'late']
describe.each(roads)('with events that are %s', (road) => {
  let shop: Shop
  let stage: Stage
  let stripe: FakeStripe
  let owner: Person
  let press: Shop['press']
  beforeAll(async () => {
    shop = await openShop(road)
    ;({ stage, stripe, owner, press } = shop)
  })
  afterAll(() => shop?.close())

  /** The facts of the plan, as the page says them. */
  const facts = () => owner.page.locator('dl.facts, main > p').first().innerText()

  /** What no call tells is learned by whoever comes back from Stripe, or by asking in time. */
  async function told(words: string): Promise<void> {
    const path = road === 'lost' ? '/plan/paid' : '/plan'
    const look = async () => {
      await owner.page.goto(`${stage.url}${path}`)
      return facts()
    }
    await expect.poll(look, { timeout: 12_000 }).toContain(words)
  }

  it('is bought, changed, owed, paid, cancelled, resumed and ended', async () => {
    const { page } = owner
    await page.goto(`${stage.url}/plan?plan=solo&per=month`)
    await press('Try Solo for 14 days')
    await page.waitForURL(`${stripe.url}/**`)
    await page.getByLabel('Card number').fill(cards.good)
    await press('Subscribe')
    // Back from there it is known at once, whatever became of the events.
    await page.waitForURL(`${stage.url}/plan`)
    expect(await facts()).toContain('Solo, $9 a month')

    await page.getByRole('link', { name: 'Change to Team' }).click()
    await press('Change to Team')
    await page.waitForURL(`${stage.url}/plan`)
    expect(await facts()).toContain('Team, $29 a month')

    const [customer] = [...stripe.book.customers.keys()]
    stripe.setCard(customer!, cards.failsLater)
    stripe.book.advance(15)
    await told('A payment is owed; everything goes on')
    await press('Cards and invoices')
    await page.waitForURL(`${stripe.url}/**`)
    await page.getByLabel('Card number').fill(cards.good)
    await press('Save and pay')
    await page.waitForURL(`${stage.url}/plan`)
    expect(await facts()).toMatch(/State\s+Paid/)

    await press('Cancel at the end of the period')
    await page.getByRole('button', { name: 'Go on after all' }).waitFor()
    expect(await facts()).toContain('; then Free')
    await press('Go on after all')
    await page.getByRole('button', { name: 'Cancel at the end of the period' }).waitFor()
    expect(await facts()).toMatch(/State\s+Paid/)

    await press('Cancel at the end of the period')
    await page.getByRole('button', { name: 'Go on after all' }).waitFor()
    stripe.book.advance(32)
    await told('Plan\nFree\nState\nEnded')
    expect(owner.faults).toEqual([])
  })

  it('and all that was told comes once more, the first last: nothing changes', async () => {
    const before = await facts()
    const events = stripe.events.toReversed()
    expect(events.length).toBeGreaterThan(8)
    for (const event of events) {
      const { raw, signature } = stripe.signed(event)
      const headers = { 'stripe-signature': signature, 'content-type': 'application/json' }
      const answer = await fetch(stripe.deliverTo!, { method: 'POST', headers, body: raw })
      expect(answer.status).toBe(200)
    }
    await owner.page.goto(`${stage.url}/plan`)
    expect(await facts()).toBe(before)
  })
})
