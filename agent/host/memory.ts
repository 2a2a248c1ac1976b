// Memory and swap, by what is available rather than what is free.
import { readFile } from 'node:fs/promises'
import { bytes, percent } from '../../workers/domain/host/amount.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { Collector } from './collector.ts'

/** Fields of /proc/meminfo, in bytes. */
export function meminfoOf(text: string): Record<string, number> {
  const fields: Record<string, number> = {}
  for (const [, name, kilobytes] of text.matchAll(/^([^:\n]+):\s+(\d+) kB$/gm))
    fields[name!] = Number(kilobytes) * 1_024
  return fields
}

/** Looks at memory and swap. */
export function memory(): Collector {
  return async (settings) => {
    const fields = meminfoOf(await readFile('/proc/meminfo', 'utf8'))
    const { MemTotal = 0, MemAvailable = 0, SwapTotal = 0, SwapFree = 0 } = fields
    const readings: Reading[] = []
    if (settings.memory.on && MemTotal > 0) {
      const used = MemTotal - MemAvailable
      const value = (used / MemTotal) * 100
      readings.push({
        key: 'memory',
        text: `memory is ${percent(value)} used (${bytes(used)} of ${bytes(MemTotal)})`,
        value,
        limits: settings.memory.usedPercent,
        metrics: [
          { name: 'memory.usedPercent', value },
          { name: 'memory.usedBytes', value: used },
        ],
      })
    }
    if (settings.swap.on && SwapTotal > 0) {
      const used = SwapTotal - SwapFree
      const value = (used / SwapTotal) * 100
      readings.push({
        key: 'swap',
        text: `swap is ${percent(value)} used (${bytes(used)} of ${bytes(SwapTotal)})`,
        value,
        limits: settings.swap.usedPercent,
        metrics: [{ name: 'swap.usedPercent', value }],
      })
    }
    return readings
  }
}
