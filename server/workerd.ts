// workerd as a child: started in its folder, started again when it dies, ended with patience
// (idle it goes in milliseconds; with an open socket it would stay, so SIGKILL follows).
import type { ChildProcess } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { dist } from './build.ts'
import { endChild, sharedFd, spawnChild } from './child.ts'
import type { HeldPort } from './port.ts'
import type { TlsChoice } from './tls.ts'

export interface Workerd {
  child(): ChildProcess
  stop(): Promise<void>
}

export interface WorkerdSettings {
  /** Holds the configuration and everything the Workers keep. */
  folder: string
  config: string
  env: NodeJS.ProcessEnv
  /** The port in `config`, held until now; a workerd started again binds it by itself. */
  held?: HeldPort
  /** What its port speaks TLS with. */
  tls?: TlsChoice | null
  onLine: (line: string) => void
  /** Told each time it died and was started again. */
  onRestart?: (code: number | null) => void
}

const restartMs = [100, 500, 2_000, 5_000]

/** Starts workerd and keeps it running until `stop`. */
export function startWorkerd(settings: WorkerdSettings): Workerd {
  lay(settings)
  let stopped = false
  let restarts = 0
  let startedAt = 0
  let child = begin(settings.held)
  void settings.held?.release()
  function begin(held?: HeldPort): ChildProcess {
    startedAt = performance.now()
    const words = held ? [`--socket-fd=http=${sharedFd}`] : []
    const config = join(settings.folder, 'config.capnp')
    const fresh = spawnChild(binary(), ['serve', ...words, config], {
      env: settings.env,
      cwd: settings.folder,
      ...(held ? { share: held.fd } : {}),
      onLine: (line) => {
        if (!isNoise(line)) settings.onLine(line)
      },
    })
    fresh.once('exit', (code) => {
      if (stopped) return
      if (performance.now() - startedAt > 30_000) restarts = 0
      settings.onRestart?.(code)
      const wait = restartMs[Math.min(restarts, restartMs.length - 1)]!
      restarts += 1
      setTimeout(() => {
        if (!stopped) child = begin()
      }, wait)
    })
    return fresh
  }
  return {
    child: () => child,
    stop: async () => {
      stopped = true
      await endChild(child, 'SIGTERM', 2_000)
    },
  }
}

/** Path of workerd's binary. Required, not imported: loaders disagree what the default import of
 *  this CommonJS package is. */
function binary(): string {
  const workerd = createRequire(import.meta.url)('workerd') as { default: string }
  return workerd.default
}

/** workerd reports each name it cannot look up with a stack, and each alarm set to now. Probes tell
 *  the first better; the second is meant. */
function isNoise(line: string): boolean {
  return (
    line.startsWith('stack: ') ||
    line.includes('failed to lookup address information') ||
    line.includes('NOSENTRY SQLite alarm overdue')
  )
}

/** Configuration, bundles and folders, fresh at each start; what Workers keep stays. */
function lay({ folder, config, tls }: WorkerdSettings): void {
  for (const name of ['objects', 'kv'])
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'config.capnp'), config)
  for (const name of ['tls.crt', 'tls.key']) rmSync(join(folder, name), { force: true })
  if (tls) {
    writeFileSync(join(folder, 'tls.crt'), tls.certificate)
    writeFileSync(join(folder, 'tls.key'), tls.key, { mode: 0o600 })
  }
  for (const name of ['hub', 'region']) {
    const bundle = join(dist, name, 'index.js')
    if (existsSync(bundle)) copyFileSync(bundle, join(folder, `${name}.js`))
  }
  rmSync(join(folder, 'assets'), { recursive: true, force: true })
  if (existsSync(join(dist, 'assets'))) symlinkSync(join(dist, 'assets'), join(folder, 'assets'))
}
