// Where other masters borrow a look: `POST /lend/probe`, signed with the key of a loan. Answers like a
// region does, one JSON object a line. docs/borrowed-eyes.md.
import { Hono } from 'hono'
import { lentAsk, lentCharsMax } from '../domain/lending.ts'
import type { ProbeEvent } from '../domain/measurement.ts'
import { Problem } from '../domain/problem.ts'
import { lend, loanOfRequest } from '../flow/lend.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { lentLimited } from '../middleware/limit.ts'
import { parsed } from './api.ts'

export const lendRoutes = new Hono<AppEnv>()

lendRoutes.post('/lend/probe', lentLimited, async (c) => {
  const hub = c.get('hub')
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
  const loan = await loanOfRequest(hub, signed, body)
  const events = await lend(hub, loan, parsed(lentAsk, JSON.parse(body)))
  const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
  return new Response(linesOf(events), { headers })
})

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
