// File systems: how full, in bytes and inodes, when full, read-only by accident, missing.
import { readFile, statfs } from 'node:fs/promises'
import { bytes, percent } from '../../workers/domain/host/amount.ts'
import {
  type Fill,
  foreseenHoursMax,
  fullInHours,
  withFill,
} from '../../workers/domain/host/forecast.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { duration } from '../../workers/domain/words/index.ts'
import { type Collector, faultText, unknown, within } from './collector.ts'

export interface Mount {
  device: string
  path: string
  type: string
  isReadOnly: boolean
}

/** Those that hold no one's files, or are read-only by nature. */
const passedOver =
  /^(proc|sysfs|devtmpfs|devpts|tmpfs|ramfs|cgroup2?|pstore|bpf|tracefs|debugfs|securityfs|mqueue|hugetlbfs|autofs|fusectl|configfs|efivarfs|binfmt_misc|nsfs|rpc_pipefs|overlay|squashfs|iso9660|fuse\.(?!ceph|glusterfs|sshfs).*)$/

/** Mounts of /proc/mounts; a path mounted over is the last one's. */
export function mountsOf(text: string): Mount[] {
  const mounts = new Map<string, Mount>()
  for (const line of text.split('\n')) {
    const [device, path, type, options] = line.split(' ')
    if (!device || !path || !type || !options) continue
    const plain = path.replace(/\\([0-7]{3})/g, (_, code: string) =>
      String.fromCharCode(Number.parseInt(code, 8)),
    )
    mounts.set(plain, { device, path: plain, type, isReadOnly: options.split(',').includes('ro') })
  }
  return [...mounts.values()]
}

/** Those to look at: one mount a device, the shortest path; a path that is asked for, always. */
export function watchedMounts(all: readonly Mount[], wanted: readonly string[]): Mount[] {
  const byDevice = new Map<string, Mount>()
  for (const mount of all) {
    if (wanted.includes(mount.path)) byDevice.set(mount.path, mount)
    else if (!passedOver.test(mount.type) || (mount.path === '/' && mount.type === 'overlay')) {
      const known = byDevice.get(mount.device)
      if (!known || mount.path.length < known.path.length) byDevice.set(mount.device, mount)
    }
  }
  return [...byDevice.values()]
}

const answerMs = 5_000
/** No answer for this long is a fault: a share whose server is gone holds everyone up. */
const hangsMs = 60_000

/** Looks at the mounted file systems. */
export function fileSystems(): Collector {
  const fills = new Map<string, Fill[]>()
  const asked = new Map<string, number>()
  /** Mounts that were read-only from the start are meant so. */
  const wasReadOnly = new Map<string, boolean>()
  return async ({ fileSystems: settings }, now) => {
    if (!settings.on) return []
    const all = mountsOf(await readFile('/proc/mounts', 'utf8'))
    const missing = settings.mounts.filter((path) => !all.some((one) => one.path === path))
    const mounts = watchedMounts(all, settings.mounts).filter(
      ({ path }) => !settings.ignore.includes(path),
    )
    const readings = await Promise.all(
      mounts.map(async (mount) => {
        const { path } = mount
        if (!wasReadOnly.has(path)) wasReadOnly.set(path, mount.isReadOnly)
        const begun = asked.get(path)
        // Still unanswered: another question would take one more of the few threads.
        if (begun !== undefined) return [hanging(path, begun, now)]
        asked.set(path, now)
        const answer = statfs(path)
        const free = () => asked.delete(path)
        answer.then(free, free)
        try {
          const figures = await within(answerMs, answer)
          const kept = withFill(fills.get(path) ?? [], now, usedOf(figures))
          fills.set(path, kept)
          const turned = mount.isReadOnly && wasReadOnly.get(path) === false
          return mountReadings(settings, mount, { figures, fills: kept, turned })
        } catch (fault) {
          return [unknown(`filesystem:${path}`, `${path}: ${faultText(fault)}`)]
        }
      }),
    )
    return [...missing.map(missingReading), ...readings.flat()]
  }
}

interface Figures {
  bsize: number
  blocks: number
  bfree: number
  bavail: number
  files: number
  ffree: number
}

const usedOf = ({ bsize, blocks, bfree }: Figures) => (blocks - bfree) * bsize

function mountReadings(
  settings: HostSettings['fileSystems'],
  { path }: Mount,
  { figures, fills, turned }: { figures: Figures; fills: Fill[]; turned: boolean },
): Reading[] {
  const { bsize, blocks, bavail, files, ffree } = figures
  if (blocks === 0) return []
  // As `df` counts: what is kept for root is nobody's.
  const used = usedOf(figures)
  const size = used + bavail * bsize
  const usedPercent = size === 0 ? 100 : (used / size) * 100
  const hours = fullInHours(fills, size)
  const soon = hours !== null && hours < foreseenHoursMax / 10
  const full = soon ? `, full in ${duration(Math.round(hours * 3_600))}` : ''
  const readings: Reading[] = [
    {
      key: `filesystem:${path}`,
      text: `${path} is ${percent(usedPercent)} full (${bytes(used)} of ${bytes(size)})${full}`,
      value: usedPercent,
      limits: settings.usedPercent,
      metrics: [
        { name: `filesystem.${path}.usedPercent`, value: usedPercent },
        { name: `filesystem.${path}.usedBytes`, value: used },
      ],
    },
  ]
  if (files > 0) {
    const inodes = ((files - ffree) / files) * 100
    readings.push({
      key: `inodes:${path}`,
      text: `${path} has used ${percent(inodes)} of its inodes`,
      value: inodes,
      limits: settings.inodesPercent,
      metrics: [{ name: `filesystem.${path}.inodesPercent`, value: inodes }],
    })
  }
  if (hours !== null) {
    readings.push({
      key: `fills:${path}`,
      text: soon
        ? `${path} is full in ${duration(Math.round(hours * 3_600))}, at ${percent(usedPercent)} now`
        : `${path} does not fill`,
      value: hours,
      limits: settings.fullInHours,
    })
  }
  readings.push({
    key: `readonly:${path}`,
    level: turned ? 'critical' : 'ok',
    text: turned ? `${path} has become read-only` : `${path} is mounted as before`,
  })
  return readings
}

const missingReading = (path: string): Reading => ({
  key: `mount:${path}`,
  level: 'critical',
  text: `nothing is mounted at ${path}`,
})

function hanging(path: string, since: number, now: number): Reading {
  const text = `${path} has not answered for ${duration(Math.round((now - since) / 1_000))}`
  const key = `filesystem:${path}`
  return now - since >= hangsMs ? { key, level: 'critical', text } : unknown(key, text)
}
