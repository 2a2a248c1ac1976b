// The built-in agent: the agent's program as a child of the launcher, begun again when it dies. It
// joins its own hub without a token: its key is made here and kept in the data folder.
import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { agentBundle } from '../agent/build.ts'
import { type Master, openFolder as openAgentFolder, type StateFolder } from '../agent/folder.ts'
import { endChild, spawnChild } from './child.ts'
import type { Folder } from './folder.ts'
import type { HubClient } from './hub-client.ts'
import type { LocationChoice, Settings } from './settings.ts'
import { trustEnv } from './trust.ts'

export interface OwnAgentFacts {
  settings: Settings
  folder: Folder
  client: HubClient
  /** Where it finds the hub. */
  url: string
  ownPorts: number[]
  onLine: (line: string) => void
}

/** Until there is a workspace, and after a fault. */
const againMs = 2_000
/** So often it is asked whether there are other workspaces. */
const lookEveryMs = 20_000
const keyChars = 40
const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Runs it until `stop`. */
export function startOwnAgent(facts: OwnAgentFacts): { stop(): Promise<void> } {
  const { folder, onLine } = facts
  const home = folder.sub('agent')
  let stopped = false
  let timer: NodeJS.Timeout | null = null
  let child: ChildProcess | null = null
  let known: string | null = null
  const later = () => {
    if (!stopped) timer = setTimeout(begin, againMs)
  }
  const joined = () =>
    joinHub(facts, home).catch((fault: unknown) => {
      onLine(`the built-in agent could not join: ${String(fault)}`)
      return null
    })
  const begin = async () => {
    const seats = await joined()
    if (stopped) return
    if (!seats) return later()
    known = seats
    child = spawnChild(process.execPath, [agentBundle, 'run'], {
      env: environmentOf(facts, home),
      cwd: home,
      onLine: (line) => onLine(`agent: ${line}`),
    })
    child.once('exit', (code) => {
      if (stopped) return
      onLine(`the built-in agent ended (${code ?? 'signal'}); started again`)
      later()
    })
  }
  // Workspaces come and go: begun again, it has a link to each.
  const looking = setInterval(async () => {
    const seats = await joined()
    if (seats === null || seats === known || stopped || !child) return
    onLine('there are other workspaces: the built-in agent begins again')
    child.kill('SIGTERM')
  }, lookEveryMs)
  void begin()
  return {
    stop: async () => {
      stopped = true
      clearInterval(looking)
      if (timer) clearTimeout(timer)
      if (child) await endChild(child, 'SIGTERM', 3_000)
    },
  }
}

/** Which places it is now, as one text; null: there is no workspace yet. */
async function joinHub(
  { settings, folder, client, url }: OwnAgentFacts,
  home: string,
): Promise<string | null> {
  const key = folder.secret('agent-key', madeKey)
  const network = networkOf(settings.locations)
  const seats = await client.ownAgent({ key, name: hostname().slice(0, 80), network })
  if (seats.length === 0) return null
  const masters = openAgentFolder(home)
  const ids = seats.map(({ id }) => id)
  for (const one of knownIn(masters)) if (!ids.includes(one.id)) masters.drop(one.id)
  for (const seat of seats) masters.put({ ...seat, url })
  return ids.toSorted().join(' ')
}

/** Its key is ours: a list that cannot be read any more is made anew. */
function knownIn(masters: StateFolder): Master[] {
  try {
    return masters.masters()
  } catch {
    rmSync(join(masters.path, 'masters.json'), { force: true })
    return []
  }
}

/** Who carries the packets of this machine: it shares the faults of the places on it. */
export function networkOf(locations: LocationChoice[]): string {
  const local = locations.filter((one) => one.url === null)
  return (local.find((one) => !one.spare) ?? local[0])?.network ?? 'this-host'
}

function madeKey(): string {
  const chars = Array.from({ length: keyChars }, () => alphabet[randomInt(alphabet.length)])
  return `esa_${chars.join('')}`
}

/** It keeps to the rule of the machine, and gets none of the launcher's secrets. */
function environmentOf({ settings, folder, ownPorts }: OwnAgentFacts, home: string) {
  const { PATH, HOME, LANG, TZ } = process.env
  return {
    PATH,
    HOME,
    LANG,
    TZ,
    NODE_EXTRA_CA_CERTS: trustEnv(folder.path, settings.trustFiles).SSL_CERT_FILE,
    ESONAR_AGENT_HOME: home,
    ESONAR_AGENT_OWN_PORTS: JSON.stringify(ownPorts),
    ESONAR_AGENT_RDAP_URL: settings.rdapUrl,
    ESONAR_AGENT_PRIVATE_TARGETS: settings.privateTargets,
  }
}
