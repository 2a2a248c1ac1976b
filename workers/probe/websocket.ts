// The WebSocket probe (RFC 6455): the handshake by `fetch`, then, where one is wanted, a first
// message. It closes as it should, and waits for nobody to agree.
import { refusal } from '../domain/address.ts'
import type { Answered, Measurement, ProbeOrder, WebsocketTarget } from '../domain/measurement.ts'
import { bodyBytesMax, bodyStartCharsMax } from '../domain/measurement.ts'
import { answerOf } from './answer.ts'
import { phasesApart } from './apart.ts'
import { readCapped } from './body.ts'
import { explain } from './explain.ts'
import { requestOver, type Way } from './family.ts'
import { headersHome, isChallenge } from './headers.ts'
import { noStore, portOf } from './http.ts'
import { type ProbeContext, userAgent, within } from './probe.ts'
import { addPhases, failed, type Trip } from './trip.ts'

/** Opens one WebSocket. Never throws: what goes wrong on our side is `probe_error`. */
export async function probeWebsocket(
  order: ProbeOrder,
  context: ProbeContext,
): Promise<Measurement> {
  const { family, ...target } = (order.target as { websocket: WebsocketTarget }).websocket
  const url = new URL(target.url.replace(/^ws/, 'http'))
  return requestOver(order, { url, family }, context, (one, way) => ask(one, target, way, context))
}

async function ask(
  order: ProbeOrder,
  target: WebsocketTarget,
  way: Way,
  context: ProbeContext,
): Promise<Measurement> {
  const { url } = way
  const trip: Trip = { startedAt: context.now(), hops: [], phase: 'headers', phases: {}, ...way }
  if (refusal(url.hostname, portOf(url), context.policy)) {
    const detail = `${url.host} may not be a target`
    return { v: 1, kind: 'notMeasured', order: order.id, reason: 'blocked_target', detail }
  }
  const controller = new AbortController()
  const alarm = setTimeout(() => controller.abort('budget'), order.budgetMs)
  try {
    const deadline = { signal: controller.signal, end: () => clearTimeout(alarm) }
    const measured = await opened(order, target, trip, context, deadline)
    clearTimeout(alarm)
    // Whoever can choose an address has seen the phases of the connection itself.
    if (!order.whole || measured.kind !== 'answered' || way.over) return measured
    const secure = url.protocol === 'https:'
    return { ...measured, apart: await phasesApart(url.hostname, portOf(url), secure, context) }
  } catch (fault) {
    const question = { method: 'GET', upgrade: true }
    return await explain(order, question, trip, context, controller.signal.aborted, fault)
  } finally {
    clearTimeout(alarm)
  }
}

async function opened(
  order: ProbeOrder,
  target: WebsocketTarget,
  trip: Trip,
  context: ProbeContext,
  { signal, end }: { signal: AbortSignal; end(): void },
): Promise<Measurement> {
  const asked = {
    headers: headersFor(target, order, context),
    redirect: 'manual' as const,
    signal,
    ...noStore,
  }
  const { response, phases } = await answerOf(trip.url.href, asked, context, trip.over?.addresses)
  const shakenMs = context.now() - trip.startedAt
  addPhases(trip, phases, shakenMs)
  if (isMadeByRuntime(response)) {
    await response.body?.cancel()
    return failed(order, trip, context, 'upgrade_invalid')
  }
  const socket = response.webSocket
  if (!socket) return refusedBy(response, order, target, trip, context)
  // From here on time is kept here: an abort would look like the server's own end.
  end()
  trip.phase = 'body'
  const heard = await converse(socket, target, trip.startedAt + order.budgetMs, context)
  if (target.messageWanted) {
    trip.phases.body = context.now() - trip.startedAt - shakenMs
  }
  if (heard.kind === 'late') return failed(order, trip, context, 'message_timeout')
  if (heard.kind === 'closed') {
    return failed(order, trip, context, 'websocket_closed', heard.detail)
  }
  return { ...seenOf(response, order, target, trip, context), ...messageOf(heard.text, order) }
}

