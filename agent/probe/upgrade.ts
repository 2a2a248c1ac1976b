// A WebSocket opened as Workers open one by `fetch`: an answer that carries the socket, or the answer
// that refused it.
import type { ClientRequest, IncomingMessage } from 'node:http'
import WebSocket from 'ws'
import type { PhasesMs } from '../../workers/domain/measurement.ts'
import type { Answer } from './answer.ts'
import { responseOf } from './answer.ts'
import type { Pinned } from './guard.ts'

/** Made by the library itself. */
const own = /^(upgrade|connection|sec-websocket-(key|version|extensions))$/i

/** Opens one; a handshake that is wrong is answered as Workers answer it: 502, nothing in it. */
export function opening(
  url: URL,
  headers: Headers,
  signal: AbortSignal | null,
  watch: (asked: ClientRequest) => PhasesMs,
  pinned: Pinned,
): Promise<Answer> {
  const sent = Object.fromEntries([...headers].filter(([name]) => !own.test(name)))
  return new Promise((resolve, reject) => {
    let phases: PhasesMs = {}
    const socket = new WebSocket(url.href.replace(/^http/, 'ws'), {
      headers: sent,
      ...pinned,
      agent: undefined,
      perMessageDeflate: false,
      finishRequest: (asked: ClientRequest) => {
        phases = watch(asked)
        asked.end()
      },
    } as WebSocket.ClientOptions)
    signal?.addEventListener('abort', () => {
      socket.terminate()
      reject(new Error('out of time'))
    })
    let shaken: Headers | null = null
    socket.once('upgrade', (message: IncomingMessage) => {
      shaken = new Headers(message.headers as Record<string, string>)
      // What was offered, and whether it was taken, is judged by the check, not by the library.
      delete message.headers['sec-websocket-protocol']
    })
    socket.once('open', () => {
      const response = { status: 101, headers: shaken ?? new Headers(), webSocket: held(socket) }
      resolve({ response: response as unknown as Response, phases })
    })
    socket.once('unexpected-response', (asked: ClientRequest, message: IncomingMessage) => {
      resolve({ response: responseOf(message, asked.method), phases })
    })
    socket.on('error', (fault: Error) => {
      const isShape = /Sec-WebSocket|Upgrade header/i.test(fault.message)
      if (isShape) resolve({ response: new Response(null, { status: 502 }), phases })
      else reject(fault)
    })
  })
}

/** What came before anybody listens is kept for them. */
function held(socket: WebSocket): WebSocket & { accept(): void } {
  socket.pause()
  return Object.assign(socket, { accept: () => socket.resume() })
}
