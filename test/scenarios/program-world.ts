// The real program of a scenario, as `npm start` runs it, with a webhook receiver that keeps all it
// is told.
import { type Client, makeClient } from '../fakes/client.ts'
import { type Received, type Receiver, startReceiver } from '../fakes/receiver.ts'
import { startTarget } from '../fakes/target.ts'
import { type Program, start } from '../server/program.ts'
import { apiKey, owner } from '../server/watching.ts'
import type { Ground } from './ground.ts'

export const signingSecret = 'scenario-signing-secret-0123456789abcdef'

/** While others of the suite run on the same two cores. */
const startMsMax = 90_000

export interface World {
  ground: Ground
  api: Client
  receiver: Receiver
  program: Program
  close(): Promise<void>
}

/** Starts a program with these locations (as ESONAR_LOCATIONS has them) and three control targets.
 *  `more`: other settings. */
export async function openWorld(
  ground: Ground,
  locations: string,
  more: Record<string, string> = {},
): Promise<World> {
  const host = ground.controlHost
  const controls = await Promise.all([1, 2, 3].map(() => startTarget(0, { host })))
  const receiver = await startReceiver()
  const addresses = controls.map(({ url }) => `${url}/`).join(',')
  const env = {
    ESONAR_LOCATIONS: locations,
    ESONAR_CONTROLS: addresses,
    ESONAR_PRIVATE_CONTROLS: addresses,
    ESONAR_SIGNING_SECRET: signingSecret,
    ESONAR_OWNER_EMAIL: owner.email,
    ESONAR_OWNER_PASSWORD: owner.password,
    ESONAR_API_KEY: apiKey,
    NODE_EXTRA_CA_CERTS: ground.authorityFile,
    ...more,
  }
  const program = await inTurn(() => start(env, startMsMax))
  const api = makeClient(program.url, apiKey)
  const hook = { type: 'webhook', url: receiver.url, levels: ['critical', 'warning', 'info'] }
  receiver.useSecret((await api.post<{ secret: string }>('/api/channels', hook)).secret)
  return {
    ground,
    api,
    receiver,
    program,
    close: async () => {
      program.kill('SIGTERM')
      await program.ended
      await Promise.all([receiver.close(), ...controls.map((one) => one.close())])
    },
  }
}

let last: Promise<unknown> = Promise.resolve()
/** One start after the other: a start has a time limit, and many at once would share two cores. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const next = last.then(work)
  last = next.catch(() => undefined)
  return next
}

/** One message as the receiver got it, in the fields that scenarios are judged by. */
export interface Message {
  at: number
  type: string
  event: string
  level: string
  kind: string
  reason: string | null
  startedAt: number
  check: string | null
  location: string | null
  text: string
}

/** Everything that was told, in order of arrival; a repeat under the same id counts once. */
export function messagesOf({ receiver }: World): Message[] {
  const seen = new Set<string>()
  const fresh = receiver.received.filter((one) => !seen.has(one.id) && seen.add(one.id))
  return fresh.flatMap((one) => messageOf(one) ?? [])
}

interface Body {
  event: string
  level: string
  headline: string
  details: string[]
  incident?: { kind: string; startedAt: string }
  check: { id: string } | null
  location: string | null
  verdict: { reason?: string } | null
}

function messageOf({ at, json, verified }: Received): Message | null {
  const data = json?.data as unknown as Body | undefined
  if (!json || !data?.incident) return null
  if (!verified) throw new Error('a message came without a valid signature')
  return {
    at,
    type: json.type,
    event: data.event,
    level: data.level,
    kind: data.incident.kind,
    reason: data.verdict?.reason ?? null,
    startedAt: Date.parse(data.incident.startedAt),
    check: data.check?.id ?? null,
    location: data.location ?? null,
    text: [data.headline, ...data.details].join(' '),
  }
}
