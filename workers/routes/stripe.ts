// POST /stripe/events: where Stripe tells. No session: the raw body carries its signature. Whatever
// cannot be taken in is answered so that Stripe tells it again.
import { Hono } from 'hono'
import { Problem } from '../domain/problem.ts'
import { takeEvent } from '../flow/payment-events.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { callsLimited } from '../middleware/limit.ts'

export const stripeRoutes = new Hono<AppEnv>()

/** An invoice of many lines is larger than what people send. */
const eventBytesMax = 512 * 1024

stripeRoutes.post('/stripe/events', callsLimited, async (c) => {
  const hub = c.get('hub')
  if (!hub.till) throw new Problem('not_found', 'Nothing is sold on this installation.')
  const raw = await textWithin(c.req.raw, eventBytesMax)
  if (await takeEvent(hub, raw, c.req.header('stripe-signature') ?? ''))
    return c.json({ received: true }, 200)
  throw new Problem('forbidden', 'This request is not signed by Stripe.')
})

/** The body as it came; one that is too large is not read to its end. */
async function textWithin(request: Request, bytesMax: number): Promise<string> {
  const reader = request.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    length += value.length
    if (length > bytesMax) {
      await reader.cancel()
      throw new Problem('too_large', `The body is larger than ${bytesMax / 1024} KB.`)
    }
    text += decoder.decode(value, { stream: true })
  }
}
