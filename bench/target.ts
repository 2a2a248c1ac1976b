// A plain, fast HTTP target in a process of its own, so that its CPU is not counted as eSonar's.
// Paths under `/dead` accept and never answer. `/stats` tells arrivals since the last question.
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

export interface PlainTarget {
  url: string
  /** Arrivals as [path, ms since the epoch], and forgets them. */
  take(): Promise<[string, number][]>
  /** Highest number of requests held open at once since the start. */
  close(): void
}

/** Starts the target in a child process. `apart`: each answer ends its connection. It takes
 *  `answerMs` for each. */
export function startPlainTarget(apart = false, answerMs = 0): Promise<PlainTarget> {
  const child = fork(fileURLToPath(import.meta.url), [
    apart ? 'serve-apart' : 'serve',
    String(answerMs),
  ])
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('message', (message) => {
      const url = `http://127.0.0.1:${(message as { port: number }).port}`
      resolve({
        url,
        take: async () => (await fetch(`${url}/stats`)).json() as Promise<[string, number][]>,
        close: () => void child.kill('SIGKILL'),
      })
    })
  })
}

function serve(isApart: boolean, answerMs: number): void {
  let arrivals: [string, number][] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    if (path === '/stats') {
      response.end(JSON.stringify(arrivals))
      arrivals = []
      return
    }
    arrivals.push([path, Date.now()])
    // A thousand checks are a thousand servers: they share no connection.
    if (isApart) response.setHeader('connection', 'close')
    if (path.startsWith('/dead')) return
    if (answerMs === 0) response.end('ok')
    else setTimeout(() => response.end('ok'), answerMs)
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port })
  })
  process.on('disconnect', () => process.exit(0))
}

if (process.argv[2]?.startsWith('serve'))
  serve(process.argv[2] === 'serve-apart', Number(process.argv[3] ?? 0))
