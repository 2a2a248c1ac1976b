// Five receivers that fail three times in ten, each in its own way, and keep all that arrives.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Chance } from '../sim/loop.ts'

export interface Arrival {
  at: number
  /** `webhook-id`. */
  id: string
  type: string
  /** What it is about: one incident, or those of a group. */
  incidents: string[]
  body: string
  /** Whether we said that we took it. */
  isTaken: boolean
}

export interface Receivers {
  urls: string[]
  /** Arrivals of each, in order. */
  arrivals: Arrival[][]
  /** From now on nothing fails. */
  calm(): void
  storm(): void
  close(): Promise<void>
}

interface Body {
  type: string
  data: {
    incident: { id: string } | null
    group?: { checks: { incident: string | null }[] }
  }
}

/** Starts so many receivers on loopback. */
export async function startReceivers(
  count: number,
  chance: Chance,
  { failing, answerMs }: { failing: number; answerMs: number },
): Promise<Receivers> {
  const arrivals: Arrival[][] = Array.from({ length: count }, () => [])
  let share = failing
  const servers = arrivals.map((list) =>
    createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('error', () => undefined)
      response.on('error', () => undefined)
      request.on('end', () => {
        const body = Buffer.concat(parts).toString('utf8')
        const one = arrivalOf(String(request.headers['webhook-id'] ?? ''), body)
        list.push(one)
        setTimeout(() => {
          one.isTaken = answer(response, chance, share)
        }, answerMs)
      })
    }),
  )
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  }
  return {
    urls: servers.map(
      (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    ),
    arrivals,
    calm: () => {
      share = 0
    },
    storm: () => {
      share = failing
    },
    close: async () => {
      for (const server of servers) {
        server.closeAllConnections()
        await new Promise<void>((resolve) => server.close(() => resolve()))
      }
    },
  }
}

function arrivalOf(id: string, body: string): Arrival {
  const { type, data } = JSON.parse(body) as Body
  const group = data.group?.checks.flatMap((one) => one.incident ?? [])
  const incidents = group ?? (data.incident ? [data.incident.id] : [])
  return { at: Date.now(), id, type, incidents, body, isTaken: false }
}

/** Answers, well or badly; whether it said that it took the message. */
function answer(response: ServerResponse, chance: Chance, failing: number): boolean {
  if (!chance.is(failing)) {
    response.writeHead(204).end()
    return true
  }
  const how = chance.pick(['500', '503', '429', 'reset', 'lost'] as const)
  if (how === 'reset' || how === 'lost') response.socket?.resetAndDestroy()
  else response.writeHead(Number(how), how === '429' ? { 'retry-after': '1' } : {}).end('busy')
  return false
}
