// The TCP probe: the name resolves, the port accepts a connection, and speaks as it should.
import { refusal } from '../domain/address.ts'
import type { DialogueStep, Measurement, ProbeOrder, TcpTarget } from '../domain/measurement.ts'
import { diagnoseName } from './diagnose.ts'
import { speak } from './dialogue.ts'
import { probeOver } from './family.ts'
import type { ProbeContext } from './probe.ts'
import { drop, open } from './socket.ts'
import { whyTlsFails } from './tls/why.ts'

const whyMsMax = 4_000

/** Opens one connection, goes through its dialogue and closes it. A name that does not resolve is told from a refusal. */
export async function probeTcp(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { family, ...target } = (order.target as { tcp: TcpTarget }).tcp
  const { host, port, dialogue = [] } = target
  if (family) {
    return probeOver(order, { host, port, family }, context, (address, budgetMs) => {
      const tcp = { ...target, host: address }
      return probeTcp({ ...order, budgetMs, target: { type: 'tcp', tcp } }, context)
    })
  }
  const startedAt = context.now()
  if (refusal(host, port, context.policy)) {
    return {
      v: 1,
      kind: 'notMeasured',
      order: order.id,
      reason: 'blocked_target',
      detail: `${host}:${port} may not be a target`,
    }
  }
  const { said, socket, ms } = await open(host, port, order.budgetMs)
  if (said === 'accepted' && dialogue.length > 0)
    return spoken(order, dialogue, socket, startedAt, ms, context)
  drop(socket)
  const seen = {
    order: order.id,
    startedAt,
    totalMs: ms,
    budgetMs: order.budgetMs,
    phases: { connect: ms },
  }
  if (said === 'accepted') return { v: 1, kind: 'answered', ...seen }
  const named = await diagnoseName(host, port, context)
  if (named.kind === 'blocked')
    return {
      v: 1,
      kind: 'notMeasured',
      order: order.id,
      reason: 'blocked_target',
      detail: named.detail,
    }
  if (named.kind === 'found')
    return {
      v: 1,
      kind: 'failed',
      ...seen,
      reason: named.reason,
      phase: 'name',
      accepted: false,
      phases: named.phases,
    }
  const reason = said === 'refused' ? 'connection_refused' : 'connect_timeout'
  return { v: 1, kind: 'failed', ...seen, reason, phase: 'connect', accepted: false }
}

async function spoken(
  order: ProbeOrder,
  dialogue: DialogueStep[],
  opened: Socket,
  startedAt: number,
  connectMs: number,
  context: ProbeContext,
): Promise<Measurement> {
  const endAt = Date.now() - connectMs + order.budgetMs
  const { fault, phases, banner, socket } = await speak(opened, dialogue, endAt)
  drop(socket)
  const seen = {
    order: order.id,
    startedAt,
    totalMs: context.now() - startedAt,
    budgetMs: order.budgetMs,
    phases: { connect: connectMs, ...phases },
    ...(banner === '' ? {} : { bodyStart: banner, bodyBytes: banner.length }),
  }
  if (!fault) return { v: 1, kind: 'answered', ...seen }
  const failed = { v: 1 as const, kind: 'failed' as const, ...seen, ...fault, accepted: true }
  if (fault.reason !== 'tls_handshake') return failed
  return { ...failed, ...(await whyAfter(order, dialogue, context)) }
}

/** Why the handshake within a dialogue fails: the words before it are said again. */
function whyAfter(order: ProbeOrder, dialogue: DialogueStep[], context: ProbeContext) {
  const { host, port } = (order.target as { tcp: TcpTarget }).tcp
  const before = dialogue.slice(
    0,
    dialogue.findIndex((step) => 'tls' in step),
  )
  return whyTlsFails({ host, port, dialogue: before }, whyMsMax, context.now())
}
