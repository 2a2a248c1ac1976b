// A udp check, asked by an agent of services on real sockets that answer, lose, refuse and are silent.
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Prober } from '../../agent/probe/index.ts'
import type { Locations } from '../../workers/ports.ts'
import { bundledProber, heard, orderOf, placeOf } from './probe-world.ts'

const folder = mkdtempSync(join(tmpdir(), 'esonar-udp-'))
const sockets: Socket[] = []
let prober: Prober
let place: Locations
let ownPort: number

beforeAll(async () => {
  ownPort = (await service(() => undefined)).port
  prober = await (await bundledProber(folder))({ ownPorts: [ownPort] })
  place = placeOf(prober)
})
afterAll(async () => {
  await prober?.stop()
  for (const one of sockets) one.close()
  rmSync(folder, { recursive: true, force: true })
})

type Manner = (bytes: Buffer, from: RemoteInfo, socket: Socket, count: number) => void

/** A service of this manner; `got` is what it was sent. */
async function service(manner: Manner, host = '127.0.0.1') {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  const got: Buffer[] = []
  socket.on('message', (bytes, from) => {
    got.push(bytes)
    manner(bytes, from, socket, got.length)
  })
  await new Promise<void>((resolve) => socket.bind(0, host, resolve))
  sockets.push(socket)
  return { port: socket.address().port, got }
}

async function asked(port: number, send = 'hi', host = '127.0.0.1', budgetMs = 2_000) {
  const [event] = await heard(place, [
    orderOf({ type: 'udp', udp: { host, port, send } }, { budgetMs }),
  ])
  return event!
}

const echo: Manner = (bytes, { port, address }, socket) => socket.send(bytes, port, address)

describe('a datagram', () => {
  it('is answered, byte by byte', async () => {
    const { port, got } = await service(echo)
    const event = await asked(port, '\x00\xffPING')
    expect(got).toEqual([Buffer.from('\x00\xffPING', 'latin1')])
    expect(event).toMatchObject({
      kind: 'answered',
      body: '\x00\xffPING',
      bodyBytes: 6,
      phases: { headers: expect.any(Number) },
    })
  })

  it('may be empty, and so may the answer', async () => {
    const { port } = await service(echo)
    const order = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }
    const target = { type: 'udp', udp: { host: '127.0.0.1', port, send: '' } } as const
    // It has no headers to carry a trace: none is told.
    const [traced] = await heard(place, [orderOf(target, order)])
    expect(traced).not.toHaveProperty('trace')
    expect(await asked(port, '')).toMatchObject({ kind: 'answered', body: '', bodyBytes: 0 })
  })

  it('goes over IPv6, and to a name', async () => {
    const six = await service(echo, '::1')
    expect(await asked(six.port, 'a', '[::1]')).toMatchObject({ kind: 'answered' })
    const four = await service(echo)
    expect(await asked(four.port, 'a', 'localhost')).toMatchObject({
      phases: { name: expect.any(Number) },
    })
  })

  it('is sent once more when it may have been lost, and no third time', async () => {
    const lost = await service((bytes, from, socket, count) => {
      if (count === 2) echo(bytes, from, socket, count)
    })
    const event = await asked(lost.port)
    expect(event).toMatchObject({ kind: 'answered' })
    expect((event as { totalMs: number }).totalMs).toBeGreaterThanOrEqual(990)
    const mute = await service(() => undefined)
    await asked(mute.port, 'hi', '127.0.0.1', 3_500)
    expect(mute.got).toHaveLength(2)
  })

  it('that nobody answers is silence, which is said not to be proof', async () => {
    const { port } = await service(() => undefined)
    const event = await asked(port, 'hi', '127.0.0.1', 400)
    expect(event).toMatchObject({
      kind: 'failed',
      reason: 'no_answer',
      accepted: false,
      detail: expect.stringContaining('filter'),
    })
  })

  it('to a closed port is refused at once', async () => {
    const { port } = await service(() => undefined)
    const closing = sockets.pop()!
    await new Promise<void>((resolve) => closing.close(() => resolve()))
    const event = await asked(port)
    expect(event).toMatchObject({ kind: 'failed', reason: 'connection_refused', phase: 'connect' })
    expect((event as { totalMs: number }).totalMs).toBeLessThan(500)
  })

  it('is heard from the one it was sent to alone', async () => {
    const other = await service(() => undefined)
    const { port } = await service((bytes, from) => {
      sockets[sockets.length - 2]!.send(bytes, from.port, from.address)
    })
    expect(other.port).not.toBe(port)
    expect(await asked(port, 'hi', '127.0.0.1', 400)).toMatchObject({ reason: 'no_answer' })
  })

  it('is not sent to what may be no target', async () => {
    const blocked = { kind: 'notMeasured', reason: 'blocked_target' }
    expect(await asked(53, 'hi', '169.254.169.254')).toMatchObject(blocked)
    expect(await asked(ownPort)).toMatchObject(blocked)
  })
})
