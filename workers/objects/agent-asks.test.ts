// What a door passes on to its agent: all that the agent can be asked. The rest it answers itself.
import { describe, expect, it } from 'vitest'
import type { MasterFrame } from '../domain/agent-link.ts'
import type { Batch, ProbeOrder } from '../domain/measurement.ts'
import { makeAsks } from './agent-asks.ts'

const orderOf = (id: string, family?: 'ipv6'): ProbeOrder => ({
  ...{ v: 1, id, budgetMs: 1_000, fresh: false, controls: 'never', slowLane: false },
  target: {
    type: 'http',
    http: {
      ...{ url: 'https://a.example/', method: 'GET', headers: [], follow: true, bodyBytesMax: 1 },
      ...(family ? { family } : {}),
    },
  },
})
const batchOf = (...orders: ProbeOrder[]): Batch => {
  const facts = { location: 'home', deadlineMs: 1_000, controls: [], aboutUrl: '' }
  return { v: 1, ...facts, orders }
}
/** Asks an agent that answers whatever it hears of with `silent`. */
async function asked(batch: Batch, capabilities: string[]) {
  const sent: string[] = []
  const asks = makeAsks((frame: MasterFrame) => {
    if (frame.kind !== 'ask') return
    for (const { id } of frame.batch.orders) {
      sent.push(id)
      asks.hear(frame.ask, { v: 1, kind: 'notMeasured', order: id, reason: 'silent' })
    }
    queueMicrotask(() => asks.end(frame.ask))
  })
  const text = await new Response(asks.begin(batch, capabilities)).text()
  const lines = text.split('\n').filter(Boolean)
  const events = lines.map((line) => JSON.parse(line) as { order: string; reason: string })
  return { sent, reasons: Object.fromEntries(events.map((one) => [one.order, one.reason])) }
}

describe('a request over one family', () => {
  const batch = batchOf(orderOf('any'), orderOf('six', 'ipv6'))

  it('is passed on to an agent that can send it', async () => {
    const { sent, reasons } = await asked(batch, ['probe', 'family'])
    expect(sent).toEqual(['any', 'six'])
    expect(reasons).toEqual({ any: 'silent', six: 'silent' })
  })

  it('is kept from an agent of old, which would send it over any', async () => {
    const { sent, reasons } = await asked(batch, ['probe'])
    expect(sent).toEqual(['any'])
    expect(reasons).toEqual({ any: 'silent', six: 'not_inspectable' })
  })

  it('alone leaves such an agent nothing to do', async () => {
    const { sent, reasons } = await asked(batchOf(orderOf('six', 'ipv6')), [])
    expect(sent).toEqual([])
    expect(reasons).toEqual({ six: 'not_inspectable' })
  })
})
