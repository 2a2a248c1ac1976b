// A small WebSocket server (RFC 6455) on real sockets that does well or ill by the path it is asked
// at, and remembers what it was told.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What happens at a path once it is asked. */
export type Manner =
  | { kind: 'open'; says?: string | Buffer; echoes?: boolean; takes?: string; afterMs?: number }
  | { kind: 'closes'; code: number; reason: string }
  | { kind: 'drops' }
  | { kind: 'badAccept' }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  | { kind: 'reset' }
  | { kind: 'hang' }

export interface WebsocketServer {
  port: number
  set(path: string, manner: Manner): void
  /** Headers of the last handshake at a path. */
  headers(path: string): IncomingMessage['headers']
  /** Texts of all messages, and codes of close frames as `close 1000`. */
  told(path: string): string[]
  close(): Promise<void>
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const opcodes = { text: 1, binary: 2, close: 8 }

/** Starts one on loopback; a path nobody spoke of answers 404. */
export async function startWebsocket(host = '127.0.0.1', port = 0): Promise<WebsocketServer> {
  const manners = new Map<string, Manner>()
  const headers = new Map<string, IncomingMessage['headers']>()
  const told = new Map<string, string[]>()
  const open = new Set<Socket>()
  const server = createServer((request, response) => {
    const manner = manners.get(request.url ?? '/')
    if (manner?.kind === 'status') response.writeHead(manner.status, manner.headers)
    else response.writeHead(404)
    response.end(manner?.kind === 'status' ? manner.body : '')
  })
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
  })
  server.on('upgrade', (request, stream) => {
    const socket = stream as Socket
    const path = request.url ?? '/'
    headers.set(path, request.headers)
    const note = (text: string) => told.set(path, [...(told.get(path) ?? []), text])
    answer(socket, request, manners.get(path) ?? { kind: 'status', status: 404 }, note)
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    set: (path, manner) => void manners.set(path, manner),
    headers: (path) => headers.get(path) ?? {},
    told: (path) => told.get(path) ?? [],
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        for (const socket of open) socket.destroy()
      }),
  }
}

function answer(
  socket: Socket,
  request: IncomingMessage,
  manner: Manner,
  note: (text: string) => void,
): void {
  switch (manner.kind) {
    case 'hang':
      return
    case 'reset':
      socket.resetAndDestroy()
      return
    case 'status': {
      const { status, headers = {}, body = '' } = manner
      const lines = Object.entries({ ...headers, 'content-length': String(body.length) })
      const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
      socket.end(`HTTP/1.1 ${status} No\r\n${head}\r\n${body}`)
      return
    }
    case 'badAccept':
      shake(socket, 'bm90IHRoZSByaWdodCBvbmU=')
      return
    case 'drops':
      shake(socket, acceptOf(request))
      socket.end()
      return
    case 'closes': {
      shake(socket, acceptOf(request))
      const code = Buffer.from([manner.code >> 8, manner.code & 255])
      socket.end(frame(opcodes.close, Buffer.concat([code, Buffer.from(manner.reason)])))
      return
    }
    case 'open': {
      shake(socket, acceptOf(request), manner.takes)
      listen(socket, manner, note)
      const { says, afterMs = 0 } = manner
      if (says === undefined) return
      const opcode = typeof says === 'string' ? opcodes.text : opcodes.binary
      setTimeout(() => socket.write(frame(opcode, Buffer.from(says))), afterMs)
    }
  }
}

function acceptOf(request: IncomingMessage): string {
  const key = request.headers['sec-websocket-key'] ?? ''
  return createHash('sha1').update(`${key}${guid}`).digest('base64')
}

function shake(socket: Socket, accept: string, protocol?: string): void {
  const taken = protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Accept: ${accept}\r\nX-Served-By: fake\r\n${taken}\r\n`,
  )
}

/** An unmasked frame of at most 64 KB (§5.2). */
function frame(opcode: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([0x80 | opcode, ...length]), payload])
}

/** Reads masked frames of at most 64 KB as they come. */
function listen(
  socket: Socket,
  { echoes }: Extract<Manner, { kind: 'open' }>,
  note: (text: string) => void,
): void {
  let heard = Buffer.alloc(0)
  socket.on('data', (part: Buffer) => {
    heard = Buffer.concat([heard, part])
    for (;;) {
      const short = (heard[1] ?? 0) & 127
      const at = short === 126 ? 4 : 2
      const length = short === 126 ? heard.readUInt16BE(2) : short
      if (heard.length < 2 || heard.length < at + 4 + length) return
      const key = heard.subarray(at, at + 4)
      const payload = Buffer.from(heard.subarray(at + 4, at + 4 + length))
      for (let index = 0; index < length; index += 1) payload[index]! ^= key[index % 4]!
      const opcode = heard[0]! & 15
      heard = heard.subarray(at + 4 + length)
      if (opcode === opcodes.close) {
        note(`close ${payload.readUInt16BE(0)}`)
        socket.end(frame(opcodes.close, payload))
        return
      }
      note(payload.toString())
      if (echoes) socket.write(frame(opcodes.text, payload))
    }
  })
}
