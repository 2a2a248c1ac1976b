// A region for tests of the shard inside workerd: answers batches by what was agreed for a target's
// address, and remembers what it was asked. Runs in Node, behind a service binding.

import type { Batch, ProbeEvent, ProbeOrder } from '../../workers/domain/measurement.ts'
import { targetHost } from '../../workers/domain/measurement.ts'

/** `silent`: the location takes the orders and says nothing about this target. */
export type Behaviour = 'pass' | 'refuse' | 'silent'

/** What a region was asked about one target, at the path `/seen?url=`. */
export interface Seen {
  at: number
  fresh: boolean
  controls: ProbeOrder['controls']
}

const behaviours = new Map<string, Behaviour>()

/** The handler of one region's binding. `POST /behave` agrees on a target for all regions. */
export function makeRegion(): (request: { url: string; text(): Promise<string> }) => unknown {
  const seen = new Map<string, Seen[]>()
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    const text = await request.text()
    if (pathname === '/behave') {
      const { url, as } = JSON.parse(text) as { url: string; as: Behaviour }
      behaviours.set(url, as)
      return new Response(null, { status: 204 })
    }
    if (pathname === '/seen') return Response.json(seen.get(searchParams.get('url') ?? '') ?? [])
    const batch = JSON.parse(text) as Batch
    const lines = batch.orders.flatMap((order) => {
      const url = urlOf(order)
      const { fresh, controls } = order
      seen.set(url, [...(seen.get(url) ?? []), { at: Date.now(), fresh, controls }])
      const event = eventOf(order, batch, behaviours.get(url) ?? 'pass')
      return event ? [`${JSON.stringify(event)}\n`] : []
    })
    return new Response(lines.join(''), { headers: { 'content-type': 'application/x-ndjson' } })
  }
}

function urlOf({ target }: ProbeOrder): string {
  if (target.type === 'http') return target.http.url
  if (target.type !== 'tcp' && target.type !== 'tls') return targetHost(target)
  const { host, port } = target.type === 'tcp' ? target.tcp : target.tls
  return `${host}:${port}`
}

function eventOf(order: ProbeOrder, batch: Batch, as: Behaviour): ProbeEvent | null {
  const base = { v: 1, order: order.id, startedAt: Date.now(), totalMs: 12 } as const
  const shared = { ...base, budgetMs: order.budgetMs, phases: {} }
  const controls = batch.controls.map(({ url }) => ({ url, ok: true, ms: 5 }))
  switch (as) {
    case 'pass':
      return {
        ...shared,
        kind: 'answered',
        status: 200,
        ...(order.controls === 'always' ? { controls } : {}),
      }
    case 'refuse':
      return {
        ...shared,
        kind: 'failed',
        reason: 'connection_refused',
        phase: 'connect',
        accepted: false,
        ...(order.controls === 'never' ? {} : { controls }),
      }
    case 'silent':
      return null
  }
}
