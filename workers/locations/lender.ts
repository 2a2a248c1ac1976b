// The road to a borrowed place: one signed request a look, to the master that lends it. It is shown the
// target and the time, and nothing else; whatever it fails at is an abstention with a reason.
import { askOf } from '../domain/lending.ts'
import { loanOfKey } from '../domain/loan.ts'
import type { Batch, Measurement, NotMeasured, ProbeOrder } from '../domain/measurement.ts'
import type { UnknownReason } from '../domain/reason.ts'
import type { LenderSetting } from '../env.ts'
import { signatureHeaders } from '../probe/signing.ts'
import { lines } from './lines.ts'

export interface LenderFacts {
  now(): number
  /** `n` random bytes in hex. */
  random(bytes: number): string
}

/** The platform gives a caller six connections; the others are for places of its own. */
const atOnceMax = 3
const roadMsMax = 6_000
const answerBytesMax = 300_000

/** Asks each order of a batch; each is answered, whatever happens. */
export async function* askLender(
  lender: LenderSetting,
  batch: Batch,
  facts: LenderFacts,
): AsyncIterable<Measurement> {
  const waiting = [...batch.orders]
  const running = new Map<ProbeOrder, Promise<{ order: ProbeOrder; seen: Measurement }>>()
  while (waiting.length + running.size > 0) {
    while (waiting.length > 0 && running.size < atOnceMax) {
      const order = waiting.shift()!
      running.set(
        order,
        look(lender, order, facts).then((seen) => ({ order, seen })),
      )
    }
    const { order, seen } = await Promise.race(running.values())
    running.delete(order)
    yield seen
  }
}

async function look(
  lender: LenderSetting,
  order: ProbeOrder,
  facts: LenderFacts,
): Promise<Measurement> {
  const ask = askOf(order, lender.place, facts.random(16))
  if (!ask) return not(order, 'lender_unable', 'it is not lent for this')
  const body = JSON.stringify(ask)
  try {
    const response = await fetch(`${lender.url}/lend/probe`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-esonar-loan': loanOfKey(lender.key) ?? '',
        ...(await signatureHeaders(lender.key, facts.now(), body)),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ask.budgetMs + roadMsMax),
    })
    if (!response.ok || !response.body) return await refused(order, response)
    for await (const event of lines(response.body, answerBytesMax)) {
      if (event.order === ask.nonce && event.kind !== 'waiting') return own(order, event)
    }
    return not(order, 'lender_away', 'it answered nothing')
  } catch (fault) {
    const isLate = fault instanceof Error && fault.name === 'TimeoutError'
    return not(order, 'lender_away', isLate ? 'no answer in time' : 'no connection')
  }
}

/** Under our own order. Why a lender's place could not measure is the lender's to know of. */
function own(order: ProbeOrder, event: Measurement): Measurement {
  if (event.kind === 'notMeasured') return not(order, 'lender_unable', event.reason)
  return { ...event, order: order.id }
}

async function refused(order: ProbeOrder, response: Response): Promise<NotMeasured> {
  const said = (await response.text().catch(() => '')).slice(0, 2_000)
  const detail = `${response.status}${detailOf(said)}`
  if (response.status === 429) return not(order, 'lender_spent', detail)
  return not(order, response.status >= 500 ? 'lender_away' : 'lender_refused', detail)
}

/** What a problem (RFC 9457) says. */
function detailOf(text: string): string {
  try {
    const { detail } = JSON.parse(text) as { detail?: unknown }
    return typeof detail === 'string' ? `: ${detail.slice(0, 200)}` : ''
  } catch {
    return ''
  }
}

function not({ id }: ProbeOrder, reason: UnknownReason, detail: string): NotMeasured {
  return { v: 1, kind: 'notMeasured', order: id, reason, detail }
}
