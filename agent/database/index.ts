// Looks into databases: whether they answer, their own figures, and whether a replica follows.

import { type ServerReading, serverReadings } from '../../workers/domain/host/database.ts'
import type { DatabaseSettings } from '../../workers/domain/host/database-settings.ts'
import { cut, type Reading } from '../../workers/domain/host/reading.ts'
import { type ReplicaReading, replicaReadings } from '../../workers/domain/host/replication.ts'
import { type Collector, everySeconds, faultText } from '../host/collector.ts'
import { mysqlLook } from './mysql.ts'
import { postgresLook } from './postgres.ts'
import { redisLook } from './redis.ts'

/** What was read of one server. `replica` null: it is not asked to follow anybody. */
export interface DatabaseLook {
  server: ServerReading
  replica: ReplicaReading | null
}

/** Looks into one server, with a memory of its own. */
export interface Looker {
  look(settings: DatabaseSettings, now: number): Promise<DatabaseLook>
  close(): Promise<void>
}

const holdSeconds = 20

/** Thrown where it is our own access that fails: nothing is known of the server then. */
export class AccessFault extends Error {}

const openers: Record<DatabaseSettings['engine'], (settings: DatabaseSettings) => Looker> = {
  postgresql: postgresLook,
  mysql: mysqlLook,
  redis: redisLook,
}

/** Looks into the databases named. */
export function databases(): { collect: Collector; close(): Promise<void> } {
  const lookers = new Map<string, Looker>()
  const collect: Collector = async (settings, now) => {
    const all = settings.databases.map(async (one) => {
      const known = `${one.name} ${one.url} ${one.primaryUrl ?? ''}`
      let looker = lookers.get(known)
      if (!looker) {
        looker = openers[one.engine](one)
        lookers.set(known, looker)
      }
      try {
        const { server, replica } = await looker.look(one, now)
        const readings = serverReadings(one, server)
        return replica ? [...readings, ...replicaReadings(one.name, replica, one)] : readings
      } catch (fault) {
        return [faultReading(one.name, fault)]
      }
    })
    return (await Promise.all(all)).flat()
  }
  return {
    collect: everySeconds(9, collect),
    async close() {
      await Promise.allSettled([...lookers.values()].map((one) => one.close()))
    },
  }
}

/** A refused password is our own trouble, not the server's. */
function faultReading(name: string, fault: unknown): Reading {
  const key = `database:${name}`
  const said = faultText(fault)
  if (isAccess(fault)) return { key, level: 'unknown', text: cut(`${name} refuses us: ${said}`) }
  return { key, level: 'critical', text: cut(`${name} does not answer: ${said}`), holdSeconds }
}

const accessCodes =
  /^(28\d{3}|42501|3D000|ER_ACCESS_DENIED_ERROR|ER_DBACCESS_DENIED_ERROR|ER_SPECIFIC_ACCESS_DENIED_ERROR)$/

function isAccess(fault: unknown): boolean {
  const { code, message } = fault as { code?: string; message?: string }
  return (
    fault instanceof AccessFault ||
    accessCodes.test(code ?? '') ||
    /^(NOAUTH|WRONGPASS|NOPERM)/.test(message ?? '')
  )
}
