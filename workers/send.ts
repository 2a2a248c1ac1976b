// The one place that performs a channel's request. One deadline over headers and body, a cap on
// what is read, redirects never followed, every fault one of a closed set. Judges no answer.
import type { OutgoingRequest, Sender, SendOutcome } from './ports.ts'

export interface SenderSettings {
  /** Named in the User-Agent: where a person reads what this is. */
  aboutUrl: string
  /** Why this host and port may not be called, or null (`domain/address.ts`, by policy). */
  refuse(host: string, port: number): string | null
  /** All addresses of a host name, when a name that leads to a private address is to be refused
   *  too; null: names are not looked up beforehand. */
  resolve: ((host: string, signal: AbortSignal) => Promise<string[]>) | null
  fetch?: typeof fetch
  deadlineMs?: number
  /** An address of our own that may be called whatever the policy: the launcher's door. */
  own?: string
}

export const deadlineMsDefault = 15_000
export const answerBytesMax = 4_096

/** A sender over the platform's `fetch`. */
export function makeSender(settings: SenderSettings): Sender {
  const deadlineMs = settings.deadlineMs ?? deadlineMsDefault
  return {
    async send(request) {
      const startedAt = performance.now()
      const elapsed = () => Math.max(0, Math.round(performance.now() - startedAt))
      const aborter = new AbortController()
      const timer = setTimeout(() => aborter.abort(), deadlineMs)
      try {
        const outcome = await attempt(request, settings, aborter.signal)
        return { ...outcome, ms: elapsed() }
      } catch (error) {
        const fault = aborter.signal.aborted ? 'timeout' : faultOf(error)
        return { kind: 'fault', fault, ms: elapsed() }
      } finally {
        clearTimeout(timer)
        // Whatever was not read is let go: a receiver that never ends holds no connection.
        aborter.abort()
      }
    },
  }
}

type Unclocked =
  | Omit<Extract<SendOutcome, { kind: 'answered' }>, 'ms'>
  | Omit<Extract<SendOutcome, { kind: 'fault' }>, 'ms'>

async function attempt(
  request: OutgoingRequest,
  settings: SenderSettings,
  signal: AbortSignal,
): Promise<Unclocked> {
  if (!(await isAllowed(request.url, settings, signal))) {
    return { kind: 'fault', fault: 'blocked_target' }
  }
  const response = await (settings.fetch ?? fetch)(request.url, {
    method: request.method,
    headers: [['user-agent', `eSonar/1.0 (+${settings.aboutUrl})`], ...request.headers],
    ...(request.method === 'GET' ? {} : { body: request.body }),
    redirect: 'manual',
    signal,
  })
  return {
    kind: 'answered',
    status: response.status,
    body: await startOf(response, request.answerBytesMax ?? answerBytesMax),
    retryAfterSeconds: retryAfterSeconds(waitOf(response), Date.now()),
  }
}

/** By its name and port, and, where names are looked up, by every address it has. A name that
 *  cannot be looked up throws: that is a network fault, and tried again. */
async function isAllowed(
  address: string,
  { refuse, resolve, own }: SenderSettings,
  signal: AbortSignal,
): Promise<boolean> {
  let url: URL
  try {
    url = new URL(address)
  } catch {
    return false
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  if (address === own) return true
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  if (refuse(url.hostname, port) !== null) return false
  if (resolve === null || isAddress(url.hostname)) return true
  const addresses = await Promise.race([resolve(url.hostname, signal), aborted(signal)])
  if (addresses.length === 0) throw new Error('the host name has no address')
  return addresses.every((one) => refuse(one, port) === null)
}

/** Rejects when the deadline is over: a resolver that does not listen to its signal holds nobody. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('deadline')), { once: true })
  })
}

const isAddress = (host: string) => host.startsWith('[') || /^\d+(\.\d+){3}$/.test(host)

/** The first bytes of the answer as text. The status has been said by then: a body that breaks
 *  off or never ends changes nothing, and a repeat would only be a double. */
async function startOf(response: Response, bytesMax: number): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const parts: Uint8Array[] = []
  let length = 0
  try {
    while (length < bytesMax) {
      const { done, value } = await reader.read()
      if (done) break
      const part = value.subarray(0, bytesMax - length)
      parts.push(part)
      length += part.length
    }
  } catch {
    // Cut off by the receiver or by the deadline: what came is what there is.
  }
  reader.cancel().catch(() => undefined)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new TextDecoder().decode(bytes)
}

/** `Retry-After`; of a 429 without it, when its window ends (the IETF's ratelimit headers). */
function waitOf({ status, headers }: Response): string | null {
  return headers.get('retry-after') ?? (status === 429 ? headers.get('ratelimit-reset') : null)
}

/** Seconds to wait, from seconds or an HTTP date; null when it says neither. */
export function retryAfterSeconds(header: string | null, now: number): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}

/** Node names the cause, workerd says it in words; neither text decides more than the name. */
function faultOf(error: unknown): 'refused' | 'network' {
  const texts: string[] = []
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    texts.push(one.message, 'code' in one ? String(one.code) : '')
    if (one instanceof AggregateError) texts.push(...one.errors.map(String))
  }
  return texts.some((text) => /ECONNREFUSED|connection refused/i.test(text)) ? 'refused' : 'network'
}
