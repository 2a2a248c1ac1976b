// The stage of a purchase: an installation on which plans are sold by a Stripe on loopback, and its
// owner, signed in before a browser.
import { type FakeStripe, type Road, startStripe } from '../fakes/stripe.ts'
import { setPrices } from '../fakes/stripe-prices.ts'
import { newPerson, type Person, signIn } from './browser.ts'
import { openStage, type Stage } from './stage.ts'

export interface Shop {
  stage: Stage
  stripe: FakeStripe
  owner: Person
  /** The owner presses a button of that name. */
  press: (name: string) => Promise<void>
  close: () => Promise<void>
}

/** Opens it. `road`: what becomes of Stripe's calls on their way; left out, they arrive. */
export async function openShop(road?: Road): Promise<Shop> {
  const stripe = await startStripe()
  await setPrices(stripe)
  const env = {
    ESONAR_PLAN: 'free',
    STRIPE_SECRET_KEY: stripe.key,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_URL: stripe.url,
  }
  const stage = await openStage({ env, locations: 'one' })
  stripe.deliverTo = `${stage.url}/stripe/events`
  if (road) stripe.road = road
  const owner = await newPerson()
  await signIn(owner, stage)
  return {
    stage,
    stripe,
    owner,
    press: (name) => owner.page.getByRole('button', { name, exact: true }).click(),
    close: async () => {
      await owner.context.close()
      await stage.close()
      await stripe.close()
    },
  }
}
