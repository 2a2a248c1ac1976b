// Where other masters borrow a look: `POST /lend/probe`, signed with the key of a loan. Answers like a
// region does, one JSON object a line; `/lend/state` says how a loan stands. docs/borrowed-eyes.md.
import { type Context, Hono } from 'hono'
import { lentAsk, lentCharsMax, lentQuestion } from '../domain/lending.ts'
import type { ProbeEvent } from '../domain/measurement.ts'
import { Problem } from '../domain/problem.ts'
import { lend, lentState, loanOfRequest } from '../flow/lend.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { lentLimited } from '../middleware/limit.ts'
import { parsed } from './api.ts'

export const lendRoutes = new Hono<AppEnv>()

lendRoutes.post('/lend/probe', lentLimited, async (c) => {
  const { loan, body } = await signedBody(c)
  const events = await lend(c.get('hub'), loan, parsed(lentAsk, body))
  const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
  return new Response(linesOf(events), { headers })
})

lendRoutes.post('/lend/state', lentLimited, async (c) => {
  const { loan, body } = await signedBody(c)
  return c.json(await lentState(c.get('hub'), loan, parsed(lentQuestion, body).location))
})

/** What was sent, once it is known to be of a loan that works. */
async function signedBody(c: Context<AppEnv>) {
  const said = Number(c.req.header('content-length') ?? 0)
  const body = said > lentCharsMax ? null : await c.req.text()
  if (body === null || body.length > lentCharsMax) {
    throw new Problem('too_large', `A request to borrow has at most ${lentCharsMax} characters.`)
  }
  const signed = {
    loan: c.req.header('x-esonar-loan') ?? '',
    atMs: Number(c.req.header('x-esonar-time') ?? Number.NaN),
    signature: c.req.header('x-esonar-signature') ?? '',
  }
  const loan = await loanOfRequest(c.get('hub'), signed, body)
  return { loan, body: JSON.parse(body) as unknown }
}

function linesOf(events: AsyncIterable<ProbeEvent>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const iterator = events[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
