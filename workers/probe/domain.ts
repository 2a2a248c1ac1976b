// The domain probe: asks the registry's RDAP server about the name, then about what it lies in, until
// one is known. Anything but a clear answer is no measurement.
import { refusal } from '../domain/address.ts'
import type { Measurement, NotMeasured, ProbeOrder, Target } from '../domain/measurement.ts'
import type { UnknownReason } from '../domain/reason.ts'
import type { Registration } from '../domain/registration.ts'
import { readAtMost } from './body.ts'
import { portOf } from './http.ts'
import { type ProbeContext, userAgent, within } from './probe.ts'
import { candidates, readRegistration, serversFor } from './rdap.ts'

const bootstrapBytesMax = 2_000_000
const answerBytesMax = 1_000_000
const hopsMax = 3
const namesMax = 6
/** The list of servers changes every few weeks (RFC 9224 §3); an old one is better than none. */
const freshMs = 86_400_000
const staleMs = 30 * freshMs

const lists = new Map<string, { list: unknown; at: number }>()

/** An answer in JSON, or what was there instead. */
type Answered =
  | { kind: 'json'; status: number; json: unknown }
  | { kind: 'nothing'; detail: string }

/** Asks for a registration within the order's budget. */
export async function probeDomain(order: ProbeOrder, context: ProbeContext): Promise<Measurement> {
  const stop = new AbortController()
  try {
    const found = await within(look(order, context, stop.signal), order.budgetMs)
    if (found !== 'late') return found
    return notMeasured(order, 'registry_unavailable', `nothing within ${order.budgetMs} ms`)
  } finally {
    stop.abort()
  }
}

async function look(
  order: ProbeOrder,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<Measurement> {
  const { name } = (order.target as Extract<Target, { type: 'domain' }>).domain
  const startedAt = context.now()
  const servers = serversFor(await bootstrap(context, signal), name)
  if (servers === null) {
    const detail = 'the list of registries could not be read'
    return notMeasured(order, 'registry_unavailable', detail)
  }
  if (servers.length === 0) {
    return notMeasured(order, 'registry_unknown', `no registry is listed for ${name}`)
  }
  let detail = ''
  for (const server of servers.slice(0, 2)) {
    const said = await askServer(server, name, context, signal)
    if (typeof said !== 'string') {
      const totalMs = context.now() - startedAt
      const { id, budgetMs } = order
      const seen = { order: id, startedAt, totalMs, budgetMs, phases: {} }
      return { v: 1, kind: 'answered', ...seen, registration: said }
    }
    detail = said
  }
  return notMeasured(order, 'registry_unavailable', detail)
}

function notMeasured(order: ProbeOrder, reason: UnknownReason, detail: string): NotMeasured {
  return { v: 1, kind: 'notMeasured', order: order.id, reason, detail: detail.slice(0, 300) }
}

/** The registration of the first name that the server knows, or why there is no clear answer. */
async function askServer(
  server: string,
  name: string,
  context: ProbeContext,
  signal: AbortSignal,
): Promise<Registration | string> {
  const names = candidates(name).slice(-namesMax)
  for (const [index, one] of names.entries()) {
    const url = new URL(`domain/${one}`, server.endsWith('/') ? server : `${server}/`)
    const said = await get(url, answerBytesMax, context, signal)
    const isLast = index === names.length - 1
    if (said.kind === 'nothing') return `${url.host} ${said.detail}`
    if (said.status === 404 && isLast) return unknownName(name, url.host)
    // Some registries refuse to be asked about a host within a domain, others know none.
    if ([400, 404, 422].includes(said.status) && !isLast) continue
    if (said.status !== 200) return `${url.host} answered with status ${said.status}`
    const found = readRegistration(said.json, one, url.host)
    return found ?? `${url.host} answered about something else`
  }
  return 'there is nothing to ask about'
}

function unknownName(name: string, server: string): Registration {
  const nothing = { expiresAt: null, registrar: null, states: [] }
  return { name, isFound: false, ...nothing, server }
}

/** The list of registries: of today, or an old one while there is no other. */
async function bootstrap(context: ProbeContext, signal: AbortSignal): Promise<unknown> {
  const { rdapUrl } = context
  const held = lists.get(rdapUrl)
  const ageMs = held ? Math.abs(context.now() - held.at) : Number.POSITIVE_INFINITY
  if (held && ageMs < freshMs) return held.list
  const said = await get(new URL(rdapUrl), bootstrapBytesMax, context, signal, true)
  if (said.kind === 'json' && said.status === 200 && serversFor(said.json, '') !== null) {
    lists.set(rdapUrl, { list: said.json, at: context.now() })
    return said.json
  }
  return ageMs < staleMs ? held?.list : null
}

/** GETs JSON over at most three redirects, each to an address that may be asked. */
async function get(
  first: URL,
  bytesMax: number,
  context: ProbeContext,
  signal: AbortSignal,
  isOurs = false,
): Promise<Answered> {
  let url = first
  const headers = {
    accept: 'application/rdap+json, application/json',
    'user-agent': userAgent(context),
  }
  for (let hop = 0; hop <= hopsMax; hop += 1) {
    if (!mayAsk(url, context) && !(isOurs && hop === 0)) {
      return { kind: 'nothing', detail: 'may not be asked' }
    }
    let response: Response
    try {
      response = await fetch(url.href, { headers, redirect: 'manual', signal })
    } catch {
      return { kind: 'nothing', detail: 'could not be reached' }
    }
    const location = response.headers.get('location')
    if (response.status >= 300 && response.status <= 399 && location !== null) {
      await response.body?.cancel()
      if (!URL.canParse(location, url.href)) return { kind: 'nothing', detail: 'redirects nowhere' }
      url = new URL(location, url.href)
      continue
    }
    return read(response, bytesMax)
  }
  return { kind: 'nothing', detail: 'redirects too often' }
}

const mayAsk = (url: URL, { policy }: ProbeContext) =>
  /^https?:$/.test(url.protocol) && refusal(url.hostname, portOf(url), policy) === null

async function read(response: Response, bytesMax: number): Promise<Answered> {
  const { status } = response
  if (status !== 200) {
    await response.body?.cancel()
    return { kind: 'json', status, json: null }
  }
  try {
    const bytes = await readAtMost(response, bytesMax)
    if (!bytes) return { kind: 'nothing', detail: `answered with more than ${bytesMax} bytes` }
    return { kind: 'json', status, json: JSON.parse(new TextDecoder().decode(bytes)) }
  } catch {
    return { kind: 'nothing', detail: 'answered with what is no JSON' }
  }
}
