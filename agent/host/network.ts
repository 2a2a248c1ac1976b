// Network interfaces: faults and drops a minute, and what goes through.
import { readFile } from 'node:fs/promises'
import { figure } from '../../workers/domain/host/amount.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { Collector } from './collector.ts'

export interface NetCount {
  faults: number
  inBytes: number
  outBytes: number
}

/** Counts of /proc/net/dev by interface. Drops on the way in are no faults: a packet of a protocol
 *  that nobody here speaks is one. */
export function netCounts(text: string): Map<string, NetCount> {
  const counts = new Map<string, NetCount>()
  for (const [, name, rest] of text.matchAll(/^\s*([^\s:]+):\s*(.+)$/gm)) {
    const n = rest!.trim().split(/\s+/).map(Number)
    if (n.length < 16) continue
    const faults = n[2]! + n[4]! + n[5]! + n[10]! + n[11]! + n[12]! + n[14]!
    counts.set(name!, { faults, inBytes: n[0]!, outBytes: n[8]! })
  }
  return counts
}

const passedOver = /^(lo|veth|br-|docker|virbr|ifb|tap|cni|flannel|cali|dummy)/

/** Looks at the interfaces. */
export function network(): Collector {
  let before: { at: number; counts: Map<string, NetCount> } | null = null
  return async ({ network: settings }, now) => {
    if (!settings.on) return []
    const counts = netCounts(await readFile('/proc/net/dev', 'utf8'))
    const then = before
    before = { at: now, counts }
    if (!then || now <= then.at) return []
    const minutes = (now - then.at) / 60_000
    return [...counts].flatMap(([name, one]): Reading[] => {
      const old = then.counts.get(name)
      if (!old || passedOver.test(name) || settings.ignore.includes(name)) return []
      // Counters begin anew with the interface.
      if (one.faults < old.faults || one.inBytes < old.inBytes) return []
      const value = (one.faults - old.faults) / minutes
      const seconds = minutes * 60
      return [
        {
          key: `network:${name}`,
          text: `${name} has ${figure(value)} faults a minute`,
          value,
          limits: settings.errorsPerMinute,
          metrics: [
            { name: `network.${name}.faultsPerMinute`, value },
            {
              name: `network.${name}.inBytesPerSecond`,
              value: (one.inBytes - old.inBytes) / seconds,
            },
            {
              name: `network.${name}.outBytesPerSecond`,
              value: (one.outBytes - old.outBytes) / seconds,
            },
          ],
        },
      ]
    })
  }
}
