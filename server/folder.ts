// The one data folder: its layout version, its lock (one instance at a time), its secrets.

import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Refusal } from './refusal.ts'

/** Counts up when the layout of the folder changes in a way older launchers cannot read. */
export const layoutVersion = 1

export interface Folder {
  path: string
  /** A folder below, made when missing. */
  sub(name: string): string
  /** The text kept under this name (mode 600), made by `make` at first. */
  secret(name: string, make: () => string): string
  unlock(): void
}

/** Opens and locks the data folder. Refuses one that cannot be written, is in use, or newer. */
export function openFolder(path: string): Folder {
  try {
    make(path)
    writeFileSync(join(path, '.writable'), '')
    rmSync(join(path, '.writable'))
  } catch {
    throw new Refusal(
      `The data folder ${path} cannot be written; give a folder you own in ESONAR_DATA.`,
    )
  }
  checkLayout(path)
  const unlock = lock(path)
  return {
    path,
    sub: (name) => {
      mkdirSync(join(path, name), { recursive: true, mode: 0o700 })
      return join(path, name)
    },
    secret: (name, make) => keep(join(path, name), make),
    unlock,
  }
}

/** Makes a folder and those above it. Node's own `recursive` turns for ever where the system answers
 *  ENOENT below a folder that is there, as in /proc (24.21). */
function make(path: string): void {
  if (existsSync(path)) return
  make(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (fault) {
    // Another start may have made it meanwhile; who of the two goes on is the lock's to say.
    if (!existsSync(path)) throw fault
  }
}

/** 32 random bytes as base64. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64')
}

function checkLayout(path: string): void {
  const file = join(path, 'layout')
  if (!existsSync(file)) writeFileSync(file, `${layoutVersion}\n`)
  const found = Number(readFileSync(file, 'utf8'))
  if (found > layoutVersion) {
    throw new Refusal(
      `The data folder ${path} was made by a newer eSonar (layout ${found}); update this one.`,
    )
  }
}

function keep(file: string, make: () => string): string {
  if (!existsSync(file)) {
    // Whole or not at all: a secret cut short by a power cut would lock everything sealed with it.
    writeFileSync(`${file}.new`, make(), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}

/** The lock is a file with our pid and start time: a pid that was given to another process since
 *  does not count as us. */
function lock(path: string): () => void {
  const file = join(path, 'lock')
  const mine = `${process.pid} ${startedAt(process.pid)}`
  for (let tries = 0; tries < 3; tries += 1) {
    try {
      writeFileSync(file, mine, { flag: 'wx' })
      return () => rmSync(file, { force: true })
    } catch {
      const [pid, started] = readLock(file)
      if (pid !== 0 && startedAt(pid) === started && started !== '') {
        throw new Refusal(
          `Another eSonar (process ${pid}) is using ${path}; stop it or give another folder in ESONAR_DATA.`,
        )
      }
      rmSync(file, { force: true })
    }
  }
  throw new Refusal(`The data folder ${path} is being locked by others over and over; try again.`)
}

/** The process that uses a data folder now; 0: none. */
export function userOf(path: string): number {
  const [pid, started] = readLock(join(path, 'lock'))
  return pid !== 0 && started !== '' && startedAt(pid) === started ? pid : 0
}

function readLock(file: string): [pid: number, started: string] {
  try {
    const [pid = '0', started = ''] = readFileSync(file, 'utf8').split(' ')
    return [Number(pid), started]
  } catch {
    return [0, '']
  }
}

/** When a process started, as the system tells it; empty when it is gone. */
export function startedAt(pid: number): string {
  if (process.platform !== 'linux') return alive(pid) ? 'alive' : ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? '' : (fields[19] ?? '')
  } catch {
    return ''
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
