// The agent's own folder: which masters it has joined, with a key for each, and what it owes them.
// Only its user may look into it.
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** One master that this agent has joined. */
export interface Master {
  url: string
  /** The agent's id there. */
  id: string
  name: string
  network: string
  key: string
  /** The authority of its certificate, in PEM, where it is none of the usual. */
  ca?: string
  /** False: it is asked from here, and hears nothing of this host. */
  reports?: boolean
  /** The master said that the key works no more. */
  revoked?: boolean
}

export interface StateFolder {
  path: string
  masters(): Master[]
  /** Throws where a master could not be kept: a token works but once. */
  tryOut(): void
  put(master: Master): void
  drop(id: string): void
  /** Where the spool of a master is. */
  spoolOf(master: Master): string
  /** What the running program says of itself, for `status`. */
  say(status: object): void
  said(): unknown
}

/** `ESONAR_AGENT_HOME`, else /var/lib for root and the home of anybody else. */
export function folderPath(env: NodeJS.ProcessEnv): string {
  if (env.ESONAR_AGENT_HOME) return env.ESONAR_AGENT_HOME
  if (env.STATE_DIRECTORY) return env.STATE_DIRECTORY
  const isRoot = process.getuid?.() === 0
  return isRoot ? '/var/lib/esonar-agent' : join(homedir(), '.local', 'state', 'esonar-agent')
}

/** Opens the folder, made when it is not there. */
export function openFolder(path: string): StateFolder {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const file = join(path, 'masters.json')
  const masters = () => (readOwn(file) as { masters?: Master[] } | null)?.masters ?? []
  const keep = (list: Master[]) => writeWhole(file, { v: 1, masters: list })
  return {
    path,
    masters,
    tryOut: () => keep(masters()),
    put: (master) => keep([...masters().filter((one) => one.id !== master.id), master]),
    drop: (id) => {
      keep(masters().filter((one) => one.id !== id))
      rmSync(join(path, 'spool', id), { recursive: true, force: true })
    },
    spoolOf: ({ id }) => join(path, 'spool', id),
    // It is a word on the side: a full disk, which must be told of, ends nothing.
    say: (status) => {
      try {
        writeWhole(join(path, 'status.json'), status, false)
      } catch {}
    },
    said: () => read(join(path, 'status.json')),
  }
}

/** A file appears whole or not at all, over a loss of power too where it is flushed, and nobody else may read it. */
export function writeWhole(file: string, value: unknown, flush = true): void {
  const fresh = `${file}.new`
  writeFileSync(fresh, `${JSON.stringify(value)}\n`, { mode: 0o600, flush })
  chmodSync(fresh, 0o600)
  renameSync(fresh, file)
}

/** The JSON of a file that a person keeps, or that is dear; null only where there is none. */
export function readOwn(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    if (code === 'ENOENT') return null
    throw new Error(
      `${file} cannot be read (${code}); run as the user whose file it is, or chown it.`,
    )
  }
  try {
    return JSON.parse(text)
  } catch (fault) {
    throw new Error(`${file} is no JSON: ${(fault as Error).message}; correct it, or move it away.`)
  }
}

/** A file's JSON; null when it is not there or cannot be read as such. */
export function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}

/** Whether an agent runs on this folder. */
export function isRunning(folder: StateFolder): boolean {
  const { pid } = (folder.said() ?? {}) as { pid?: number }
  if (pid === undefined) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM'
  }
}
