// `npm run image`: the Dockerfile built and run without a container engine: a minimal Debian, every line
// in a chroot there as it stands, then the command as its user, and what compose.yaml makes of it.
// This process is the janitor: it makes the folder, and removes it when the one that does the work is
// gone, with all that this one mounted and began, however it ended. Exit code 1 when something fails.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { sleep } from './steps.ts'

/** Command and Debian's package of it. */
const needed: [string, string][] = [
  ['mmdebstrap', 'mmdebstrap'],
  ['ip', 'iproute2'],
  ['unshare', 'util-linux'],
  ['setpriv', 'util-linux'],
  ['nsenter', 'util-linux'],
]

/** Why it cannot be done here, in one sentence, or null. */
function whyNot(): string | null {
  if (process.platform !== 'linux') return 'npm run image needs Linux.'
  if (process.getuid?.() !== 0)
    return 'npm run image makes roots and mounts: run it as root (sudo npm run image).'
  const missing = needed.filter(([command]) => spawnSync(command, ['--version']).error)
  const packages = [...new Set(missing.map(([, name]) => name))].join(' ')
  if (packages) return `npm run image needs more here: apt-get install ${packages}`
  return null
}

/** The worker, in namespaces that end with it. */
function begin(folder: string): ChildProcess {
  const spaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const worker = [process.execPath, join(import.meta.dirname, 'proof.ts'), folder]
  const words = ['--pdeathsig', 'KILL', 'unshare', ...spaces, ...worker, ...process.argv.slice(2)]
  return spawn('setpriv', words, { stdio: 'inherit' })
}

const why = whyNot()
if (why) {
  console.error(why)
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'esonar-image-'))
const worker = begin(folder)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => worker.kill('SIGKILL'))
worker.once('exit', async (code) => {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  await dropGroups(basename(folder))
  process.exit(code ?? 130)
})

/** Control groups of Podman's containers are left when these are killed; they go when the last process has. */
async function dropGroups(name: string): Promise<void> {
  const found = ['/sys/fs/cgroup', '-depth', '-type', 'd', '-path', `*/${name}*`]
  for (let tries = 0; tries < 50; tries += 1) {
    spawnSync('find', [...found, '-exec', 'rmdir', '{}', ';'], { stdio: 'ignore' })
    if (spawnSync('find', found, { encoding: 'utf8' }).stdout === '') return
    await sleep(100)
  }
}
