// Child processes that cannot outlive us: on Linux each dies with the launcher, also on SIGKILL
// (`setpriv --pdeathsig`); everywhere they stay in our process group.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'

export interface ChildSettings {
  /** Words before the command: an `unshare`, for one. */
  prefix?: string[]
  env?: NodeJS.ProcessEnv
  cwd?: string
  onLine?: (line: string) => void
  /** A descriptor of ours, which the child gets as its `sharedFd`. */
  share?: number
}

/** Where a child finds what it was given to share. */
export const sharedFd = 3

/** Starts a command that dies with this process. */
export function spawnChild(
  command: string,
  args: string[],
  settings: ChildSettings = {},
): ChildProcess {
  const words = [...(settings.prefix ?? []), ...deathWish(), command, ...args]
  const child = spawn(words[0]!, words.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe', ...(settings.share === undefined ? [] : [settings.share])],
    ...(settings.env ? { env: settings.env } : {}),
    ...(settings.cwd ? { cwd: settings.cwd } : {}),
  })
  for (const stream of [child.stdout, child.stderr]) lines(stream, settings.onLine)
  return child
}

/** Ends a child: `signal`, then SIGKILL after `patienceMs`. Resolves when it is gone. */
export function endChild(
  child: ChildProcess,
  signal: NodeJS.Signals,
  patienceMs: number,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill(signal)
  })
}

/** Whether a command of this name can be run here. */
export function hasCommand(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined
}

let wish: string[] | null = null
function deathWish(): string[] {
  wish ??=
    process.platform === 'linux' && hasCommand('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : []
  return wish
}

function lines(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): void {
  let rest = ''
  stream?.setEncoding('utf8')
  stream?.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n')
    rest = (parts.pop() ?? '').slice(-10_000)
    if (onLine) for (const line of parts) onLine(line)
  })
}
