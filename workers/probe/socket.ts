// One TCP connection as a set of plain questions. `connect()` takes no AbortSignal and the close of
// a failed connect hangs, so every step races a timer of ours and no close is awaited.
import { connect } from 'cloudflare:sockets'
import { within } from './probe.ts'
import { steady } from './steady.ts'

export type ConnectSaid = 'accepted' | 'refused' | 'timeout'

/** Host as `connect()` wants it: IPv6 in brackets, names in punycode (the URL parser's). */
export function socketHost(hostname: string): string {
  return hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname
}

/** Who must be there, for `startTls` on a connection to an address. Workers take no such name: an agent
 *  does. */
export function withName(serverName: string | undefined): TlsOptions | undefined {
  return serverName === undefined ? undefined : { expectedServerHostname: serverName }
}

/** Opens a connection; the caller closes it with `drop`. A refusal and a name that does not
 *  resolve look the same here: ask the resolver first. `secureTransport` off: for a handshake of
 *  our own. */
export async function open(
  hostname: string,
  port: number,
  timeoutMs: number,
  secureTransport: 'starttls' | 'off' = 'starttls',
): Promise<{ said: ConnectSaid; socket: Socket; ms: number }> {
  const begun = steady()
  const socket = connect(
    { hostname: socketHost(hostname), port },
    { secureTransport, allowHalfOpen: true },
  )
  socket.closed.catch(() => undefined)
  const opened = socket.opened.then(
    () => 'accepted' as const,
    () => 'refused' as const,
  )
  const said = await within(opened, timeoutMs)
  return { said: said === 'late' ? 'timeout' : said, socket, ms: steady() - begun }
}

/** Closes without waiting. */
export function drop(socket: Socket): void {
  try {
    socket.close().catch(() => undefined)
  } catch {
    // Already gone.
  }
}

/** Whether a port accepts a connection right now. */
export async function socketAccepts(
  hostname: string,
  port: number,
  timeoutMs: number,
): Promise<ConnectSaid> {
  const { said, socket } = await open(hostname, port, timeoutMs)
  drop(socket)
  return said
}

/** The next bytes; or that they did not come in `ms`, or how the connection ended. */
export async function nextPart(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  ms: number,
): Promise<Uint8Array | 'late' | 'reset' | 'end'> {
  try {
    const part = await within(reader.read(), ms)
    if (part === 'late') return 'late'
    return part.done ? 'end' : part.value
  } catch {
    return 'reset'
  }
}
