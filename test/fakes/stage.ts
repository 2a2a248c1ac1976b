// All of eSonar on this machine with a target and a receiver beside it, for the demo, the benches
// and end-to-end tests: the same start as `npm start`, in a folder of its own.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSettings } from '../../server/settings.ts'
import { type Esonar, startEsonar } from '../../server/start.ts'
import { type Client, makeClient, until } from './client.ts'
import { type Receiver, startReceiver } from './receiver.ts'
import { startTarget, type Target } from './target.ts'

export interface Incident {
  id: string
  kind: string
  checkName: string | null
}

/** What a watched check is sent to: a path of the target, an address, or a port. */
export interface Watched {
  path?: string
  url?: string
  port?: number
}

export interface Stage {
  url: string
  api: Client
  apiKey: string
  owner: { email: string; password: string }
  target: Target
  receiver: Receiver
  esonar: Esonar
  dataDir: string
  /** From the call to "everything works". */
  readySeconds: number
  /** Adds a check and waits until every location has answered, and most pass. Answers its id. */
  watch(name: string, what: Watched, settings?: object): Promise<string>
  /** Adds many http checks, some at a time; does not wait for answers. */
  addMany(urls: string[], settings?: object): Promise<void>
  close(options?: { keepData?: boolean }): Promise<void>
}

export interface StageSettings {
  locations?: string
  dataDir?: string
  /** More of what `npm start` reads. */
  env?: Record<string, string>
  /** No target and receiver are a stranger's to watch: the controls answer at once. */
  onLine?: (line: string) => void
}

const owner = { email: 'owner@example.com', password: 'correct horse battery' }
const apiKey = 'esn_stage-key-0123456789abcdefghijkl'
const addingAtOnce = 16

/** Starts everything; a fresh folder gets a webhook channel to the receiver. */
export async function openStage(settings: StageSettings = {}): Promise<Stage> {
  const isFresh = settings.dataDir === undefined
  const dataDir = settings.dataDir ?? mkdtempSync(join(tmpdir(), 'esonar-stage-'))
  const target = await startTarget()
  const receiver = await startReceiver()
  const begun = performance.now()
  const esonar = await startEsonar(
    readSettings({
      ESONAR_DATA: dataDir,
      ESONAR_PORT: '0',
      ESONAR_LOCATIONS: settings.locations ?? 'one,two,three',
      ESONAR_CONTROLS: '',
      ESONAR_OWN_AGENT: 'off',
      ESONAR_PRIVATE_CONTROLS: `${target.url}/control`,
      ESONAR_OWNER_EMAIL: owner.email,
      ESONAR_OWNER_PASSWORD: owner.password,
      ESONAR_API_KEY: apiKey,
      ...settings.env,
    }),
    settings.onLine,
  )
  const readySeconds = (performance.now() - begun) / 1000
  const api = makeClient(esonar.url, apiKey)
  if (isFresh) {
    const channel = await api.post<{ secret: string }>('/api/channels', {
      type: 'webhook',
      url: `${receiver.url}/hook`,
    })
    receiver.useSecret(channel.secret)
  }
  return {
    url: esonar.url,
    api,
    apiKey,
    owner: { ...owner },
    target,
    receiver,
    esonar,
    dataDir,
    readySeconds,
    watch: (name, what, more) => watch(api, target, name, what, more),
    addMany: (urls, more) => addMany(api, urls, more),
    close: async ({ keepData = false } = {}) => {
      await esonar.stop()
      await Promise.all([target.close(), receiver.close()])
      if (!keepData) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function watch(
  api: Client,
  target: Target,
  name: string,
  what: Watched,
  more: object = {},
): Promise<string> {
  const to = what.port
    ? { type: 'tcp', host: '127.0.0.1', port: what.port }
    : { type: 'http', url: what.url ?? `${target.url}${what.path ?? '/'}` }
  const body = { ...to, name, intervalSeconds: 10, ...more }
  const { id } = await api.post<{ id: string }>('/api/checks', body)
  const places = (await api.get<{ data: unknown[] }>('/api/locations')).data.length
  const wanted = (body as { locations?: string[] }).locations?.length ?? places
  await until(`first answers of ${name}`, 30_000, async () => {
    const { latest } = await api.get<{ latest: Record<string, { kind: string }> }>(
      `/api/checks/${id}/state`,
    )
    const all = Object.values(latest)
    const passed = all.filter((one) => one.kind === 'pass' || one.kind === 'slow')
    return all.length >= wanted && passed.length * 2 > wanted
  })
  return id
}

async function addMany(api: Client, urls: string[], more: object = {}): Promise<void> {
  for (let start = 0; start < urls.length; start += addingAtOnce) {
    const some = urls.slice(start, start + addingAtOnce)
    await Promise.all(some.map((url) => api.post('/api/checks', { type: 'http', url, ...more })))
  }
}
