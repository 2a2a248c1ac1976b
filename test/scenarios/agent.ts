// An agent on a machine with a network of its own, joined to the program as a person would join it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { agentBundle } from '../../agent/build.ts'
import { until } from '../fakes/client.ts'
import { type Network, openNetwork } from './network.ts'
import type { World } from './program-world.ts'
import type { WrongClock } from './wrong-clock.ts'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')

export interface OwnAgent extends Network {
  id: string
  /** What it says of itself in its folder: by `esonar-agent status`, too. */
  skewMs(): number | null
  /** Stops its process like a machine that is paused. */
  pause(): void
  kill(): void
}

interface Line {
  id: string
  name: string
  link: string
}

/** Joins one that is carried by a network of its own, and waits until it is linked. */
export async function openAgent(world: World, name: string, clock?: WrongClock): Promise<OwnAgent> {
  const network = openNetwork(name)
  const { token } = await world.api.post<{ token: string }>('/api/agents/tokens', {})
  const master = `http://${network.outer}:${world.program.port}`
  const { PATH = '', HOME = '' } = process.env
  const home = join(world.ground.folder, name)
  const env = {
    PATH,
    HOME,
    ESONAR_AGENT_HOME: home,
    NODE_EXTRA_CA_CERTS: world.ground.authorityFile,
    ...clock?.env,
  }
  const words = (...rest: string[]) => ['netns', 'exec', name, node, agentBundle, ...rest]
  const labels = ['--name', name, '--network', `net-${name}`]
  const joined = spawnSync('ip', words('join', master, token, ...labels), {
    cwd: root,
    env,
    encoding: 'utf8',
  })
  if (joined.status !== 0) throw new Error(`${name} could not join: ${joined.stderr}`)
  const child = spawn('ip', words('run'), {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const known = await until(`agent ${name}`, 60_000, async () => {
    const { data } = await world.api.get<{ data: Line[] }>('/api/agents')
    return data.find((one) => one.name === name && one.link === 'socket')
  })
  const kill = () => {
    child.kill('SIGCONT')
    child.kill('SIGKILL')
  }
  const skewMs = () => skewIn(join(home, 'status.json'))
  return { ...network, id: known.id, skewMs, pause: () => stop(child), kill }
}

/** Null: it has said nothing yet. */
function skewIn(file: string): number | null {
  if (!existsSync(file)) return null
  const said = JSON.parse(readFileSync(file, 'utf8')) as { masters: { skewMs: number }[] }
  return said.masters[0]?.skewMs ?? null
}

/** `ip netns exec` becomes the program it starts: one process. */
function stop(child: ChildProcess): void {
  child.kill('SIGSTOP')
}
