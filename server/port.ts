// A port that is ours from the first moment: bound at the start, and handed to the child that serves
// it as an open socket. Found free, let go and bound again later, it could be another's by then.
import { createServer, type Server } from 'node:net'

export interface HeldPort {
  port: number
  /** Descriptor of the listening socket, to be shared with a child; who knocks meanwhile is turned
   *  away. */
  fd: number
  /** Lets go of our end: a child that was given the socket keeps its own. */
  release(): Promise<void>
}

/** Binds `port` on `host`, any free one for 0. Rejects with the system's error (`EADDRINUSE`). */
export function holdPort(host: string, port: number): Promise<HeldPort> {
  return new Promise((resolve, reject) => {
    const socket = createServer((connection) => connection.destroy())
    socket.once('error', reject)
    socket.listen(port, host, () => {
      const address = socket.address()
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        fd: fdOf(socket),
        release: () => new Promise((done) => socket.close(() => done())),
      })
    })
  })
}

/** A port of loopback that nobody listens on right now, for what can only be told a number. */
export async function freePort(): Promise<number> {
  const held = await holdPort('127.0.0.1', 0)
  await held.release()
  return held.port
}

/** Where a host to listen on is reached from here, as an address spells it. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host.includes(':') ? `[${host === '::' ? '::1' : host}]` : host
}

/** Node keeps the descriptor of a listening socket in a field its types do not name; it is there
 *  from `listening` until `close` (Node 12 to 24). */
function fdOf(socket: Server): number {
  const { fd } = (socket as unknown as { _handle: { fd: number } })._handle
  if (!(fd >= 0)) throw new Error('the listening socket has no descriptor')
  return fd
}
