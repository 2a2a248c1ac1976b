// /in/twilio/*: where Twilio calls back. Receipts, the key of a call, text messages that came in. No
// session: each request carries the signature of the account it is about.
import { type Context, Hono } from 'hono'
import { spokenAnswer, textAnswer } from '../channel/twiml.ts'
import { workspaceOf } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import { hearText } from '../flow/texts.ts'
import type { AppEnv } from '../middleware/app-env.ts'
import { callsLimited } from '../middleware/limit.ts'
import type { CarrierCall, ShardDoor } from '../shard-door.ts'

export const twilioRoutes = new Hono<AppEnv>()

const fieldsMax = 100

twilioRoutes.post('/in/twilio/status/:delivery', callsLimited, async (c) => {
  const { door, workspace, delivery } = await whose(c)
  if (!(await door.receipt(workspace, delivery, await callOf(c)))) throw unsigned()
  return c.body(null, 204)
})

twilioRoutes.post('/in/twilio/voice/:delivery', callsLimited, async (c) => {
  const { door, workspace, delivery } = await whose(c)
  const sentence = await door.key(workspace, delivery, await callOf(c))
  if (sentence === null) throw unsigned()
  return xml(c, spokenAnswer(sentence))
})

twilioRoutes.post('/in/twilio/sms', callsLimited, async (c) => {
  const answer = await hearText(c.get('hub'), await callOf(c))
  if (answer === null) throw unsigned()
  return xml(c, textAnswer(answer))
})

/** The delivery in the address, and the shard that has it. */
async function whose(
  c: Context<AppEnv>,
): Promise<{ door: ShardDoor; workspace: string; delivery: string }> {
  const delivery = c.req.param('delivery') ?? ''
  const workspace = workspaceOf('delivery', delivery)
  if (!workspace) throw unsigned()
  return { door: await c.get('hub').shard(workspace), workspace, delivery }
}

/** The form and its signature, at the address by which Twilio knows us: there may be a proxy. */
async function callOf(c: Context<AppEnv>): Promise<CarrierCall> {
  const { pathname, search } = new URL(c.req.url)
  const pairs = [...new URLSearchParams(await c.req.text())].slice(0, fieldsMax)
  return {
    url: `${c.get('hub').settings.baseUrl}${pathname}${search}`,
    signature: c.req.header('x-twilio-signature') ?? '',
    form: Object.fromEntries(pairs),
  }
}

/** The same for all that is not right: nobody learns what there is. */
function unsigned(): Problem {
  return new Problem('forbidden', 'This request is not signed by the account it speaks of.')
}

function xml(c: Context<AppEnv>, text: string): Response {
  return c.body(text, 200, { 'content-type': 'text/xml; charset=utf-8' })
}
