// The end of the program: by Ctrl-C, by a service manager, by its own parent's death. Everything it
// started goes with it, in time, and the port is free again.
import { createServer } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { until } from '../fakes/client.ts'
import { alive, endAll, freshFolder, interrupted, start } from './program.ts'

const endsWithinMs = 10_000

afterAll(endAll)

describe('the end', () => {
  const dataDir = freshFolder()

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s takes all along', async (signal) => {
    const program = await start({ ESONAR_DATA: dataDir })
    const family = program.family()
    expect(family.length).toBeGreaterThan(2)
    const socket = await openLive(program.url)
    const begun = performance.now()
    program.kill(signal)
    expect(await program.ended).toEqual({ code: 0, signal: null })
    expect(performance.now() - begun).toBeLessThan(endsWithinMs)
    expect(alive(family)).toEqual([])
    await listenOn(program.port)
    expect(program.said()).not.toMatch(/^ +at /m)
    socket.destroy()
  })

  it('asked for twice is still one end', async () => {
    const program = await start({ ESONAR_DATA: dataDir })
    const family = program.family()
    program.kill('SIGINT')
    program.kill('SIGINT')
    program.kill('SIGTERM')
    expect(await program.ended).toEqual({ code: 0, signal: null })
    expect(alive(family)).toEqual([])
  })

  it.each([
    ['initdb', 'SIGTERM'],
    ['initdb', 'power cut'],
    ['postgres', 'SIGTERM'],
    ['postgres', 'power cut'],
  ] as const)('may come in the middle of the first start, at %s by %s', async (name, by) => {
    const folder = freshFolder()
    const { code, family, wasReady } = await interrupted({ ESONAR_DATA: folder }, name, by)
    expect([code, wasReady]).toEqual([by === 'SIGTERM' ? 0 : null, false])
    await until('all gone', 5_000, async () => alive(family).length === 0)
    const program = await start({ ESONAR_DATA: folder })
    expect(program.setupUrl).not.toBeNull()
    program.kill('SIGTERM')
    await program.ended
  })

  it('of everything below a dead launcher comes within seconds', async () => {
    const program = await start({ ESONAR_DATA: dataDir })
    const family = program.family()
    program.kill('SIGKILL')
    expect(await program.ended).toEqual({ code: null, signal: 'SIGKILL' })
    await until('all gone', 5_000, async () => alive(family).length === 0)
    await listenOn(program.port)
  })
})

/** A request that hangs halfway: what keeps workerd from ending by itself. */
async function openLive(url: string) {
  const { connect } = await import('node:net')
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  socket.write('POST /api/checks HTTP/1.1\r\nhost: esonar\r\ncontent-length: 100\r\n\r\n{')
  return socket
}

/** Resolves when a port can be had; for a moment it may be the near end of somebody's connection. */
async function listenOn(port: number): Promise<void> {
  await until('the port is free', 5_000, async () => {
    const server = createServer()
    const isOurs = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    server.close()
    return isOurs
  })
}
