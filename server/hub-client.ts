// What the launcher asks of the hub: is it well, tick, make the owner, give a first link, count.

import type { Master } from '../agent/folder.ts'
import type { OwnAgent } from '../workers/flow/own-agent.ts'
import type { ShardWork } from '../workers/shard-door.ts'

type OwnSeat = Omit<Master, 'url'>

export interface HubClient {
  health(): Promise<{ ok: boolean; problems: string[] }>
  cron(): Promise<void>
  owner(owner: { email: string; password: string; apiKey: string | null }): Promise<void>
  setupToken(): Promise<string | null>
  /** Lets the built-in agent into every workspace that it may see; none: there is no workspace yet. */
  ownAgent(given: OwnAgent): Promise<OwnSeat[]>
  work(): Promise<ShardWork[]>
}

/** A client of the hub at `url` with the launcher's word. */
export function hubClient(url: string, secret: string): HubClient {
  const post = async (path: string, body: unknown = {}): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(55_000),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    health: async () => {
      const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) })
      const said = (await response.json().catch(() => ({}))) as { problems?: string[] }
      return { ok: response.ok, problems: said.problems ?? [] }
    },
    cron: async () => {
      await post('/internal/cron')
    },
    owner: async (owner) => {
      await post('/internal/owner', owner)
    },
    ownAgent: async (given) => {
      const said = (await post('/internal/own-agent', given)) as { seats: OwnSeat[] }
      return said.seats
    },
    work: async () => (await post('/internal/work')) as ShardWork[],
    setupToken: async () => {
      const said = (await post('/internal/setup-link')) as { token: string | null }
      return said.token
    },
  }
}
