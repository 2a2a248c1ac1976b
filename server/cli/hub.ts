// The public API as a command speaks it: an address and a key from the environment, hosted or at
// home alike.
import { Refusal } from '../refusal.ts'
import type { Room } from './command.ts'

/** What the API refused, in its own words. */
export class Refused extends Refusal {
  readonly status: number
  readonly field: string | null
  constructor(status: number, sentence: string, field: string | null) {
    super(sentence)
    this.status = status
    this.field = field
  }
}

export interface Hub {
  url: string
  get<T>(path: string): Promise<T>
  /** An answer that is no JSON. */
  text(path: string): Promise<string>
  /** All pages of a list. */
  list<T>(path: string): Promise<T[]>
  send<T>(
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    version?: number | null,
  ): Promise<T>
}

const patienceMs = 60_000
const triesMax = 4

/** The API at `ESONAR_URL` with `ESONAR_API_KEY`. Throws a Refusal that says how to come by them. */
export function hubOf({ env }: Pick<Room, 'env'>): Hub {
  const url = (env.ESONAR_URL || `http://127.0.0.1:${env.ESONAR_PORT || 8840}`).replace(/\/+$/, '')
  const key = env.ESONAR_API_KEY
  if (!/^https?:\/\/[^/]/.test(url))
    throw new Refusal('ESONAR_URL must be an address like https://esonar.example.com.')
  if (!key) {
    throw new Refusal(
      `ESONAR_API_KEY is not set: make a key under Settings, API keys at ${url}, and give it there.`,
    )
  }
  const text = (method: string, path: string, body?: unknown, version: number | null = null) =>
    asked({ url, key, method, path, body, version })
  const ask = async (method: string, path: string, body?: unknown, version?: number | null) =>
    read(url, await text(method, path, body, version))
  return {
    url,
    text: (path) => text('GET', path),
    get: <T>(path: string) => ask('GET', path) as Promise<T>,
    send: <T>(method: string, path: string, body?: unknown, version?: number | null) =>
      ask(method, path, body, version) as Promise<T>,
    list: async <T>(path: string) => {
      const all: T[] = []
      let cursor: string | null = null
      do {
        const more = path.includes('?') ? '&' : '?'
        const after: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
        const page = (await ask('GET', `${path}${more}limit=200${after}`)) as {
          data: T[]
          next: string | null
        }
        all.push(...page.data)
        cursor = page.next
      } while (cursor !== null)
      return all
    },
  }
}

interface Ask {
  url: string
  key: string
  method: string
  path: string
  body: unknown
  version: number | null
}

async function asked(ask: Ask): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const response = await fetched(ask)
    if (response.status === 429 && tries < triesMax) {
      const seconds = Number(response.headers.get('retry-after')) || 1
      await response.body?.cancel()
      await new Promise((resolve) => setTimeout(resolve, Math.min(seconds, 60) * 1000))
      continue
    }
    const text = await response.text()
    if (!response.ok) throw refusalOf(ask, response.status, text)
    return text
  }
}

function read(url: string, text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(`${url} does not speak the API of eSonar; correct ESONAR_URL.`)
  }
}

async function fetched({ url, key, method, path, body, version }: Ask): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(version === null ? {} : { 'if-match': `"${version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch (fault) {
    const { cause, message } = fault as Error & { cause?: { code?: string; message?: string } }
    const why = cause?.code ?? cause?.message ?? message
    throw new Refusal(`${url} does not answer (${why}); start it, or correct ESONAR_URL.`)
  }
}

function refusalOf({ url }: Ask, status: number, text: string): Refusal {
  if (status === 401)
    return new Refusal(`${url} does not know this key; correct ESONAR_API_KEY, or ESONAR_URL.`)
  const { title, detail, field } = problemIn(text)
  const words = [field, detail ?? title ?? `answered ${status}`].filter((one) => !!one).join(' ')
  return new Refused(status, words.endsWith('.') ? words : `${words}.`, field ?? null)
}

function problemIn(text: string): { title?: string; detail?: string; field?: string } {
  try {
    return JSON.parse(text) as { title?: string; detail?: string; field?: string }
  } catch {
    return {}
  }
}
