// The DNS probe: every resolver of the check is asked in turn, each for its share of the budget, so
// that no order holds more than one connection.
import { refusal } from '../domain/address.ts'
import type { ResolverAnswer } from '../domain/dns.ts'
import type { Measurement, ProbeOrder, Target } from '../domain/measurement.ts'
import { portOf } from './http.ts'
import type { ProbeContext } from './probe.ts'
import { askResolver } from './resolver.ts'

/** Brings home what each resolver said. With none that made sense there is no measurement. */
export async function probeDns(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const { dns } = order.target as Extract<Target, { type: 'dns' }>
  const startedAt = context.now()
  const own = { name: 'own resolver', url: context.dohUrl }
  const resolvers = dns.resolvers.length > 0 ? dns.resolvers : [own]
  const question = { name: dns.name, type: dns.recordType }
  const answers: ResolverAnswer[] = []
  let leftMs = order.budgetMs
  for (const [index, resolver] of resolvers.entries()) {
    const begun = context.now()
    const shareMs = leftMs / (resolvers.length - index)
    const mayAsk = resolver === own || isAllowed(resolver.url, context)
    answers.push(
      mayAsk
        ? await askResolver(question, resolver, shareMs, context.now)
        : { resolver: resolver.name, outcome: 'unusable', ms: 0, detail: 'may not be asked' },
    )
    leftMs = Math.max(leftMs - shareMs, leftMs - (context.now() - begun))
  }
  const heard = answers.filter((one) => one.outcome !== 'unusable')
  if (heard.length === 0) {
    const detail = answers.map((one) => `${one.resolver} ${one.detail}`).join('; ')
    return {
      v: 1,
      kind: 'notMeasured',
      order: order.id,
      reason: 'resolver_unavailable',
      detail: detail.slice(0, 300),
    }
  }
  const totalMs = middle(heard.map((one) => one.ms))
  return {
    v: 1,
    kind: 'answered',
    order: order.id,
    startedAt,
    totalMs,
    budgetMs: order.budgetMs,
    phases: { name: totalMs },
    answers,
  }
}

function isAllowed(address: string, { policy }: ProbeContext): boolean {
  const url = new URL(address)
  return refusal(url.hostname, portOf(url), policy) === null
}

/** The middle value; of an even number the upper one. */
function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
