// Figures of a database server, as readings: connections, long transactions, wraparound, slots.
import { duration } from '../words/index.ts'
import { bytes, figure, percent } from './amount.ts'
import type { DatabaseSettings } from './database-settings.ts'
import type { Reading } from './reading.ts'

/** Null: the server does not say, or has no such thing. */
export interface ServerReading {
  connections: { used: number; max: number } | null
  longestTransaction: { seconds: number; who: string } | null
  /** Share of the transaction ids that is used up. */
  wraparoundPercent: number | null
  slots: { name: string; bytes: number | null; isActive: boolean; isLost: boolean }[]
  /** Queries that replay has cancelled, per minute. */
  conflictsPerMinute: number | null
}

/** The findings of one server. */
export function serverReadings(
  settings: DatabaseSettings,
  { connections, longestTransaction, wraparoundPercent, slots, conflictsPerMinute }: ServerReading,
): Reading[] {
  const { name } = settings
  const key = (what: string) => `database:${name}:${what}`
  const readings: Reading[] = [{ key: `database:${name}`, level: 'ok', text: `${name} answers` }]
  if (connections && connections.max > 0) {
    const { used, max } = connections
    const value = (used / max) * 100
    readings.push({
      key: key('connections'),
      text: `${name} uses ${used} of ${max} connections, ${percent(value)}`,
      value,
      limits: settings.connectionsPercent,
      metrics: [{ name: `database.${name}.connections`, value: used }],
    })
  }
  if (longestTransaction) {
    const { seconds, who } = longestTransaction
    readings.push({
      key: key('transaction'),
      text: `the longest transaction of ${name} is open for ${duration(Math.round(seconds))}${who === '' ? '' : `, by ${who}`}`,
      value: seconds / 60,
      limits: settings.longestTransactionMinutes,
      metrics: [{ name: `database.${name}.longestTransactionSeconds`, value: seconds }],
    })
  }
  if (wraparoundPercent !== null) {
    readings.push({
      key: key('wraparound'),
      text: `${name} has used ${percent(wraparoundPercent)} of its transaction ids`,
      value: wraparoundPercent,
      limits: settings.wraparoundPercent,
      metrics: [{ name: `database.${name}.wraparoundPercent`, value: wraparoundPercent }],
    })
  }
  if (conflictsPerMinute !== null) {
    readings.push({
      key: key('conflicts'),
      text: `replay cancels ${figure(conflictsPerMinute)} queries a minute on ${name}`,
      value: conflictsPerMinute,
      limits: settings.conflictsPerMinute,
    })
  }
  return [...readings, ...slots.map((slot) => slotReading(settings, slot))]
}

function slotReading(settings: DatabaseSettings, slot: ServerReading['slots'][number]): Reading {
  const { name } = settings
  const key = `database:${name}:slot:${slot.name}`
  if (slot.isLost) {
    const text = `slot ${slot.name} of ${name} is lost: its replica must be built anew`
    return { key, level: 'critical', text }
  }
  if (slot.bytes === null) {
    return { key, level: 'unknown', text: `slot ${slot.name} of ${name} has kept nothing yet` }
  }
  const who = slot.isActive ? '' : ', and nobody fetches it'
  return {
    key,
    text: `slot ${slot.name} of ${name} keeps ${bytes(slot.bytes)}${who}`,
    value: slot.bytes,
    limits: settings.slotBytes,
    metrics: [{ name: `database.${name}.slot.${slot.name}.keptBytes`, value: slot.bytes }],
  }
}
