// What a shard waits for from one agent: each ask is a stream of lines that ends when the agent is
// done, is gone, or is out of time.
import { beyond, type MasterFrame } from '../domain/agent-link.ts'
import type { Batch, ProbeEvent } from '../domain/measurement.ts'

/** More than a batch's own deadline: who is not done by then is silent. */
const graceMs = 3_000

export interface Asks {
  /** Sends a batch, but for what goes beyond its agent, and answers the lines that come back. */
  begin(batch: Batch, capabilities: string[]): ReadableStream<Uint8Array>
  hear(ask: string, event: ProbeEvent): void
  end(ask: string): void
  /** The link is gone. */
  endAll(): void
}

interface Open {
  writer: WritableStreamDefaultWriter<Uint8Array>
  late: ReturnType<typeof setTimeout>
}

/** The asks of one door; `send` speaks to its agent. */
export function makeAsks(send: (frame: MasterFrame) => void): Asks {
  const open = new Map<string, Open>()
  const encoder = new TextEncoder()
  const hear = (ask: string, event: ProbeEvent) => {
    const line = encoder.encode(`${JSON.stringify(event)}\n`)
    open
      .get(ask)
      ?.writer.write(line)
      .catch(() => undefined)
  }
  const end = (ask: string) => {
    const one = open.get(ask)
    if (!one) return
    open.delete(ask)
    clearTimeout(one.late)
    one.writer.close().catch(() => undefined)
  }
  const stop = (ask: string) => {
    if (!open.has(ask)) return
    end(ask)
    send({ kind: 'stop', ask })
  }
  return {
    begin: (batch, capabilities) => {
      const ask = crypto.randomUUID()
      const refused = batch.orders.flatMap((order) => beyond(order, capabilities) ?? [])
      const orders = batch.orders.filter(({ id }) => !refused.some((one) => one.order === id))
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const writer = writable.getWriter()
      const late = setTimeout(() => stop(ask), batch.deadlineMs + graceMs)
      open.set(ask, { writer, late })
      // The shard waits no more.
      writer.closed.catch(() => stop(ask))
      for (const event of refused) hear(ask, event)
      if (orders.length > 0) send({ kind: 'ask', ask, batch: { ...batch, orders } })
      else end(ask)
      return readable
    },
    hear,
    end,
    endAll: () => {
      for (const ask of [...open.keys()]) end(ask)
    },
  }
}
