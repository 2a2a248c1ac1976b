// A question put to the name servers that this machine uses, in raw DNS (RFC 1035 §4.2): over UDP,
// over TCP where the answer was cut. So the true code comes back, and records of every type.

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { connect, isIP } from 'node:net'

export interface NameServer {
  address: string
  port: number
}

const serversMax = 3
const roundsMax = 2
/** The next server is asked too after so long without a word. */
const staggerMs = 700
const totalMsMax = 5_000
const headerBytes = 12
const rcodes = { ok: 0, formatError: 1, noSuchName: 3, notImplemented: 4 } as const

/** The servers of this machine as they are now (resolv.conf and its like). */
export function nameServers(): NameServer[] {
  return new Resolver().getServers().map((text) => {
    if (isIP(text) !== 0) return { address: text, port: 53 }
    const [, address = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(text) ?? []
    return { address, port: Number(port) }
  })
}

/** The answer of the first server that says yes or no (NOERROR, NXDOMAIN); else the first other
 *  answer. `silent`: none said a word in five seconds. Throws when none could be asked: that says
 *  nothing of the name. */
export function askNameServers(
  question: Buffer,
  servers: NameServer[],
): Promise<Buffer | 'silent'> {
  const asked = servers.slice(0, serversMax)
  const attempts = Array.from({ length: roundsMax }, () => asked).flat()
  const heard = new Map<NameServer, Buffer | null>()
  const stop = new AbortController()
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout
    const end = () => {
      clearTimeout(timer)
      clearTimeout(last)
      stop.abort()
      const other = [...heard.values()].find((one) => one !== null)
      if (other) resolve(other)
      else if (heard.size < asked.length) resolve('silent')
      else reject(new Error('no name server could be asked'))
    }
    const settle = (server: NameServer, answer: Buffer | null) => {
      if (stop.signal.aborted) return
      if (answer && isPlain(answer)) {
        heard.clear()
        heard.set(server, answer)
        end()
        return
      }
      if (!heard.get(server)) heard.set(server, answer)
      if (heard.size === asked.length) end()
      else begin()
    }
    const begin = () => {
      const server = attempts.shift()
      clearTimeout(timer)
      if (!server) return
      timer = setTimeout(begin, staggerMs)
      askOne(question, server, stop.signal).then(
        (answer) => settle(server, answer),
        () => settle(server, null),
      )
    }
    const last = setTimeout(end, totalMsMax)
    if (asked.length === 0) end()
    else begin()
  })
}

export const rcodeOf = (message: Buffer) => message.readUInt16BE(2) & 15
const isPlain = (answer: Buffer) =>
  rcodeOf(answer) === rcodes.ok || rcodeOf(answer) === rcodes.noSuchName

/** One server's answer, under the id of the question. A server that does not know EDNS (RFC 6891 §7)
 *  is asked without. */
async function askOne(question: Buffer, server: NameServer, stop: AbortSignal): Promise<Buffer> {
  const answer = await exchanged(question, server, stop)
  const bare = withoutExtras(question)
  const isRefused = [rcodes.formatError, rcodes.notImplemented].includes(rcodeOf(answer) as 1 | 4)
  const said = isRefused && bare.length < question.length ? exchanged(bare, server, stop) : answer
  const own = Buffer.from(await said)
  own.writeUInt16BE(question.readUInt16BE(0), 0)
  return own
}

async function exchanged(asked: Buffer, server: NameServer, stop: AbortSignal): Promise<Buffer> {
  const question = Buffer.from(asked)
  question.writeUInt16BE(randomInt(65_536), 0)
  const answer = await overUdp(question, server, stop)
  const isCut = (answer.readUInt16BE(2) & 0x0200) !== 0
  return isCut ? overTcp(question, server, stop) : answer
}

/** The header and the question alone. */
function withoutExtras(question: Buffer): Buffer {
  const bare = Buffer.from(question.subarray(0, headerBytes + sectionOf(question).length))
  bare.writeUInt16BE(0, 10)
  return bare
}

function sectionOf(message: Buffer): Buffer {
  let at = headerBytes
  while (message.readUInt8(at) !== 0) at += message.readUInt8(at) + 1
  return message.subarray(headerBytes, at + 5)
}

/** Under the same id, to the same question, an answer (RFC 5452 §9.1); case may differ. */
function isAnswerTo(question: Buffer, message: Buffer): boolean {
  if (message.length < headerBytes || (message.readUInt8(2) & 0x80) === 0) return false
  if (message.readUInt16BE(0) !== question.readUInt16BE(0)) return false
  const section = sectionOf(question)
  if (message.readUInt16BE(4) === 0) return rcodeOf(message) !== rcodes.ok
  const own = message.subarray(headerBytes, headerBytes + section.length)
  return own.toString('latin1').toLowerCase() === section.toString('latin1').toLowerCase()
}

function overUdp(question: Buffer, server: NameServer, stop: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIP(server.address) === 6 ? 'udp6' : 'udp4')
    const fail = (fault: Error) => {
      if (!stop.aborted) stop.removeEventListener('abort', onStop)
      close()
      reject(fault)
    }
    const close = once(() => socket.close())
    const onStop = () => fail(new Error('no longer wanted'))
    stop.addEventListener('abort', onStop, { once: true })
    socket.on('error', fail)
    // Connected: nobody else's answer is heard, and a closed port is told.
    const onConnect = (fault?: Error) => {
      if (fault) return fail(fault)
      try {
        socket.send(question)
      } catch (thrown) {
        // Closed in the meantime.
        fail(thrown as Error)
      }
    }
    // Node calls it with the fault where there is no road to the server.
    socket.connect(server.port, server.address, onConnect as () => void)
    socket.on('message', (message) => {
      if (!isAnswerTo(question, message)) return
      stop.removeEventListener('abort', onStop)
      close()
      resolve(message)
    })
  })
}

function overTcp(question: Buffer, server: NameServer, stop: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: server.address, port: server.port, signal: stop })
    const length = Buffer.alloc(2)
    length.writeUInt16BE(question.length)
    socket.write(Buffer.concat([length, question]))
    let heard = Buffer.alloc(0)
    socket.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part])
      if (heard.length < 2 || heard.length < heard.readUInt16BE(0) + 2) return
      const message = heard.subarray(2, heard.readUInt16BE(0) + 2)
      socket.destroy()
      if (isAnswerTo(question, message)) resolve(message)
      else reject(new Error('answered another question'))
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed without an answer')))
  })
}

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