/** A wrong Sec-WebSocket-Accept never reaches us: the runtime answers 502 in the server's place,
 *  without a header of its own. */
function isMadeByRuntime({ status, headers, webSocket }: Response): boolean {
  return status === 502 && !webSocket && [...headers.keys()].length === 0
}

function headersFor(
  { headers, protocols }: WebsocketTarget,
  { traceparent }: ProbeOrder,
  context: ProbeContext,
): [string, string][] {
  return [
    ['upgrade', 'websocket'],
    ['user-agent', userAgent(context)],
    ...(protocols ? [['sec-websocket-protocol', protocols.join(', ')] as [string, string]] : []),
    ...(traceparent ? [['traceparent', traceparent] as [string, string]] : []),
    ...headers,
  ]
}

type Heard =
  | { kind: 'heard'; text: string | null }
  | { kind: 'late' }
  | { kind: 'closed'; detail: string }

/** Says what is to be said, hears the first message where one is wanted, and closes. */
async function converse(
  socket: WebSocket,
  { send, messageWanted }: WebsocketTarget,
  endAt: number,
  context: ProbeContext,
): Promise<Heard> {
  const first = new Promise<Heard>((resolve) => {
    socket.addEventListener('message', ({ data }) => resolve({ kind: 'heard', text: textOf(data) }))
    socket.addEventListener('close', ({ code, reason }) =>
      resolve({ kind: 'closed', detail: `closed with ${code}${reason ? `: ${reason}` : ''}` }),
    )
    socket.addEventListener('error', () => resolve({ kind: 'closed', detail: 'it broke off' }))
  })
  // Bytes as they are: a Blob would have to be waited for.
  socket.binaryType = 'arraybuffer'
  socket.accept()
  try {
    if (send !== undefined) socket.send(send)
    if (!messageWanted) return { kind: 'heard', text: null }
    const said = await within(first, endAt - context.now())
    return said === 'late' ? { kind: 'late' } : said
  } finally {
    close(socket)
  }
}

function textOf(data: unknown): string {
  const text = typeof data === 'string' ? data : new TextDecoder().decode(data as ArrayBuffer)
  return text.slice(0, bodyBytesMax)
}

function close(socket: WebSocket): void {
  try {
    socket.close(1000, 'checked')
  } catch {
    // Already gone.
  }
}

function messageOf(text: string | null, { whole }: ProbeOrder): Partial<Answered> {
  if (text === null) return {}
  const bodyBytes = new TextEncoder().encode(text).length
  return {
    body: text,
    bodyBytes,
    ...(whole ? { bodyStart: text.slice(0, bodyStartCharsMax) } : {}),
  }
}

/** What was seen of the handshake. */
function seenOf(
  response: Response,
  order: ProbeOrder,
  target: WebsocketTarget,
  trip: Trip,
  context: ProbeContext,
): Answered {
  const headers = headersHome(response.headers, target, order.whole === true)
  const protocol = response.headers.get('sec-websocket-protocol')
  return {
    v: 1,
    kind: 'answered',
    order: order.id,
    startedAt: trip.startedAt,
    totalMs: context.now() - trip.startedAt,
    budgetMs: order.budgetMs,
    phases: trip.phases,
    status: response.status,
    ...(headers ? { headers } : {}),
    ...(protocol ? { protocol } : {}),
  }
}

/** An answer that is no upgrade: its status is told, and the first of its body. */
async function refusedBy(
  response: Response,
  order: ProbeOrder,
  target: WebsocketTarget,
  trip: Trip,
  context: ProbeContext,
): Promise<Answered> {
  const { text, bytes } = await readCapped(response, bodyStartCharsMax)
  const retryAfter = Number(response.headers.get('retry-after'))
  return {
    ...seenOf(response, order, target, trip, context),
    bodyStart: text,
    bodyBytes: bytes,
    ...(isChallenge(response.headers) ? { challenge: true } : {}),
    ...(response.status === 429 && retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  }
}
