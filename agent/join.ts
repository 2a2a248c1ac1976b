// `esonar-agent join`: a token becomes a key, kept in a file that only its user may read.
import { hostname } from 'node:os'
import type { StateFolder } from './folder.ts'
import { capabilities, program } from './version.ts'

export interface JoinChoice {
  url: string
  token: string
  name?: string
  network?: string
  site?: string
}

const joinMsMax = 20_000

/** Joins a master; answers what to say, or throws a sentence. */
export async function join(folder: StateFolder, choice: JoinChoice): Promise<string> {
  const url = masterUrl(choice.url)
  const body = {
    token: choice.token,
    name: (choice.name ?? hostname()).slice(0, 80),
    network: choice.network ?? 'own',
    site: choice.site ?? null,
    program,
    capabilities: await capabilities(),
  }
  const response = await post(`${url}/agent/join`, body)
  const said = (await response.json().catch(() => ({}))) as Record<string, string>
  if (response.status !== 201) {
    const field = said.field ? `${said.field} ` : ''
    throw new Error(`${url} refuses: ${field}${said.detail ?? `status ${response.status}`}`)
  }
  const { id = '', name = '', network = '', key = '' } = said
  folder.put({ url, id, name, network, key })
  return `Joined ${url} as ${name}, network ${network}. Now: esonar-agent run, or start its service.`
}

async function post(url: string, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(joinMsMax),
    })
  } catch (fault) {
    const { cause } = fault as { cause?: { message?: string; code?: string } }
    const why = cause?.message || cause?.code || String(fault)
    throw new Error(`${url} cannot be reached (${why}).`)
  }
}

/** An address without what is not part of it. */
function masterUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`"${text}" is not the address of a master, like https://esonar.example.`)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
