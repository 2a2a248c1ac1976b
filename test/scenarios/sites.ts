// Targets of scenarios: an HTTP server that goes wrong as told, a TCP port, a name.
import { createServer, type Server, type Socket } from 'node:net'
import { type Fault, startTarget, type TargetSettings } from '../fakes/target.ts'
import type { Ground } from './ground.ts'
import type { NameAnswer } from './names.ts'
import type { Site } from './scenario.ts'

type MakeSite = (ground: Ground) => Promise<Site>

/** An HTTP target, asked at `/`. A fault is for `/`, or for several paths. */
export function web(
  fault: Fault | Record<string, Fault>,
  { check = {}, well = { kind: 'ok' }, ...how }: WebSettings = {},
): MakeSite {
  return async ({ host }) => {
    const target = await startTarget(0, { host, ...how })
    const faults = 'kind' in fault ? { '/': fault as Fault } : fault
    const paths = Object.keys(faults)
    const mend = () => {
      for (const path of paths) target.set(path, well)
    }
    mend()
    return {
      check: { type: 'http', url: `${target.url}/`, ...check },
      break: () => {
        for (const path of paths) target.set(path, faults[path]!)
      },
      mend,
      badAt: (since) => first(target.faulty('/'), since),
      close: target.close,
    }
  }
}

interface WebSettings extends TargetSettings {
  /** Fields of the check beside its address. */
  check?: Record<string, unknown>
  /** How it behaves while it is well. */
  well?: Fault
}

/** An HTTP target whose whole machine goes: its port, or the way to it. */
export function machine(how: 'refuses' | 'drops packets', keepAliveMs = 5_000): MakeSite {
  return async ({ host, isolated }) => {
    const target = await startTarget(0, { host, keepAliveMs })
    const firewall = isolated?.firewall
    const gone = how === 'refuses'
    return {
      check: { type: 'http', url: `${target.url}/` },
      break: () => (gone ? target.refuse() : firewall?.drop(target.port)),
      mend: () => (gone ? target.accept() : firewall?.pass(target.port)),
      badAt: () => null,
      close: target.close,
    }
  }
}

/** An HTTP target known by a name, which its name servers suddenly answer otherwise. */
export function named(name: string, answer: NameAnswer, keepAliveMs = 5_000): MakeSite {
  return async ({ host, isolated }) => {
    const target = await startTarget(0, { host, keepAliveMs })
    const names = isolated?.names
    names?.set(name, 'here')
    return {
      check: { type: 'http', url: `http://${name}:${target.port}/` },
      break: () => names?.set(name, answer),
      mend: () => names?.set(name, 'here'),
      badAt: (since) => names?.askedAt(name, since) ?? null,
      close: target.close,
    }
  }
}

/** What a TCP port does with a connection. */
export type Manner =
  | { kind: 'says'; text: string }
  /** The same words to whatever is said. */
  | { kind: 'replies'; text: string }
  | { kind: 'silent' | 'resets' | 'closes' | 'refuses' | 'drops' }
  /** Packets of these addresses are dropped. */
  | { kind: 'drops from'; sources: string[] }

/** A TCP port that behaves well, until it does otherwise. */
export function port(
  manner: Manner,
  check: Record<string, unknown> = {},
  well: Manner = { kind: 'says', text: '' },
): MakeSite {
  return async ({ host, isolated }) => {
    let now = well
    const badAt: number[] = []
    const open = new Set<Socket>()
    const server = createServer((socket) => {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => open.delete(socket))
      if (now === manner) badAt.push(Date.now())
      receive(socket, now)
    })
    const listen = (at: number) =>
      new Promise<void>((resolve) => server.listen(at, host, () => resolve()))
    await listen(0)
    const own = portOf(server)
    const shut = () => {
      for (const socket of open) socket.destroy()
      return new Promise<void>((resolve) => server.close(() => resolve()))
    }
    const filter = (word: 'drop' | 'pass') => {
      const sources = manner.kind === 'drops from' ? manner.sources : [undefined]
      for (const source of sources) isolated?.firewall[word](own, source)
    }
    const isFiltered = manner.kind === 'drops' || manner.kind === 'drops from'
    return {
      check: { type: 'tcp', host, port: own, ...check },
      break: async () => {
        now = manner
        if (isFiltered) filter('drop')
        if (manner.kind === 'refuses') await shut()
      },
      mend: async () => {
        now = well
        if (isFiltered) filter('pass')
        if (manner.kind === 'refuses') await listen(own)
      },
      badAt: (since) => first(badAt, since),
      close: shut,
    }
  }
}

/** The first instant at or after `since`. */
export function first(instants: number[], since: number): number | null {
  return instants.find((at) => at >= since) ?? null
}

/** The port of a listening server. */
export function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

function receive(socket: Socket, manner: Manner): void {
  socket.on('data', () => {
    if (manner.kind === 'replies') socket.write(manner.text, 'latin1')
  })
  if (manner.kind === 'says' && manner.text !== '') socket.write(manner.text, 'latin1')
  // Not at once: a connection reset before it was opened looks refused.
  if (manner.kind === 'resets') setTimeout(() => socket.resetAndDestroy(), 100)
  if (manner.kind === 'closes') socket.end()
}
