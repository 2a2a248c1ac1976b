// Providers' servers on loopback, as far as a sender notices them: each checks what it is sent by
// its own published rules, and answers in its own words. One server speaks for all, by path.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chatProviders } from './chat-providers.ts'
import { pushProviders } from './push-providers.ts'

export interface Asked {
  method: string
  /** Path and query after the provider's own prefix. */
  path: string
  headers: Record<string, string>
  body: string
}

export interface Reply {
  status: number
  body?: string | object
  headers?: Record<string, string>
}

/** What eSonar should make of a reply. */
export interface Meaning {
  answer: 'ok' | 'retry' | 'permanent'
  disable?: string
  retryAfterSeconds?: number
  moved?: Record<string, string>
}

export interface Provider {
  /** The settings that lead to it; `base` ends with its prefix. */
  settings(base: string): Record<string, string>
  /** Its answer to a request: its success, or what it finds wrong. */
  judge(asked: Asked): Reply
  /** Answers that no request brings about by itself: who is gone, who is tired. */
  moods: Record<string, { reply: Reply; means: Meaning }>
}

export const providers = { ...chatProviders, ...pushProviders } satisfies Record<string, Provider>
export type ProviderName = keyof typeof providers

export interface ProviderServer {
  asked: Asked[]
  settings(name: ProviderName): Record<string, string>
  /** The next request is answered like this, whatever it says. */
  next(reply: Reply): void
  close(): Promise<void>
}

export async function startProviders(): Promise<ProviderServer> {
  const asked: Asked[] = []
  const script: Reply[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const [, name = '', ...rest] = (request.url ?? '').split('/')
    const headers: Record<string, string> = {}
    for (const [key, value] of Object.entries(request.headers)) headers[key] = String(value)
    const one = {
      method: request.method ?? '',
      path: `/${rest.join('/')}`,
      headers,
      body: Buffer.concat(parts).toString('utf8'),
    }
    asked.push(one)
    const provider = (providers as Record<string, Provider>)[name]
    const reply = script.shift() ?? provider?.judge(one) ?? { status: 404 }
    const isText = typeof reply.body === 'string' || reply.body === undefined
    response.writeHead(reply.status, {
      'content-type': isText ? 'text/plain' : 'application/json',
      ...reply.headers,
    })
    response.end(isText ? reply.body : JSON.stringify(reply.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    asked,
    settings: (name) => providers[name].settings(`http://127.0.0.1:${port}/${name}`),
    next: (reply) => void script.push(reply),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
