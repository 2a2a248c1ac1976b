// Looks at everything that eSonar needs of this machine, and says for each fault what to do.
import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { settingNames } from './config-file.ts'
import { userOf } from './folder.ts'
import { nearTo } from './near.ts'
import { holdPort, reachable } from './port.ts'
import type { Settings } from './settings.ts'

/** Of the commands, of a location on its own, of the agent. */
const beside = [
  ...['ESONAR_URL', 'ESONAR_CONFIG', 'ESONAR_LOCATION', 'ESONAR_AGENT_HOME'],
  ...['ESONAR_AGENT_PRIVATE_TARGETS', 'ESONAR_AGENT_OWN_PORTS', 'ESONAR_AGENT_RDAP_URL'],
]

export interface Finding {
  of: string
  state: 'ok' | 'warning' | 'fault'
  says: string
  /** What to do about it; null: nothing. */
  remedy: string | null
}

export const fine = (of: string, says: string): Finding => ({
  of,
  state: 'ok',
  says,
  remedy: null,
})
export const amiss = (of: string, says: string, remedy: string): Finding => ({
  of,
  state: 'warning',
  says,
  remedy,
})
export const broken = (of: string, says: string, remedy: string): Finding => ({
  of,
  state: 'fault',
  says,
  remedy,
})

/** The data folder: ours, closed to others, with its keys. */
export function lookAtFolder({ dataDir, sealKey }: Settings): Finding {
  const of = 'data folder'
  if (!existsSync(dataDir)) return lookAbove(of, dataDir)
  try {
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch {
    return broken(of, `${dataDir} cannot be written by this user`, `chown it, or run as its owner`)
  }
  const mode = statSync(dataDir).mode & 0o777
  if ((mode & 0o077) !== 0) {
    const says = `${dataDir} is open to other users (mode ${mode.toString(8)})`
    return broken(of, says, `chmod 700 ${dataDir}`)
  }
  if (existsSync(join(dataDir, 'postgres')) && !sealKey && !existsSync(join(dataDir, 'seal'))) {
    const says = 'the file "seal" is missing: stored secrets cannot be read'
    return broken(of, says, 'put it back from a backup, before eSonar makes another one')
  }
  return fine(of, `${dataDir}, mode ${mode.toString(8)}`)
}

/** Whether the first start can make it. */
function lookAbove(of: string, dataDir: string): Finding {
  const above = thereOf(dataDir)
  try {
    accessSync(above, constants.W_OK | constants.X_OK)
    if (statSync(above).isDirectory())
      return fine(of, `${dataDir} is not there yet; the first start makes it`)
  } catch {}
  const says = `${dataDir} is not there, and cannot be made in ${above}`
  return broken(of, says, 'make it for this user, or name another in ESONAR_DATA')
}

/** The folder itself, or the nearest above it that is there. */
function thereOf(path: string): string {
  let at = path
  while (!existsSync(at)) at = join(at, '..')
  return at
}

/** Variables that look like settings and are none: a typing error is read by nobody. */
export function lookAtVariables(env: Record<string, string | undefined>): Finding[] {
  const known = new Set([...settingNames.values(), ...beside])
  return Object.keys(env)
    .filter((name) => name.startsWith('ESONAR_') && !known.has(name))
    .map((name) => {
      const near = nearTo(name, known)
      const remedy = near ? `did you mean ${near}` : 'unset it; docs/self-hosting.md has them all'
      return amiss('settings', `${name} is no setting, and does nothing`, remedy)
    })
}

const mega = 1_000_000

/** Room for what is measured. */
export function lookAtDisk({ dataDir }: Settings): Finding {
  const of = 'disk'
  const { bavail, bsize, files, ffree } = statfsSync(thereOf(dataDir))
  return judgeDisk(of, (bavail * bsize) / mega, files > 0 ? ffree / files : 1)
}

/** From 2 GB and 5 % of inodes on it is well. */
export function judgeDisk(of: string, freeMega: number, inodesFree: number): Finding {
  const says = `${(freeMega / 1000).toFixed(1)} GB free`
  if (freeMega < 300) return broken(of, says, 'make room: the database stops when it is full')
  if (freeMega < 2_000) return amiss(of, says, 'make room: 2 GB are good to have')
  if (inodesFree < 0.05) return amiss(of, 'hardly an inode free', 'remove small files')
  return fine(of, says)
}

/** The port: ours to have, or had by our own hub, which is asked how it is. */
export async function lookAtPort({ host, port, dataDir, tls }: Settings): Promise<Finding> {
  const of = 'port'
  const pid = userOf(dataDir)
  if (pid === 0) {
    try {
      const held = await holdPort(host, port)
      await held.release()
      return fine(of, `${port} on ${host} is free; eSonar is not running`)
    } catch (fault) {
      const says = `${port} on ${host} cannot be had (${(fault as NodeJS.ErrnoException).code})`
      return broken(of, says, 'end the program that has it, or give another in ESONAR_PORT')
    }
  }
  if (tls || port === 0) return fine(of, `eSonar runs as process ${pid}`)
  try {
    const url = `http://${reachable(host)}:${port}/healthz`
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    const { problems = [] } = (await answer.json()) as { problems?: string[] }
    if (answer.ok) return fine(of, `${port} on ${host}: eSonar runs and is well`)
    return broken(of, `eSonar runs, but: ${problems.join('; ')}`, 'see its log')
  } catch {
    const says = `eSonar (process ${pid}) does not answer on ${port} of ${host}`
    return broken(of, says, 'give doctor the settings that serve was given, or see its log')
  }
}
