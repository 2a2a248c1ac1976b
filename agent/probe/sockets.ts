// `connect()` as Workers have it, over Node's sockets: what the shared probes speak through. It stands
// in the place of `cloudflare:sockets` in the agent's bundle.
import { connect as connectTcp, isIP, type Socket as NodeSocket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { lookup } from './guard.ts'

export interface Opened {
  readable: ReadableStream<Uint8Array>
  writable: WritableStream<Uint8Array>
  opened: Promise<object>
  closed: Promise<void>
  close(): Promise<void>
  /** `expectedServerHostname`: who must be there, where the connection is to an address. */
  startTls(options?: { expectedServerHostname?: string }): Opened
}

/** Opens a connection. Bytes are read only when somebody wants them, so that a handshake may follow. */
export function connect({ hostname, port }: { hostname: string; port: number }): Opened {
  const host = hostname.replace(/^\[|\]$/g, '')
  const socket = connectTcp({ host, port, lookup, allowHalfOpen: true })
  return wrapped(socket, 'connect', host)
}

function wrapped(socket: NodeSocket, ready: 'connect' | 'secureConnect', host: string): Opened {
  const stop = new AbortController()
  const opened = new Promise<object>((resolve, reject) => {
    socket.once(ready, () => resolve({}))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed')))
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  opened.catch(() => undefined)
  socket.on('error', () => undefined)
  return {
    readable: readableOf(socket, stop.signal),
    writable: writableOf(socket),
    opened,
    closed,
    close: () => {
      socket.destroySoon()
      return closed
    },
    startTls: ({ expectedServerHostname: name = host } = {}) => {
      stop.abort()
      const servername = isIP(name) === 0 ? { servername: name } : {}
      return wrapped(connectTls({ socket, host: name, ...servername }), 'secureConnect', name)
    },
  }
}

/** `stop`: the bytes that come from now on belong to a handshake. */
function readableOf(socket: NodeSocket, stop: AbortSignal): ReadableStream<Uint8Array> {
  let fault: Error | null = null
  socket.once('error', (one) => {
    fault = one
  })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const part = socket.read() as Buffer | null
          if (part) return controller.enqueue(new Uint8Array(part))
          if (fault) return controller.error(fault)
          if (socket.readableEnded || socket.destroyed) return controller.close()
          await wordOf(socket, stop)
          if (stop.aborted) return
        }
      },
    },
    { highWaterMark: 0 },
  )
}

/** Something may be read, or it is over. */
function wordOf(socket: NodeSocket, stop: AbortSignal): Promise<void> {
  const events = ['readable', 'end', 'close', 'error'] as const
  return new Promise((resolve) => {
    const done = () => {
      for (const event of events) socket.off(event, done)
      stop.removeEventListener('abort', done)
      resolve()
    }
    for (const event of events) socket.on(event, done)
    stop.addEventListener('abort', done)
  })
}

function writableOf(socket: NodeSocket): WritableStream<Uint8Array> {
  return new WritableStream<Uint8Array>({
    write: (part) =>
      new Promise((resolve, reject) => {
        socket.write(part, (fault) => (fault ? reject(fault) : resolve()))
      }),
  })
}
