// A location of its own: `npm run region` in a network namespace, with a wire, a route and a name
// server that can be broken, and a road from the hub that can be spoilt.
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { signatureHeaders } from '../../workers/probe/signing.ts'
import { until } from '../fakes/client.ts'
import { familyOf } from '../server/program.ts'
import type { Ground } from './ground.ts'
import { openNetwork } from './network.ts'
import { signingSecret } from './program-world.ts'
import { portOf } from './sites.ts'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
const port = 8841

export interface Place {
  name: string
  url: string
  /** Its address in the suite's network. */
  address: string
  /** Packets from there to an address vanish from now on. */
  blackhole(address: string): void
  /** Stops its workerd like a machine that is paused, or lets it go on. */
  pause(isPaused: boolean): void
  close(): Promise<void>
}

/** Starts one. */
export async function openPlace(ground: Ground, name: string): Promise<Place> {
  const { address, blackhole } = openNetwork(name)
  const child = begin(ground, name, address)
  const url = `http://${address}:${port}`
  await until(`location ${name}`, 90_000, () =>
    fetch(url)
      .then((answer) => answer.ok)
      .catch(() => false),
  )
  return {
    name,
    url,
    address,
    blackhole,
    pause: (isPaused) => {
      const signal = isPaused ? 'SIGSTOP' : 'SIGCONT'
      for (const one of familyOf(child.pid ?? 0))
        if (one.name === 'workerd') process.kill(one.pid, signal)
    },
    close: async () => {
      for (const one of familyOf(child.pid ?? 0)) process.kill(one.pid, 'SIGCONT')
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

function begin(ground: Ground, name: string, address: string): ChildProcess {
  const { PATH = '', HOME = '' } = process.env
  const words = ['netns', 'exec', name, node, 'server/region-main.ts']
  return spawn('ip', words, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH,
      HOME,
      ESONAR_DATA: join(ground.folder, name),
      ESONAR_HOST: address,
      ESONAR_PORT: String(port),
      ESONAR_LOCATION: name,
      ESONAR_SIGNING_SECRET: signingSecret,
      NODE_EXTRA_CA_CERTS: ground.authorityFile,
    },
  })
}

/** How a road spoils what travels on it. */
export type Spoiling =
  | { kind: 'answers 500' | 'spoils the signature' | 'never answers' | 'is late' }
  /** What travels is as from and to a place whose clock is wrong: orders are signed for an earlier
   *  instant, answers are of a later one. (No library gives workerd another clock.) */
  | { kind: 'clock'; aheadSeconds: number }

export interface Road {
  url: string
  spoil(how: Spoiling): void
  close(): Promise<void>
}

const lateMs = 4_000

/** A road from the hub to a place, good at first. */
export async function openRoad(place: Place): Promise<Road> {
  let how: Spoiling | null = null
  const server = createServer((asked, answer) => {
    if (how?.kind === 'answers 500') answer.writeHead(500).end('error code: 1101')
    else if (how?.kind === 'never answers') asked.resume()
    else if (how?.kind === 'is late')
      setTimeout(() => void carry(place, asked, answer, how), lateMs)
    else void carry(place, asked, answer, how)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    spoil: (next) => {
      how = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function carry(
  place: Place,
  asked: IncomingMessage,
  answer: ServerResponse,
  how: Spoiling | null,
): Promise<void> {
  try {
    const parts: Buffer[] = []
    for await (const part of asked) parts.push(part as Buffer)
    const body = Buffer.concat(parts).toString('utf8')
    const sent = { ...asked.headers, ...(await spoiltHeaders(how, asked, body)) }
    const onward = request(
      `${place.url}${asked.url}`,
      { method: 'POST', headers: sent },
      (said) => {
        answer.writeHead(said.statusCode ?? 502, said.headers)
        if (how?.kind !== 'clock') return void said.pipe(answer)
        const aheadMs = how.aheadSeconds * 1_000
        said.setEncoding('utf8').on('data', (text: string) => answer.write(shifted(text, aheadMs)))
        said.once('end', () => answer.end())
      },
    )
    onward.on('error', () => answer.destroy())
    onward.end(body)
  } catch {
    answer.destroy()
  }
}

async function spoiltHeaders(
  how: Spoiling | null,
  asked: IncomingMessage,
  body: string,
): Promise<Record<string, string>> {
  if (how?.kind === 'spoils the signature') return { 'x-esonar-signature': 'AAAA' }
  if (how?.kind !== 'clock') return {}
  const at = Number(asked.headers['x-esonar-time']) - how.aheadSeconds * 1_000
  return signatureHeaders(signingSecret, at, body)
}

const shifted = (text: string, aheadMs: number) =>
  text.replace(/"startedAt":(\d+)/g, (_all, at) => `"startedAt":${Number(at) + aheadMs}`)
