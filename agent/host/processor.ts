// Load, the processor's time, and pressure: the share of time in which work waits for something.
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { figure, percent } from '../../workers/domain/host/amount.ts'
import type { Limits } from '../../workers/domain/host/judge.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { type Collector, faultText, unknown } from './collector.ts'

export interface Ticks {
  busy: number
  all: number
  stolen: number
}

/** The first line of /proc/stat. */
export function ticksOf(text: string): Ticks {
  const line = text.split('\n')[0] ?? ''
  const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, hard = 0, soft = 0, stolen = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number)
  const busy = user + nice + system + hard + soft + stolen
  return { busy, all: busy + idle + wait, stolen }
}

/** `some avg60=1.66` of a file of /proc/pressure. */
export function pressureOf(text: string): number | null {
  const found = /^some .*avg60=([\d.]+)/m.exec(text)
  return found ? Number(found[1]) : null
}

/** Looks at load, processor and pressure. */
export function processor(): Collector {
  let before: Ticks | null = null
  return async (settings) => {
    const readings: Reading[] = []
    if (settings.load.on) readings.push(await loadReading(settings.load.perCore))
    if (settings.cpu.on) {
      const ticks = ticksOf(await readFile('/proc/stat', 'utf8'))
      if (before && ticks.all > before.all) {
        readings.push(...busyReadings(before, ticks, settings.cpu.busyPercent))
      }
      before = ticks
    }
    if (settings.pressure.on) readings.push(...(await pressureReadings(settings.pressure)))
    return readings
  }
}

async function loadReading(limits: Limits): Promise<Reading> {
  const [one = 0, five = 0] = (await readFile('/proc/loadavg', 'utf8')).split(' ').map(Number)
  const cores = availableParallelism()
  const value = one / cores
  return {
    key: 'load',
    text: `load is ${figure(one)}, ${figure(value)} a core of ${cores}`,
    value,
    limits,
    metrics: [
      { name: 'load.oneMinute', value: one },
      { name: 'load.fiveMinutes', value: five },
    ],
  }
}

function busyReadings(before: Ticks, now: Ticks, limits: Limits): Reading[] {
  const share = (now.busy - before.busy) / (now.all - before.all)
  const value = Math.min(100, Math.max(0, share * 100))
  const stolen = ((now.stolen - before.stolen) / (now.all - before.all)) * 100
  const taken = stolen >= 5 ? `, ${percent(stolen)} taken by other guests of its host` : ''
  const metrics = [
    { name: 'cpu.busyPercent', value },
    { name: 'cpu.stolenPercent', value: stolen },
  ]
  return [
    { key: 'cpu', text: `the processor is ${percent(value)} busy${taken}`, value, limits, metrics },
  ]
}

async function pressureReadings(settings: HostSettings['pressure']): Promise<Reading[]> {
  const kinds = [
    ['cpu', 'the processor', settings.cpuPercent],
    ['memory', 'memory', settings.memoryPercent],
    ['io', 'its disks', settings.ioPercent],
  ] as const
  return Promise.all(
    kinds.map(async ([kind, what, limits]): Promise<Reading> => {
      const key = `pressure:${kind}`
      try {
        const value = pressureOf(await readFile(`/proc/pressure/${kind}`, 'utf8'))
        if (value === null) return unknown(key, `pressure of ${what}: not in the words expected`)
        const text = `work waits for ${what} ${percent(value)} of the time`
        return { key, text, value, limits, metrics: [{ name: `pressure.${kind}.percent`, value }] }
      } catch (fault) {
        return unknown(key, `pressure of ${what}: ${faultText(fault)}; this kernel has no PSI`)
      }
    }),
  )
}
