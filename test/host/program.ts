// Programs of Debian's packages, each in a folder of its own and run by a user without rights.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const isRoot = userInfo().uid === 0
const nobody = 65_534

/** A folder that a server may own. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'host-proof-'))
  chmodSync(made, 0o755)
  if (isRoot) chownSync(made, nobody, nobody)
  return made
}

export function folderIn(parent: string, name: string): string {
  const made = join(parent, name)
  mkdirSync(made, { mode: 0o700 })
  if (isRoot) chownSync(made, nobody, nobody)
  return made
}

const asUser = (command: string[]) =>
  isRoot ? ['setpriv', `--reuid=${nobody}`, '--clear-groups', ...command] : command

/** Runs to the end; throws with what it said when it fails. */
export function runToEnd(command: string[], input?: string): string {
  const [program, ...args] = asUser(command)
  const env = { ...process.env, LC_ALL: 'C', HOME: tmpdir() }
  return execFileSync(program!, args, { encoding: 'utf8', env, input: input ?? '', stdio: 'pipe' })
}

export const running = new Set<ChildProcess>()

/** Begins a server; it is ended with this program. `as`: who it runs as. */
export function begin(command: string[], as: 'nobody' | 'us' = 'nobody'): ChildProcess {
  const [program, ...args] = as === 'nobody' ? asUser(command) : command
  const env = { ...process.env, LC_ALL: 'C', HOME: tmpdir() }
  const child = spawn(program!, args, { env, stdio: 'ignore' })
  running.add(child)
  child.on('exit', () => running.delete(child))
  return child
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGKILL')
  await over
}

export async function endAll(folders: string[]): Promise<void> {
  await Promise.all([...running].map(end))
  for (const one of folders) rmSync(one, { recursive: true, force: true })
}

/** The newest PostgreSQL that is installed. */
export function postgresBin(): string {
  const base = '/usr/lib/postgresql'
  const version = readdirSync(base).toSorted((a, b) => Number(b) - Number(a))[0]!
  return join(base, version, 'bin')
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Repeats until it does not throw. */
export async function until<T>(work: () => Promise<T> | T, seconds = 30): Promise<T> {
  const endAt = Date.now() + seconds * 1_000
  for (;;) {
    try {
      return await work()
    } catch (fault) {
      if (Date.now() > endAt) throw fault
      await sleep(200)
    }
  }
}

/** A wire between two servers: it can be cut, or go dead without a word. */
export class Wire {
  private readonly sockets = new Set<Socket>()
  private state: 'well' | 'cut' | 'dead' = 'well'
  private server: Server | null = null
  port = 0

  async lay(to: number): Promise<this> {
    this.server = createServer((from) => {
      if (this.state === 'cut') return void from.destroy()
      const other = connect(to, '127.0.0.1')
      for (const [here, there] of [
        [from, other],
        [other, from],
      ] as const) {
        this.sockets.add(here)
        here.on('data', (chunk) => {
          if (this.state === 'well') there.write(chunk)
        })
        here.on('error', () => undefined)
        here.on('close', () => {
          this.sockets.delete(here)
          there.destroy()
        })
      }
    })
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve))
    const address = this.server.address()
    this.port = typeof address === 'object' && address ? address.port : 0
    return this
  }

  cut(): void {
    this.state = 'cut'
    for (const one of this.sockets) one.destroy()
  }

  /** Connections stay, and nothing passes. */
  die(): void {
    this.state = 'dead'
  }

  mend(): void {
    // What was dead has lost bytes: those connections begin anew.
    if (this.state === 'dead') for (const one of this.sockets) one.destroy()
    this.state = 'well'
  }

  close(): void {
    this.cut()
    this.server?.close()
  }
}

/** A port that is free just now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
