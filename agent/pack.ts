// `npm run agent:pack`: the agent as a tarball that `npm install --global` takes: one bundled file, its
// systemd unit, a README.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { agentBundle, bundleAgent } from './build.ts'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'dist', 'agent')

/** Packs it, and answers where the tarball is. */
export async function packAgent(): Promise<string> {
  mkdirSync(folder, { recursive: true })
  await bundleAgent()
  chmodSync(agentBundle, 0o755)
  cpSync(join(root, 'agent', 'package'), folder, { recursive: true })
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const manifest = {
    name: 'esonar-agent',
    version,
    license,
    description: 'Probes from this machine, and looks at it, for an eSonar master.',
    bin: { 'esonar-agent': 'esonar-agent.cjs' },
    engines: { node: '>=20' },
    files: ['esonar-agent.cjs', 'esonar-agent.service', 'README.md', 'LICENSE'],
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const said = execFileSync('npm', ['pack', '--silent'], { cwd: folder, encoding: 'utf8' })
  return join(folder, said.trim().split('\n').at(-1) ?? '')
}

if (import.meta.main) {
  const file = await packAgent()
  const size = (path: string) => `${(statSync(path).size / 1_000_000).toFixed(2)} MB`
  console.log(`${file}  ${size(file)}, the bundle ${size(agentBundle)}`)
}
