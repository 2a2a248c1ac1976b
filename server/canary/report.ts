// What the answers of a deployed installation mean: each question with what was expected, what was
// seen, and, where that is contrary, the documented setting to switch. Pure.
import type { Seen } from '../../workers/flow/canary.ts'

export interface Facts {
  url: string
  at: string
  places: Seen[]
  calls: { calls: number; answered: number; ms: number }[]
  slots: { oneMs: number; twoMs: number; answered: number }
  broken: { url: string; expected: string[]; seen: Seen }[]
  handshake: Seen[]
  shards: ShardFacts[]
}

export interface ShardFacts {
  shard: string
  sinceMs: number
  alarms: number
  wakes: number
  busyMs: number
  orders: number
  checks: number
  lagMs: number
  lastWakeAt: number | null
}

export interface Finding {
  question: string
  /** `by hand`: cannot be seen from inside; the line says where to look. */
  verdict: 'as expected' | 'contrary' | 'not answered' | 'by hand'
  seen: string
  /** What to switch, where it is contrary. */
  remedy: string | null
}

const byAddress =
  'set `regions_at` in deployments/<environment>.toml: locations are then asked by their own addresses, as top-level requests (docs/canary.md)'

/** All findings, in the order of docs/canary.md. */
export function findings(facts: Facts): Finding[] {
  return [
    placement(facts),
    apart(facts),
    ...facts.calls.map(calls),
    slots(facts),
    ...facts.broken.map(broken),
    tls(facts),
    lateness(facts),
    ...byHand(facts),
  ]
}

const finding = (
  question: string,
  verdict: Finding['verdict'],
  seen: string,
  remedy: string | null = null,
): Finding => ({ question, verdict, seen, remedy })

function placement({ places }: Facts): Finding {
  const question = 'Do all locations answer, and say where they stand?'
  const away = places.filter((one) => one.kind !== 'answered').map((one) => one.location)
  const list = places.map((one) => `${one.location} ${one.colo ?? 'says nothing'}`).join(', ')
  if (away.length > 0)
    return finding(
      question,
      'contrary',
      `no answer from ${away.join(', ')}`,
      'deploy them again: npm run deploy -- --only regions --force; then look at their logs',
    )
  if (places.some((one) => one.colo === null))
    return finding(
      question,
      'not answered',
      list,
      'set TRACE_URL of the region Workers (deploying does)',
    )
  return finding(question, 'as expected', list)
}

function apart({ places }: Facts): Finding {
  const question = 'Does each location stand in a data centre of its own?'
  const known = places.filter((one) => one.colo !== null)
  const byColo = Map.groupBy(known, (one) => one.colo!)
  const shared = [...byColo].filter(([, some]) => some.length > 1)
  if (known.length < 2)
    return finding(question, 'not answered', 'no two locations say where they stand')
  if (shared.length === 0) return finding(question, 'as expected', `${byColo.size} data centres`)
  const list = shared.map(
    ([colo, some]) => `${some.map((one) => one.location).join(' and ')} in ${colo}`,
  )
  return finding(
    question,
    'contrary',
    list.join('; '),
    'nothing must be done: they count once. Take one of them out of `locations`, or set `regions_at` when nothing is placed at all',
  )
}

function calls({ calls: count, answered, ms }: Facts['calls'][number]): Finding {
  const question = `Are ${count} calls of locations at once answered in one event?`
  const seen = `${answered} of ${count} in ${ms} ms`
  // A shard of 512 checks makes 24 at once; more is room.
  if (answered === count) return finding(question, 'as expected', seen)
  return finding(
    question,
    count <= 24 ? 'contrary' : 'as expected',
    seen,
    count <= 24 ? byAddress : null,
  )
}

/** Six probes that wait take as long at two locations as at one, when each has six of its own. */
const sharedFactor = 1.6

