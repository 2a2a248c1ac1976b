// The real program of a storm: jobs that are watched, receivers that fail, and the database beside.
import pg from 'pg'
import { makeClient } from '../fakes/client.ts'
import { endAll, type Program, start } from '../server/program.ts'
import { apiKey, owner } from '../server/watching.ts'
import type { Chance } from '../sim/loop.ts'
import type { Row } from './judge.ts'
import { type Receivers, startReceivers } from './receivers.ts'

export interface World {
  program: Program
  receivers: Receivers
  /** One for each job. */
  tokens: string[]
  /** Deliveries in Postgres that were made since an instant. */
  rows(since: number): Promise<Row[]>
  close(): Promise<void>
}

export interface WorldSettings {
  /** How often a receiver fails, and how long it takes to answer. */
  failing?: number
  answerMs?: number
  /** Who reads each channel; as many channels as there are words. */
  audiences?: ('machine' | 'person')[]
}

const five = ['machine', 'machine', 'machine', 'machine', 'person'] as const

/** Starts the program with so many heartbeats and a channel for each word of `audiences`: five, one
 *  of them a person's, when nothing is said. */
export async function openWorld(
  jobs: number,
  chance: Chance,
  { failing = 0.3, answerMs = 0, audiences = [...five] }: WorldSettings = {},
): Promise<World> {
  const receivers = await startReceivers(audiences.length, chance, { failing, answerMs })
  const program = await start({
    ESONAR_OWNER_EMAIL: owner.email,
    ESONAR_OWNER_PASSWORD: owner.password,
    ESONAR_API_KEY: apiKey,
    ESONAR_FLUSH_SECONDS: '5',
  })
  const api = makeClient(program.url, apiKey)
  for (const [index, url] of receivers.urls.entries()) {
    await api.post('/api/channels', { type: 'webhook', url, audience: audiences[index] })
  }
  const tokens: string[] = []
  for (let index = 0; index < jobs; index += 1) {
    const job = { type: 'heartbeat', name: `job ${index + 1}`, periodSeconds: 86_400 }
    const { id } = await api.post<{ id: string }>('/api/checks', job)
    const { token } = await api.get<{ token: string }>(`/api/checks/${id}/token`)
    tokens.push(token)
  }
  const client = new pg.Client({ connectionString: program.databaseUrl() })
  await client.connect()
  return {
    program,
    receivers,
    tokens,
    rows: async (since) => {
      const { rows } = await client.query<Row>(
        `select id, incident, state from deliveries
         where created_at >= to_timestamp($1) and incident is not null`,
        [since / 1000 - 1],
      )
      return rows
    },
    close: async () => {
      await client.end()
      await endAll()
      await receivers.close()
    },
  }
}
