// The prices at the loopback Stripe, made by the program that makes them at the real one.
import { makePrices } from '../../server/stripe-prices.ts'
import { stripeClient } from '../../workers/till/index.ts'
import type { FakeStripe } from './stripe.ts'

/** Answers the lines that it said. */
export async function setPrices({ key, url }: FakeStripe): Promise<string[]> {
  const lines: string[] = []
  await makePrices(stripeClient(key, url), (line) => lines.push(line))
  return lines
}