function slots({ slots: { oneMs, twoMs, answered } }: Facts): Finding {
  const question = 'Has each location connections of its own?'
  const seen = `six slow probes took ${oneMs} ms at one location, ${twoMs} ms at two at once`
  if (answered < 18) return finding(question, 'not answered', `${answered} of 18 answered; ${seen}`)
  if (twoMs < oneMs * sharedFactor) return finding(question, 'as expected', seen)
  return finding(question, 'contrary', seen, byAddress)
}

function broken({ url, expected, seen }: Facts['broken'][number]): Finding {
  const question = `What is ${url}?`
  const said = `${seen.kind}, ${seen.reason ?? 'no reason'}${seen.detail ? ` (${seen.detail})` : ''}`
  if (seen.kind === 'silent') return finding(question, 'not answered', said)
  if (expected.includes(seen.reason ?? '')) return finding(question, 'as expected', said)
  return finding(
    question,
    'contrary',
    said,
    `expected ${expected.join(' or ')}: tell us, with this report; the check says what was seen meanwhile`,
  )
}

function tls({ handshake: [seen] }: Facts): Finding {
  const question = 'Is the handshake timed apart from the connection?'
  const { connect, tls: ms } = seen?.phases ?? {}
  if (connect === undefined || ms === undefined)
    return finding(question, 'not answered', JSON.stringify(seen?.phases ?? {}))
  const line = `connection ${connect} ms, handshake ${ms} ms`
  if (ms > 0) return finding(question, 'as expected', line)
  return finding(
    question,
    'contrary',
    line,
    'leave `connectSlowAfterMs` and `tlsSlowAfterMs` of checks empty: the whole time is right',
  )
}

const lagMsMax = 5_000

function lateness({ shards }: Facts): Finding {
  const question = 'Are alarms on time?'
  const busy = shards.filter((one) => one.checks > 0)
  if (busy.length === 0) return finding(question, 'not answered', 'no shard has a check yet')
  const worst = Math.max(...busy.map((one) => one.lagMs))
  const line = `${busy.length} shards, the last slot at most ${worst} ms late`
  if (worst <= lagMsMax) return finding(question, 'as expected', line)
  return finding(
    question,
    'contrary',
    line,
    'watch /healthz: a lag of 30 s is a fault there. Fewer checks per shard come with new workspaces, not by a setting',
  )
}

/** Cloudflare measures these, and shows them in its dashboard only. */
function byHand({ shards }: Facts): Finding[] {
  const sum = (field: 'busyMs' | 'sinceMs' | 'orders') =>
    shards.reduce((total, one) => total + one[field], 0)
  const share = sum('sinceMs') > 0 ? (sum('busyMs') / sum('sinceMs')) * 100 : 0
  return [
    finding(
      'What CPU does a probe take?',
      'by hand',
      `divide the CPU time of the region Workers over a day by their probes; shards asked ${sum('orders')} so far`,
      'docs/cost.md assumes the whole of workerd: put the figure there',
    ),
    finding(
      'Is the time between alarms billed?',
      'by hand',
      `objects were busy ${share.toFixed(1)} % of their time: their duration of a day must be near that share of 0.128 GB for a day each`,
      'when it is near 100 %: longer intervals on free plans (`plan` files), and tell us',
    ),
  ]
}

/** The report as a page of text. */
export function reportOf(facts: Facts): string {
  const all = findings(facts)
  const contrary = all.filter((one) => one.verdict === 'contrary').length
  const lines = all.flatMap(({ question, verdict, seen, remedy }) => [
    `## ${question}`,
    '',
    `**${verdict}**: ${seen}`,
    ...(remedy && verdict !== 'as expected' ? ['', `To do: ${remedy}.`] : []),
    '',
  ])
  return [
    `# Canary of ${facts.url}`,
    '',
    `Asked at ${facts.at}: ${all.length} questions, ${contrary} contrary to what was expected.`,
    '',
    ...lines,
  ].join('\n')
}
