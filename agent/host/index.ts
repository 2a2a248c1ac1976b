// All looks at this host: what is so, judged over time. One host is watched by one of these.
import { type Book, cut, findingsOf, type Reading } from '../../workers/domain/host/reading.ts'
import type { Finding, Metric } from '../../workers/domain/host/report.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { databases } from '../database/index.ts'
import { clock, clockByMaster } from './clock.ts'
import { type Collector, faultText, unknown } from './collector.ts'
import { containers } from './containers.ts'
import { disks } from './disks.ts'
import { fileSystems } from './file-systems.ts'
import { certificates, files } from './files.ts'
import { logs } from './logs.ts'
import { memory } from './memory.ts'
import { network } from './network.ts'
import { commands, plugins } from './plugins.ts'
import { processes } from './processes.ts'
import { processor } from './processor.ts'
import { services } from './response-time.ts'
import { reboot, units } from './units.ts'

export interface Look {
  findings: Finding[]
  metrics: Metric[]
}

export interface Host {
  /** Looks at everything; safe to call every 10 s. A look under way is not begun a second time. `at`: the
   *  same instant on a clock that nobody sets, by which findings are judged over time. */
  lookAt(settings: HostSettings, now: number, at?: number): Promise<Look>
  close(): Promise<void>
}

/** A slow look holds nobody up longer than this: its last readings stand meanwhile. */
const waitMs = 8_000
/** Without an answer for this long, that is said. */
const lateMs = 120_000
const metricsMax = 500

interface Slot {
  collect: Collector
  readings: Reading[]
  /** Since when it is under way. */
  begun: number | null
}

/** Watches this host, with a memory of what was. `aheadMs`: of its clock, by those it reports to; null:
 *  none was heard. */
export function openHost(aheadMs: () => number | null = () => null): Host {
  const base = databases()
  const kinds: Record<string, Collector> = {
    'file systems': fileSystems(),
    memory: memory(),
    processor: processor(),
    disks: disks(),
    network: network(),
    clock: clock(),
    'clock by the master': clockByMaster(aheadMs),
    processes: processes(),
    units: units(),
    reboot: reboot(),
    logs: logs(),
    files: files(),
    certificates: certificates(),
    containers: containers(),
    services: services(),
    plugins: plugins(),
    commands: commands(),
    databases: base.collect,
  }
  const slots = new Map<string, Slot>(
    Object.entries(kinds).map(([kind, collect]) => [kind, { collect, readings: [], begun: null }]),
  )
  const book: Book = new Map()
  return {
    async lookAt(settings, now, at = now) {
      const all = [...slots].map(([kind, slot]) => lookOnce(kind, slot, settings, now))
      const readings = (await Promise.all(all)).flat()
      const metrics = readings.flatMap((one) => one.metrics ?? [])
      return { findings: findingsOf(book, readings, at), metrics: rounded(metrics) }
    },
    close: () => base.close(),
  }
}

async function lookOnce(
  kind: string,
  slot: Slot,
  settings: HostSettings,
  now: number,
): Promise<Reading[]> {
  if (slot.begun === null) {
    slot.begun = now
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs)
    })
    const work = slot
      .collect(settings, now)
      .catch((fault: unknown) => [unknown(`look:${kind}`, `${kind}: ${faultText(fault)}`)])
      .then((readings) => {
        slot.readings = readings
        slot.begun = null
      })
    await Promise.race([work, late])
    clearTimeout(timer)
  }
  const isLate = slot.begun !== null && now - slot.begun > lateMs
  return isLate
    ? [...slot.readings, unknown(`look:${kind}`, cut(`${kind}: the look at them does not end`))]
    : slot.readings
}

function rounded(metrics: readonly Metric[]): Metric[] {
  return metrics
    .filter((one) => Number.isFinite(one.value))
    .slice(0, metricsMax)
    .map(({ name, value }) => ({ name, value: Math.round(value * 1_000) / 1_000 }))
}

let shared: Host | null = null

/** Looks at this host with one memory for the whole program. */
export function lookAt(settings: HostSettings, now: number): Promise<Look> {
  shared ??= openHost()
  return shared.lookAt(settings, now)
}
