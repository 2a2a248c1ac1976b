// `esonar-agent`: eSonar's eyes on a machine of one's own.
import { parseArgs } from 'node:util'
import { duration } from '../workers/domain/words/index.ts'
import { folderPath, isRunning, openFolder, type StateFolder } from './folder.ts'
import { join } from './join.ts'
import type { LinkStatus } from './link.ts'
import { authorityIn } from './post.ts'
import { run } from './run.ts'
import { program } from './version.ts'

const help = `esonar-agent ${program}: probes from here, and looks at this machine, for an eSonar master.

  esonar-agent join URL TOKEN [--name NAME] [--network NETWORK] [--site SITE] [--ca FILE]
      joins a master; the token comes from its page "Agents" and works once.
      FILE: the authority of the master's certificate, where it is one of your own.
      NETWORK: who carries your packets. Places of one network are one voice where networks are counted.
  esonar-agent run        runs until it is told to stop; several masters at once
  esonar-agent status     how the running agent is connected
  esonar-agent leave URL  forgets a master and its key

Its folder is ESONAR_AGENT_HOME, else /var/lib/esonar-agent for root and
~/.local/state/esonar-agent for anybody else.`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      network: { type: 'string' },
      site: { type: 'string' },
      ca: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
    },
  })
  const [command, url, token] = positionals
  if (values.version) return console.log(program)
  if (values.help || command === undefined || command === 'help') return console.log(help)
  const folder = openFolder(folderPath(process.env))
  switch (command) {
    case 'join': {
      if (!url || !token) throw new Error('Give the address of the master and the token.')
      const { name, network, site } = values
      const given = { ...(name ? { name } : {}), ...(network ? { network } : {}) }
      const ca = values.ca ? { ca: authorityIn(values.ca) } : {}
      const where = site ? { site } : {}
      return console.log(await join(folder, { url, token, ...given, ...where, ...ca }))
    }
    case 'run': {
      const why = await run(folder, (line) => console.log(line))
      if (why !== null) throw new Error(why)
      return
    }
    case 'status':
      return status(folder)
    case 'leave':
      return leave(folder, url)
    default:
      throw new Error(`"${command}" is no command of this program; see esonar-agent --help.`)
  }
}

function status(folder: StateFolder): void {
  const said = folder.said() as { pid: number; masters: LinkStatus[] } | null
  const runs = isRunning(folder)
  console.log(runs ? `runs, process ${said?.pid}` : 'does not run')
  for (const { url, name, network, id, revoked } of folder.masters()) {
    const live = runs ? said?.masters.find((one) => one.id === id) : undefined
    const state = revoked ? 'revoked' : (live?.state ?? 'not connected')
    console.log(`${url}  ${state}\n  as ${name} (${id}), network ${network}`)
    if (!live) continue
    const { since, version, skewMs, waiting, lost } = live
    console.log(`  since ${since}, master ${version ?? 'not heard yet'}, ${clockWords(-skewMs)}`)
    console.log(`  ${waiting} reports wait, ${lost} were lost`)
  }
}

function clockWords(aheadMs: number): string {
  if (aheadMs === 0) return "clock as the master's"
  const way = aheadMs > 0 ? 'ahead of' : 'behind'
  const off = Math.abs(aheadMs)
  const exactly = off < 1_000 ? '' : ` (${off} ms)`
  return `clock ${off < 1_000 ? `${off} ms` : duration(off / 1_000)} ${way} the master's${exactly}`
}

function leave(folder: StateFolder, url: string | undefined): void {
  const given = url?.replace(/\/+$/, '')
  const all = folder.masters().filter((one) => one.url === given || one.id === given)
  const [found] = all
  if (all.length > 1)
    throw new Error(
      `It was joined by several workspaces; name one: ${all.map(({ id, name }) => `${id} (${name})`).join(', ')}.`,
    )
  if (!found) throw new Error(`Give the address of a master: ${listed(folder)}.`)
  folder.drop(found.id)
  console.log(`Left ${found.url}. Its list of agents still has ${found.name}; remove it there.`)
  if (isRunning(folder))
    console.log('The running agent still serves it: end it and begin it again.')
}

const listed = (folder: StateFolder) =>
  folder
    .masters()
    .map((one) => one.url)
    .join(', ') || 'none was joined'

main().catch((fault: Error) => {
  console.error(fault.message)
  process.exit(1)
})
