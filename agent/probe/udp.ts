// The UDP probe: one datagram is sent, once more after a second of silence, and the first that comes
// back from there is the answer. A port that is closed is told by ICMP; silence may be a filter.
import { createSocket } from 'node:dgram'
import type { UdpTarget } from '../../workers/domain/echo.ts'
import type { Measurement, ProbeOrder } from '../../workers/domain/measurement.ts'
import { bodyStartCharsMax } from '../../workers/domain/measurement.ts'
import type { ProbeContext } from '../../workers/probe/probe.ts'
import { reach } from './reach.ts'

/** A datagram may be lost on the way without anybody's fault. */
const againMs = 1_000

type Heard = { bytes: Buffer } | { code: string } | null

/** Asks a port by UDP. */
export async function probeUdp(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { host, port, send } = (order.target as { udp: UdpTarget }).udp
  const startedAt = context.now()
  const reached = await reach(order, host, port, context)
  if ('kind' in reached) return reached
  const { address, nameMs, phases } = reached
  const sentAt = performance.now()
  const left = Math.max(1, order.budgetMs - nameMs)
  const heard = await answerOf(address, port, Buffer.from(send, 'latin1'), left)
  const answerMs = Math.round(performance.now() - sentAt)
  const seen = { order: order.id, startedAt, totalMs: nameMs + answerMs, budgetMs: order.budgetMs }
  if (heard && 'bytes' in heard) {
    const { bytes } = heard
    const body = { body: bytes.toString('latin1'), bodyBytes: bytes.length }
    const bodyStart = bytes.toString('utf8').slice(0, bodyStartCharsMax)
    const times = { phases: { ...phases, headers: answerMs } }
    return { v: 1, kind: 'answered', ...seen, ...times, ...body, bodyStart }
  }
  const failed = {
    v: 1,
    kind: 'failed',
    ...seen,
    phases,
    phase: 'connect',
    accepted: false,
  } as const
  if (heard === null) {
    const detail = 'silence: a filter on the way looks the same as a service that is gone'
    return { ...failed, reason: 'no_answer', detail }
  }
  if (heard.code === 'ECONNREFUSED') return { ...failed, reason: 'connection_refused' }
  const isRoute = heard.code === 'ENETUNREACH' || heard.code === 'EADDRNOTAVAIL'
  if (heard.code === 'EHOSTUNREACH') return { ...failed, reason: 'unreachable' }
  const reason = isRoute ? 'no_route' : 'probe_error'
  return { v: 1, kind: 'notMeasured', order: order.id, reason, detail: `udp: ${heard.code}` }
}

/** The first datagram that comes back, a fault of the socket, or null: silence. A connected socket
 *  hears nobody else, and is told of a closed port. */
function answerOf(address: string, port: number, bytes: Buffer, waitMs: number): Promise<Heard> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  return new Promise<Heard>((resolve) => {
    const timers: NodeJS.Timeout[] = []
    const end = (heard: Heard) => {
      for (const timer of timers) clearTimeout(timer)
      resolve(heard)
    }
    const fault = (one: Error | null | undefined) => {
      if (one) end({ code: (one as NodeJS.ErrnoException).code ?? one.message })
    }
    socket.on('error', fault)
    socket.on('message', (heard) => end({ bytes: heard }))
    timers.push(setTimeout(() => end(null), waitMs))
    socket.connect(port, address, () => {
      socket.send(bytes, fault)
      timers.push(setTimeout(() => socket.send(bytes, fault), againMs))
    })
  }).finally(() => socket.close())
}
