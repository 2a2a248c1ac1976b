// `esonar-agent join`: a token becomes a key, kept in a file that only its user may read.
import { hostname } from 'node:os'
import { isRunning, type StateFolder } from './folder.ts'
import { post, whyNot } from './post.ts'
import { capabilities, program } from './version.ts'

export interface JoinChoice {
  url: string
  token: string
  name?: string
  network?: string
  site?: string
  /** The authority of the master's certificate, in PEM. */
  ca?: string
}

const joinMsMax = 20_000

/** Joins a master; answers what to say, or throws a sentence. */
export async function join(folder: StateFolder, choice: JoinChoice): Promise<string> {
  const url = masterUrl(choice.url)
  folder.tryOut()
  const body = {
    token: choice.token,
    name: (choice.name ?? hostname()).slice(0, 80),
    network: choice.network ?? 'own',
    site: choice.site ?? null,
    program,
    capabilities: await capabilities(),
  }
  const said = await asked(url, body, choice.ca)
  const { id = '', name = '', network = '', key = '' } = said
  // Two seats in one workspace would be one host, seen twice.
  const before = folder.masters().filter((one) => one.url === url && isBeside(one.id, id))
  for (const one of before) folder.drop(one.id)
  folder.put({ url, id, name, network, key, ...(choice.ca ? { ca: choice.ca } : {}) })
  const takes = before.filter((one) => !one.revoked).map((one) => `${one.name} (${one.id})`)
  return [
    `Joined ${url} as ${name}, network ${network}.`,
    ...takes.map((one) => `It takes the place of ${one}; remove that one on the page Agents.`),
    url.startsWith('http:') && !isThisMachine(url)
      ? 'Beware: over http the key and all reports go in the clear; https is better.'
      : '',
    `Now: ${isRunning(folder) ? 'end the running agent, then ' : ''}esonar-agent run, or start its service.`,
  ]
    .filter((line) => line !== '')
    .join('\n')
}

/** Whether two agents are of one workspace: `agt_<workspace>_<one>`. */
const isBeside = (a: string, b: string) => a.split('_')[1] === b.split('_')[1]

const isThisMachine = (url: string) =>
  /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(url).hostname)

async function asked(
  url: string,
  body: object,
  ca: string | undefined,
): Promise<Record<string, string>> {
  const signal = AbortSignal.timeout(joinMsMax)
  const { status, json } = await post(`${url}/agent/join`, { body, ca, signal }).catch((fault) => {
    throw new Error(`${url} cannot be reached (${whyNot(fault)}).`)
  })
  const said = (json ?? {}) as Record<string, string>
  if (status === 201) return said
  const field = said.field ? `${said.field} ` : ''
  throw new Error(`${url} refuses: ${field}${said.detail ?? `status ${status}`}`)
}

/** An address without what is not part of it. */
function masterUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new Error(`"${text}" is not the address of a master, like https://esonar.example.`)
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '')
}
