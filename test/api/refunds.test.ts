// Money that is given back takes its credits back: all or a share, once, whatever order it is told in;
// and a trial is told of three days before it ends.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openShop, type Shop } from './billing-world.ts'
import { acme } from './world.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.stop())

const credits = () => shop.configs.get(acme)?.credits
async function bought(pack: string): Promise<string> {
  const { json } = await shop.ask('POST', '/api/workspace/credits', { body: { pack } })
  shop.stripe.pay(json.url)
  return String(json.url).split('/').at(-1)!
}

describe('a refund', () => {
  it('of all takes all of the pack back, and is written down and shown', async () => {
    const session = await bought('small')
    await bought('middle')
    await shop.deliver()
    expect(credits()).toBe(600)
    shop.stripe.refund(session, 700)
    const events = await shop.deliver()
    expect(credits()).toBe(500)
    await shop.deliver([...events, ...events])
    expect(credits()).toBe(500)
    expect((await shop.audit('plan'))[0]).toMatchObject({
      verb: 'refund',
      after: { pack: 'small', credits: 100, refunded: 100 },
    })
    expect((await shop.ask('GET', '/api/workspace/usage')).json.bought).toContainEqual(
      expect.objectContaining({ pack: 'small', refunded: 100 }),
    )
    const page = await shop.ask('GET', '/usage', { person: 'u1' })
    expect(page.text).toContain('100 taken back')
  })

  it('of a share takes that share, and more of it later', async () => {
    const session = await bought('small')
    await shop.deliver()
    shop.stripe.refund(session, 175)
    await shop.deliver()
    expect(credits()).toBe(75)
    shop.stripe.refund(session, 175)
    await shop.deliver()
    expect(credits()).toBe(50)
  })

  it('that is told of before its payment leaves nothing', async () => {
    const session = await bought('small')
    shop.stripe.refund(session, 700)
    await shop.deliver(shop.stripe.events.splice(0).toReversed())
    expect(credits()).toBe(0)
  })

  it('of a plan takes no credits and no plan', async () => {
    await bought('small')
    await shop.buy('solo')
    await shop.deliver()
    const [last] = [...shop.stripe.sessions.values()].slice(-1)
    shop.stripe.refund(last!.id, 900)
    await shop.deliver()
    expect([credits(), await shop.planOf()]).toEqual([100, 'solo'])
  })
})

describe('the letter about a trial', () => {
  const told = () => shop.letters.filter((one) => one.subject.includes('trial'))

  it('leaves three days before its end, once, with what will be charged', async () => {
    await shop.buy('solo')
    await shop.deliver()
    shop.pass(10.9)
    await shop.cron()
    expect(told()).toEqual([])
    shop.pass(0.2)
    await shop.cron()
    expect(told()).toHaveLength(1)
    expect(told()[0]!.to).toBe('ana@example.com')
    expect(told()[0]!.text).toContain('$9 a month, tax apart')
    for (let day = 0; day < 5; day += 1) {
      shop.pass(1)
      await shop.deliver()
      await shop.cron()
    }
    expect(told()).toHaveLength(1)
  })

  it('is not owed by a trial that ends anyway', async () => {
    await shop.buy('solo')
    await shop.deliver()
    await shop.own('PUT', '/ending')
    shop.pass(11.5)
    await shop.cron()
    expect(told()).toEqual([])
  })

  it('is tried again when it did not leave', async () => {
    await shop.buy('solo')
    await shop.deliver()
    const { send } = shop.hub.sender
    shop.hub.sender.send = async () => ({ kind: 'fault', fault: 'timeout', ms: 1 })
    shop.pass(11.2)
    await shop.cron()
    expect(told()).toEqual([])
    shop.hub.sender.send = send
    shop.pass(0.1)
    await shop.cron()
    expect(told()).toHaveLength(1)
  })
})
