// The real program with a target to watch and a receiver to tell, which both outlive it: what tests
// of kills and restarts begin with.
import { type Client, makeClient, until } from '../fakes/client.ts'
import { type Received, type Receiver, startReceiver } from '../fakes/receiver.ts'
import { startTarget, type Target } from '../fakes/target.ts'
import { freshFolder, type Program, start } from './program.ts'

export const owner = { email: 'owner@example.com', password: 'correct horse battery' }
export const apiKey = 'esn_program-key-0123456789abcdefghij'

export interface Outside {
  target: Target
  receiver: Receiver
  /** Starts the program, or starts it again on the same folder. */
  start(more?: Record<string, string>): Promise<Program>
  /** The API of the program started last. */
  api(): Client
  /** Adds a check of a path and waits until all three locations have passed it. */
  watch(path: string, settings?: object): Promise<string>
  /** Has a path answer 503 from now on, or 200 again, and has the check ask at once. */
  turn(check: string, path: string, to: 'bad' | 'good'): Promise<void>
  /** Messages of a type about a check that have arrived. */
  told(check: string, type: string): Received[]
  close(): Promise<void>
}

/** A target and a receiver, and a program that knows the receiver as its webhook. */
export async function openOutside(more: Record<string, string> = {}): Promise<Outside> {
  const target = await startTarget()
  const receiver = await startReceiver()
  const env = {
    ESONAR_DATA: freshFolder(),
    ESONAR_PRIVATE_CONTROLS: `${target.url}/control`,
    ESONAR_OWNER_EMAIL: owner.email,
    ESONAR_OWNER_PASSWORD: owner.password,
    ESONAR_API_KEY: apiKey,
    ...more,
  }
  let api = makeClient('http://127.0.0.1:1', apiKey)
  let isFirst = true
  return {
    target,
    receiver,
    start: async (over) => {
      const program = await start({ ...env, ...over })
      api = makeClient(program.url, apiKey)
      if (isFirst) {
        const hook = { type: 'webhook', url: receiver.url }
        receiver.useSecret((await api.post<{ secret: string }>('/api/channels', hook)).secret)
      }
      isFirst = false
      return program
    },
    api: () => api,
    watch: (path, settings) => watch(api, `${target.url}${path}`, settings),
    turn: async (check, path, to) => {
      target.set(path, to === 'bad' ? { kind: 'status', status: 503 } : { kind: 'ok' })
      await api.post(`/api/checks/${check}/probes`, {})
    },
    told: (check, type) => receiver.received.filter((one) => isAbout(one, check, type)),
    close: async () => {
      await Promise.all([target.close(), receiver.close()])
    },
  }
}

/** Whether a message is of this type and about this check. */
export function isAbout(one: Received, check: string, type: string): boolean {
  const about = one.json?.data.check as { id?: string } | null | undefined
  return one.json?.type === type && about?.id === check
}

async function watch(api: Client, url: string, settings: object = {}): Promise<string> {
  const { id } = await api.post<{ id: string }>('/api/checks', {
    type: 'http',
    url,
    name: new URL(url).pathname.slice(1),
    intervalSeconds: 10,
    confirmSeconds: 2,
    recoverSeconds: 2,
    ...settings,
  })
  await passing(api, id, 0)
  return id
}

export interface State {
  health: string
  activity: string
  incident: string | null
  latest: Record<string, { kind: string; at: number; reason?: string }>
}

/** Waits until three locations have passed a check after an instant, ms since the epoch. */
export function passing(api: Client, check: string, since: number): Promise<State> {
  return until(`answers of ${check}`, 30_000, async () => {
    const state = await stateOf(api, check).catch(() => null)
    const good = Object.values(state?.latest ?? {}).filter(
      (one) => one.kind === 'pass' && one.at > since,
    )
    return good.length >= 3 && state
  })
}

/** What the API says of a check right now. */
export function stateOf(api: Client, check: string): Promise<State> {
  return api.get<State>(`/api/checks/${check}/state`)
}

/** Incidents of a check, newest first. */
export async function incidentsOf(
  api: Client,
  check: string,
): Promise<{ id: string; kind: string; resolvedAt: string | null }[]> {
  return (
    await api.get<{ data: { id: string; kind: string; resolvedAt: string | null }[] }>(
      `/api/incidents?check=${check}`,
    )
  ).data
}
