import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { endChild, sharedFd, spawnChild } from './child.ts'
import { freePort, holdPort } from './port.ts'

const greeter = `require('node:net').createServer((c) => c.end('hello')).listen({ fd: ${sharedFd} },
  () => console.log('listening'))`

describe('a held port', () => {
  it('cannot be had by another', async () => {
    const held = await holdPort('127.0.0.1', 0)
    await expect(holdPort('127.0.0.1', held.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await held.release()
  })

  it('lives on in the child it was shared with, with no moment in which it is free', async () => {
    const held = await holdPort('127.0.0.1', 0)
    let said = ''
    const child = spawnChild(process.execPath, ['-e', greeter], {
      share: held.fd,
      onLine: (line) => {
        said += line
      },
    })
    await held.release()
    await expect(holdPort('127.0.0.1', held.port)).rejects.toMatchObject({ code: 'EADDRINUSE' })
    expect(await heard(held.port)).toBe('hello')
    expect(said).toBe('listening')
    await endChild(child, 'SIGTERM', 2_000)
  })
})

it('a free port can be bound', async () => {
  const port = await freePort()
  const held = await holdPort('127.0.0.1', port)
  expect(held.port).toBe(port)
  await held.release()
})

async function heard(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8')
  let text = ''
  socket.on('data', (part: string) => {
    text += part
  })
  await once(socket, 'close')
  return text
}
