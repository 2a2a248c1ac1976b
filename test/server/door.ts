// A name that stays while the machine behind it changes: connections go to the port it is led to, and
// nowhere while it is shut.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Door {
  url: string
  /** Leads here from now on; null: shut, and what was open is cut. */
  to(port: number | null): void
  close(): void
}

/** A shut door on loopback. */
export async function openDoor(): Promise<Door> {
  let there: number | null = null
  const open = new Set<Socket>()
  const cut = () => {
    for (const one of open) one.destroy()
  }
  const server = createServer((socket) => {
    const inner = there === null ? null : connect(there, '127.0.0.1')
    for (const one of [socket, ...(inner ? [inner] : [])]) {
      open.add(one)
      one.on('error', () => undefined)
      one.on('close', () => {
        open.delete(one)
        socket.destroy()
        inner?.destroy()
      })
    }
    if (inner) socket.pipe(inner).pipe(socket)
    else socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to: (port) => {
      there = port
      cut()
    },
    close: () => {
      cut()
      server.close()
    },
  }
}
