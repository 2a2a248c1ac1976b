// The real program as `npm start` runs it: a child process that can be killed. Knows the processes
// below it, so that a test can end one of them, or see that none is left.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../fakes/client.ts'

const root = join(import.meta.dirname, '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
/** Below the time of one test, so that a start that hangs says what it said. */
const startMsMax = 25_000

export interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Program {
  pid: number
  url: string
  port: number
  dataDir: string
  /** The one-time link it printed, if any. */
  setupUrl: string | null
  /** All that it printed so far. */
  said(): string
  /** Processes below it, and below those, that are alive now. */
  family(): Kin[]
  /** The process of workerd or of the database server itself. */
  kin(name: 'workerd' | 'postgres'): Kin
  /** The address of its embedded database, from the process and the data folder. */
  databaseUrl(): string
  kill(signal: NodeJS.Signals): void
  ended: Promise<Ended>
}

export interface Kin {
  pid: number
  parent: number
  name: string
  /** When it started, in ticks: tells a process from another one with its pid. */
  started: string
}

const programs = new Set<Program>()
const folders = new Set<string>()

/** A fresh folder for data, gone with `endAll`. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'esonar-program-'))
  folders.add(folder)
  return folder
}

/** Starts the program and resolves when it says that it is ready. */
export async function start(env: Record<string, string>, withinMs = startMsMax): Promise<Program> {
  const dataDir = env.ESONAR_DATA ?? freshFolder()
  const { child, said, ended } = launch({ ESONAR_PORT: '0', ...env, ESONAR_DATA: dataDir })
  let over = false
  void ended.then(() => {
    over = true
  })
  const url = await until('eSonar to be ready', withinMs, async () => {
    if (over) throw new Error(`it ended at once: ${said()}`)
    return said().includes('Ctrl-C ends it') && /address +(\S+)/.exec(said())?.[1]
  }).catch((fault: Error) => {
    child.kill('SIGKILL')
    throw new Error(`${fault.message}\n${said()}`)
  })
  const pid = child.pid ?? 0
  const program: Program = {
    pid,
    url,
    port: Number(new URL(url).port),
    dataDir,
    setupUrl: /first link +(\S+)/.exec(said())?.[1] ?? null,
    said,
    family: () => familyOf(pid),
    kin: (name) => kinOf(pid, name),
    databaseUrl: () => databaseUrlOf(dataDir, kinOf(pid, 'postgres').pid),
    kill: (signal) => void process.kill(pid, signal),
    ended,
  }
  programs.add(program)
  void ended.then(() => programs.delete(program))
  return program
}

/** Starts the program and ends it as soon as a process of this name runs below it: the launcher by
 *  a signal, or everything as a power cut does. */
export async function interrupted(
  env: Record<string, string>,
  name: 'initdb' | 'postgres',
  by: NodeJS.Signals | 'power cut',
) {
  const { child, said, ended } = launch({ ESONAR_PORT: '0', ...env })
  const pid = child.pid ?? 0
  const running = async () => {
    const all = familyOf(pid)
    // While the database is made, the server runs below `initdb`.
    const has = (wanted: string) => all.some((one) => one.name === wanted)
    return has('postgres') && has('initdb') === (name === 'initdb') && all
  }
  const family = await until(`${name} running`, startMsMax, running, 5)
  const wasReady = said().includes('is ready')
  if (by === 'power cut') for (const one of [pid, ...family.map((kin) => kin.pid)]) end(one)
  else process.kill(pid, by)
  return { ...(await ended), family, wasReady }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone already: its parent was ended before it.
  }
}

/** Starts the program with settings it must refuse; answers what it said and how it ended. */
export async function refusal(env: Record<string, string>): Promise<Ended & { said: string }> {
  const { said, ended } = launch({ ESONAR_PORT: '0', ...env })
  return { ...(await ended), said: said() }
}

/** Ends every program that is still running, and removes the folders. */
export async function endAll(): Promise<void> {
  const ending = [...programs]
  for (const one of ending) one.kill('SIGTERM')
  await Promise.all(ending.map((one) => one.ended))
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

/** Those of the given processes that are still alive, zombies not counted. */
export function alive(family: Kin[]): Kin[] {
  const now = new Map(processes().map((one) => [one.pid, one]))
  return family.filter((one) => now.get(one.pid)?.started === one.started)
}

/** Nothing of the outer environment but what any shell has: no setting of ours leaks in. */
function launch(env: Record<string, string>) {
  const { PATH = '', HOME = '' } = process.env
  const child: ChildProcess = spawn(node, ['server/main.ts'], {
    cwd: root,
    env: { PATH, HOME, ESONAR_CONTROLS: '', ESONAR_OWN_AGENT: 'off', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  return { child, said: () => text, ended }
}

export function familyOf(pid: number): Kin[] {
  const all = processes()
  const family: Kin[] = []
  const parents = new Set([pid])
  // A child may have a smaller pid than its parent: repeat until nobody is added.
  for (let before = -1; before !== family.length; ) {
    before = family.length
    for (const one of all) {
      if (!parents.has(one.parent) || parents.has(one.pid)) continue
      parents.add(one.pid)
      family.push(one)
    }
  }
  return family
}

function kinOf(pid: number, name: 'workerd' | 'postgres'): Kin {
  const found = familyOf(pid).find((one) => one.parent === pid && one.name === name)
  if (!found) throw new Error(`no ${name} below process ${pid}`)
  return found
}

function databaseUrlOf(dataDir: string, pid: number): string {
  const password = readFileSync(join(dataDir, 'postgres', 'password'), 'utf8').trim()
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
  const port = words.find((word) => word.startsWith('port='))?.slice('port='.length)
  return `postgres://esonar:${encodeURIComponent(password)}@127.0.0.1:${port}/esonar`
}

/** Living processes as `/proc` tells them. */
function processes(): Kin[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const end = stat.lastIndexOf(')')
        const fields = stat.slice(end + 2).split(' ')
        if (fields[0] === 'Z' || fields[0] === 'X') return []
        return [
          {
            pid: Number(name),
            parent: Number(fields[1]),
            name: stat.slice(stat.indexOf('(') + 1, end),
            started: fields[19] ?? '',
          },
        ]
      } catch {
        return []
      }
    })
}

/** Calls the API of a program by a key. `json` is null where the answer says none. */
export async function askApi(
  { url }: Pick<Program, 'url'>,
  apiKey: string,
  method: string,
  path: string,
  body?: object,
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked into field by field
): Promise<{ status: number; json: any }> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, json: await response.json().catch(() => null) }
}
