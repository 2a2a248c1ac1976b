// Disks: how busy, how long a request takes, and what they say of their own health (SMART).
import { readdir, readFile } from 'node:fs/promises'
import { figure, percent } from '../../workers/domain/host/amount.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import { type Collector, everySeconds, unknown } from './collector.ts'
import { run } from './program.ts'

export interface DiskCount {
  requests: number
  waitMs: number
  busyMs: number
  bytes: number
}

/** Counts of /proc/diskstats by name. */
export function diskCounts(text: string): Map<string, DiskCount> {
  const disks = new Map<string, DiskCount>()
  for (const line of text.split('\n')) {
    const [, , name, ...rest] = line.trim().split(/\s+/)
    if (!name || rest.length < 10) continue
    const n = rest.map(Number)
    const requests = n[0]! + n[4]!
    const bytes = (n[2]! + n[6]!) * 512
    disks.set(name, { requests, waitMs: n[3]! + n[7]!, busyMs: n[9]!, bytes })
  }
  return disks
}

/** Whole disks: no partitions, no loops, no memory. */
async function wholeDisks(): Promise<string[]> {
  const names = await readdir('/sys/block').catch(() => [])
  return names.filter((name) => !/^(loop|ram|zram|sr|fd|dm-|md)/.test(name))
}

/** Looks at the work of the disks. */
export function disks(): Collector {
  let before: { at: number; counts: Map<string, DiskCount> } | null = null
  const health = everySeconds(3_600, smart)
  return async (settings, now) => {
    if (!settings.disks.on) return []
    const counts = diskCounts(await readFile('/proc/diskstats', 'utf8'))
    const names = (await wholeDisks()).filter((name) => !settings.disks.ignore.includes(name))
    const then = before
    before = { at: now, counts }
    const readings: Reading[] = []
    for (const name of names) {
      const one = counts.get(name)
      const old = then?.counts.get(name)
      const ms = then ? now - then.at : 0
      if (!one || !old || ms <= 0 || one.requests < old.requests) continue
      const value = Math.min(100, ((one.busyMs - old.busyMs) / ms) * 100)
      const requests = one.requests - old.requests
      const waitMs = requests === 0 ? 0 : (one.waitMs - old.waitMs) / requests
      readings.push({
        key: `disk:${name}`,
        text: `${name} is ${percent(value)} busy, ${figure(waitMs)} ms a request`,
        value,
        limits: settings.disks.busyPercent,
        metrics: [
          { name: `disk.${name}.busyPercent`, value },
          { name: `disk.${name}.requestMs`, value: waitMs },
          { name: `disk.${name}.bytesPerSecond`, value: ((one.bytes - old.bytes) * 1_000) / ms },
        ],
      })
    }
    return settings.disks.smart ? [...readings, ...(await health(settings, now))] : readings
  }
}

interface SmartAnswer {
  smartctl?: { messages?: { string?: string }[] }
  smart_status?: { passed?: boolean }
  smart_support?: { available?: boolean }
  nvme_smart_health_information_log?: { percentage_used?: number }
  ata_smart_attributes?: { table?: { id: number; raw?: { value?: number } }[] }
}

/** Asks each disk; a virtual one has no health, and a plain user may not ask: said, not hidden. */
const smart: Collector = async (settings) => {
  const names = (await wholeDisks()).filter(
    (name) => !/^(vd|xvd|nbd)/.test(name) && !settings.disks.ignore.includes(name),
  )
  return Promise.all(
    names.map(async (name) => {
      const ran = await run(['smartctl', '--json', '-H', '-A', `/dev/${name}`], 20_000)
      return smartReading(name, ran.isMissing ? null : ran.output)
    }),
  )
}

/** What `smartctl --json` says; null: it is not installed. */
export function smartReading(name: string, output: string | null): Reading {
  const key = `smart:${name}`
  if (output === null) return unknown(key, `health of ${name}: smartctl is not installed`)
  const answer = parsed(output)
  const passed = answer?.smart_status?.passed
  if (answer?.smart_support?.available === false) {
    return { key, level: 'ok', text: `${name} says nothing of its health` }
  }
  if (passed === undefined) return unknown(key, `health of ${name}: ${whyNot(answer)}`)
  if (!passed) return { key, level: 'critical', text: `${name} says that it fails` }
  const table = answer?.ata_smart_attributes?.table ?? []
  const pending = table.find((one) => one.id === 197)?.raw?.value ?? 0
  if (pending > 0) return { key, level: 'warning', text: `${name} has ${pending} pending sectors` }
  const worn = answer?.nvme_smart_health_information_log?.percentage_used ?? 0
  if (worn >= 90) return { key, level: 'warning', text: `${name} is ${percent(worn)} worn` }
  return { key, level: 'ok', text: `${name} is well by its own word` }
}

/** Why there is no answer, as smartctl 7 words it. */
function whyNot(answer: SmartAnswer | null): string {
  const said = answer?.smartctl?.messages?.[0]?.string
  if (!said || /permission denied|not permitted/i.test(said)) {
    return 'this user may not ask it, see docs/local-checks.md'
  }
  return said.replace(/^\/dev\/\S+: /, '')
}

function parsed(output: string): SmartAnswer | null {
  try {
    return JSON.parse(output) as SmartAnswer
  } catch {
    return null
  }
}
