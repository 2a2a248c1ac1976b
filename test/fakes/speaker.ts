// A server that speaks by script on real sockets: what it says first, and what it answers to a line
// that starts with something. `STARTTLS` goes on over TLS with the given key.
import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { KeyAndCertificate } from './certificate.ts'

export interface Script {
  greeting?: string | Buffer
  /** The rest of the greeting, well over a second after it. */
  later?: string
  /** Bytes that are waited for, and the answer; `null` ends the connection. */
  answers?: [start: string, answer: string | null][]
  key?: KeyAndCertificate
  /** TLS from the first byte. */
  tls?: boolean
  /** Ends the connection after each answer. */
  closing?: boolean
  /** Says back whatever it is told. */
  echo?: boolean
  /** Talks on and on, once it was told something. */
  endless?: boolean
  /** One byte of its greeting at a time, so many milliseconds apart. */
  dripMs?: number
}

export interface Speaker {
  port: number
  /** All that was said to it. */
  heard(): string
  close(): Promise<void>
}

/** Starts one on loopback. */
export async function startSpeaker(script: Script, host = '127.0.0.1'): Promise<Speaker> {
  let heard = ''
  const open = new Set<Socket>()
  const talk = (socket: Socket, greeting: string | Buffer | undefined) => {
    open.add(socket)
    socket.on('error', () => undefined)
    if (greeting !== undefined && script.dripMs) drip(socket, String(greeting), script.dripMs)
    else if (greeting !== undefined) socket.write(greeting)
    socket.on('data', (part: Buffer) => {
      const text = part.toString('latin1')
      heard += text
      if (script.echo) socket.write(part)
      if (script.endless) flood(socket)
      const found = script.answers?.find(([start]) => text.startsWith(start))
      if (!found) return
      if (found[1] === null) socket.end()
      else if (script.closing) socket.end(found[1], 'latin1')
      else socket.write(found[1], 'latin1')
      if (text.startsWith('STARTTLS')) upgrade(socket)
    })
  }
  const secured = (socket: Socket) =>
    new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(script.key) })
  const upgrade = (socket: Socket) => {
    socket.removeAllListeners('data')
    talk(secured(socket), undefined)
  }
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    talk(script.tls ? secured(socket) : socket, script.greeting)
    const { later } = script
    if (later !== undefined) setTimeout(() => socket.write(later), 1_500)
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    heard: () => heard,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

function drip(socket: Socket, text: string, everyMs: number): void {
  const [first = '', ...rest] = text
  if (first === '' || socket.destroyed) return
  socket.write(first)
  setTimeout(() => drip(socket, rest.join(''), everyMs), everyMs)
}

function flood(socket: Socket): void {
  if (socket.destroyed) return
  socket.write('x'.repeat(1_024))
  setTimeout(() => flood(socket), 1)
}
