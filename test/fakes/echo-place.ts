// Places that answer every order with an echo of what they were sent, as a careless target would,
// and remember what they were asked.
import type { Batch, ProbeEvent, ProbeOrder } from '../../workers/domain/measurement.ts'
import type { Locations } from '../../workers/ports.ts'

export interface EchoPlaces extends Locations {
  /** Orders in the order they came, with their place. */
  asked: { location: string; order: ProbeOrder; batch: Batch }[]
  /** These places answer nothing from now on. */
  silence(...locations: string[]): void
}

/** `one` and `two` are asked by default, `spare` is not. */
export function echoPlaces(): EchoPlaces {
  const asked: EchoPlaces['asked'] = []
  let silent: string[] = []
  return {
    asked,
    silence: (...locations) => {
      silent = locations
    },
    list: () => [
      { id: 'one', network: 'net-a', label: 'One', default: true },
      { id: 'two', network: 'net-b', label: 'Two', default: true },
      { id: 'spare', network: 'net-b', label: 'Spare', default: false },
    ],
    ask: async function* (location, batch) {
      for (const order of batch.orders) {
        asked.push({ location, order, batch })
        if (!silent.includes(location)) yield echo(order)
      }
    },
    controls: async () => [],
  }
}

function echo(order: ProbeOrder): ProbeEvent {
  const sent = JSON.stringify(order.target)
  return {
    v: 1,
    kind: 'answered',
    order: order.id,
    startedAt: 1,
    totalMs: 25,
    budgetMs: order.budgetMs,
    phases: { headers: 20, body: 5 },
    apart: { name: 3, connect: 4 },
    status: 200,
    body: sent,
    bodyStart: sent,
    bodyBytes: sent.length,
    headers: { 'x-echo': sent },
    hops: [{ url: `https://example.com/?sent=${encodeURIComponent(sent)}`, status: 200, ms: 20 }],
  }
}
