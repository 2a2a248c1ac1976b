// The TCP probe: the name resolves, the port accepts a connection, and speaks as it should.
import { refusal } from '../domain/address.ts'
import type { DialogueStep, Measurement, ProbeOrder, TcpTarget } from '../domain/measurement.ts'
import { choosesAddress } from './answer.ts'
import { diagnoseName } from './diagnose.ts'
import { speak } from './dialogue.ts'
import { isLiteral } from './doh.ts'
import { cannotChoose, eachInTurn, probeOver } from './family.ts'
import type { ProbeContext } from './probe.ts'
import { drop, open } from './socket.ts'
import { steady } from './steady.ts'
import { whyTlsFails } from './tls/why.ts'

const whyMsMax = 4_000

/** Opens one connection, goes through its dialogue and closes it. A name that does not resolve is told from a refusal. */
export async function probeTcp(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { family, ...target } = (order.target as { tcp: TcpTarget }).tcp
  const { host, port, dialogue = [] } = target
  if (!family) return ask(order, target, order.budgetMs, context)
  const isSecured = dialogue.some((step) => 'tls' in step)
  if (isSecured && !choosesAddress) return cannotChoose(order)
  const named = { ...target, ...(isSecured ? { dialogue: withServer(dialogue, host) } : {}) }
  const each = eachInTurn(context, (address, connectMs, budgetMs) =>
    ask({ ...order, budgetMs }, { ...named, host: address }, connectMs, context),
  )
  return probeOver(order, { host, port, family }, context, each)
}

/** TLS is started with the host that was named, whatever its address. */
function withServer(dialogue: DialogueStep[], host: string): DialogueStep[] {
  if (isLiteral(host)) return dialogue
  const serverName = host.replace(/\.$/, '')
  return dialogue.map((step) => ('tls' in step ? { ...step, serverName } : step))
}

async function ask(
  order: ProbeOrder,
  target: Omit<TcpTarget, 'family'>,
  connectMs: number,
  context: ProbeContext,
): Promise<Measurement> {
  const { host, port, dialogue = [] } = target
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
  const { said, socket, ms } = await open(host, port, connectMs)
  if (said === 'accepted' && dialogue.length > 0)
    return spoken(order, target, socket, startedAt, ms, context)
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
  target: TcpTarget,
  opened: Socket,
  startedAt: number,
  connectMs: number,
  context: ProbeContext,
): Promise<Measurement> {
  const endAt = steady() - connectMs + order.budgetMs
  const { fault, phases, banner, socket } = await speak(opened, target.dialogue ?? [], endAt)
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
  return { ...failed, ...(await whyAfter(target, context)) }
}

/** Why the handshake within a dialogue fails: the words before it are said again. */
function whyAfter({ host, port, dialogue = [] }: TcpTarget, context: ProbeContext) {
  const at = dialogue.findIndex((step) => 'tls' in step)
  const { serverName } = dialogue[at] as { serverName?: string }
  const named = serverName === undefined ? {} : { serverName }
  const asked = { host, port, ...named, dialogue: dialogue.slice(0, at) }
  return whyTlsFails(asked, whyMsMax, context.now())
}
