// One HTTP request over a fresh connection of Node's, with its phases as they really were. It stands
// in the place of `workers/probe/answer.ts` in the agent's bundle.
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { PhasesMs } from '../../workers/domain/measurement.ts'
import type { ProbeContext } from '../../workers/probe/probe.ts'
import { pinnedTo } from './guard.ts'
import { opening } from './upgrade.ts'

/** Whether a request can be sent to an address of our choice. */
export const choosesAddress = true

export interface Answer {
  response: Response
  phases: PhasesMs
}

/** Asks once over a connection of its own. `addresses`: where the host is, where that is chosen; host
 *  name, server name and the certificate's name stay those of the URL. */
export function answerOf(
  url: string,
  init: RequestInit,
  _context: ProbeContext,
  addresses?: string[],
): Promise<Answer> {
  const pinned = pinnedTo(addresses)
  const address = new URL(url)
  const headers = new Headers(init.headers as [string, string][])
  const isUpgrade = headers.get('upgrade') === 'websocket'
  if (isUpgrade) return opening(address, headers, init.signal ?? null, watch, pinned)
  return new Promise((resolve, reject) => {
    const ask = address.protocol === 'https:' ? secureRequest : plainRequest
    if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'gzip, br')
    const asked = ask(address, {
      method: init.method ?? 'GET',
      headers: Object.fromEntries(headers),
      agent: false,
      ...pinned,
      ...(init.signal ? { signal: init.signal } : {}),
    })
    const phases = watch(asked)
    asked.once('error', reject)
    asked.once('response', (message) => {
      resolve({ response: responseOf(message, asked.method), phases })
    })
    asked.end(typeof init.body === 'string' ? init.body : undefined)
  })
}

/** The phases of a request's connection, filled in as they pass. */
function watch(asked: ClientRequest): PhasesMs {
  const phases: PhasesMs = {}
  asked.once('socket', (socket: Socket) => {
    let at = performance.now()
    const passed = (phase: 'name' | 'connect' | 'tls') => () => {
      const now = performance.now()
      phases[phase] = Math.round(now - at)
      at = now
    }
    socket.once('lookup', passed('name'))
    socket.once('connect', passed('connect'))
    socket.once('secureConnect', passed('tls'))
  })
  return phases
}

/** Statuses whose answers have no body (RFC 9110). */
const bodiless = [101, 204, 205, 304]

export function responseOf(message: IncomingMessage, method: string): Response {
  const headers = new Headers()
  for (let at = 0; at + 1 < message.rawHeaders.length; at += 2) {
    headers.append(message.rawHeaders[at]!, latin(message.rawHeaders[at + 1]!))
  }
  const status = message.statusCode ?? 0
  const isBodiless = method === 'HEAD' || bodiless.includes(status)
  if (isBodiless) message.resume()
  const body = isBodiless ? null : (Readable.toWeb(decoded(message)) as ReadableStream)
  // `Response` takes no status below 200: the facts are all that is looked at.
  return status >= 200 && status <= 599
    ? new Response(body, { status, headers })
    : ({ status, headers, body, text: async () => '' } as unknown as Response)
}

/** Header values may hold any byte; `Headers` takes none of the control characters. */
const latin = (value: string) => value.replace(/[\0\r\n]/g, ' ')

/** The body as it was before it was packed. What cannot be unpacked, or is cut off, is an error. */
function decoded(message: IncomingMessage): Readable {
  const encoding = (message.headers['content-encoding'] ?? '').trim().toLowerCase()
  const unpack = unpackers[encoding]?.()
  if (!unpack) return message
  message.once('error', (fault) => unpack.destroy(fault))
  unpack.once('close', () => message.destroy())
  return message.pipe(unpack)
}

const unpackers: Record<string, () => ReturnType<typeof createGunzip>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress as () => ReturnType<typeof createGunzip>,
}
