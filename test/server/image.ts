// `npm run image`: the Dockerfile's steps in a plain folder, for machines without a container engine.
// What changes the system itself (apt-get, useradd, ln, install) is left out and said; COPY, RUN,
// ENV and CMD are done as they stand, and the healthcheck must pass as an ordinary user.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../fakes/client.ts'

const root = join(import.meta.dirname, '..', '..')
const port = 8849
const place = mkdtempSync(join(tmpdir(), 'esonar-image-'))
chmodSync(place, 0o755)
const app = join(place, 'opt', 'esonar')
const data = join(place, 'data')
const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: data }
const system = /^(apt-get|useradd|ln) /
let command: string[] = []
let health = ''

for (const line of readFileSync(join(root, 'Dockerfile'), 'utf8').split('\n')) {
  const [, verb = '', rest = ''] = /^([A-Z]+) (.*)$/.exec(line) ?? []
  const words = rest.replaceAll('/opt/esonar', app).replaceAll('/var/lib/esonar', data)
  if (verb === 'WORKDIR') mkdirSync(app, { recursive: true })
  if (verb === 'COPY') copy(words.split(' '))
  if (verb === 'ENV') for (const pair of words.split(' ')) set(pair)
  if (verb === 'CMD') command = JSON.parse(words) as string[]
  if (verb === 'HEALTHCHECK') health = words.replace(/^.*? CMD /, '').replaceAll('8840', `${port}`)
  if (verb === 'RUN' && system.test(words)) console.log(`left out: ${line}`)
  else if (verb === 'RUN') execFileSync('sh', ['-c', words], { cwd: app, stdio: 'inherit' })
}
mkdirSync(data, { mode: 0o700 })
const asRoot = process.getuid?.() === 0
if (asRoot) execFileSync('chown', ['-R', 'nobody', data])
const user = asRoot ? ['setpriv', '--reuid=nobody', '--clear-groups'] : ['env']
const [first = '', ...others] = [...user, ...command]
const child: ChildProcess = spawn(first, others, {
  env: { ...env, ESONAR_PORT: `${port}`, ESONAR_HOST: '127.0.0.1', ESONAR_CONTROLS: '' },
  stdio: 'inherit',
})
const ended = new Promise((resolve) => child.once('exit', resolve))
try {
  await until('the healthcheck', 90_000, async () => {
    if (child.exitCode !== null) throw new Error('it ended')
    return run(health)
  })
  console.log('The image’s steps make a healthy server.')
} finally {
  child.kill('SIGTERM')
  await ended
  rmSync(place, { recursive: true, force: true })
}

function copy(words: string[]): void {
  const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n')
  const isLeft = (name: string) =>
    ignored.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one))
  for (const name of words.slice(0, -1)) {
    cpSync(join(root, name), name === '.' ? app : join(app, name), {
      recursive: true,
      filter: (path) => !isLeft(path.slice(root.length + 1).split('/')[0] ?? ''),
    })
  }
}

function set(pair: string): void {
  const [name = '', value] = pair.split('=')
  env[name] = value
}

function run(line: string): boolean {
  try {
    execFileSync('sh', ['-c', line], { cwd: app, env })
    return true
  } catch {
    return false
  }
}
