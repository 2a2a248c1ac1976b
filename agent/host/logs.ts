// Log files: how often a pattern comes a minute, and how long nothing was written. Only what is new
// is read; a file that was rotated is read from its beginning.
import { open, stat } from 'node:fs/promises'
import { figure } from '../../workers/domain/host/amount.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { duration } from '../../workers/domain/words/index.ts'
import { type Collector, faultText, unknown } from './collector.ts'

type LogSettings = HostSettings['logs'][number]

interface Place {
  inode: number
  offset: number
  at: number
  /** A line whose end was not written yet. */
  rest: string
}

/** Of one look; what is beyond is passed over, and the rate is of what was read. */
const readMax = 4_000_000
const lineMax = 10_000

/** Looks at the log files named. */
export function logs(): Collector {
  const places = new Map<string, Place>()
  return async (settings, now) => {
    const all = settings.logs.map((one) => logReadings(one, places, now))
    return (await Promise.all(all)).flat()
  }
}

async function logReadings(
  settings: LogSettings,
  places: Map<string, Place>,
  now: number,
): Promise<Reading[]> {
  const { path, pattern } = settings
  const placeKey = `${path} ${pattern ?? ''}`
  try {
    const { size, ino: inode, mtimeMs } = await stat(path)
    const quiet = Math.max(0, now - mtimeMs) / 60_000
    const readings: Reading[] = [
      {
        key: `log:${path}:quiet`,
        text: `${path} was last written ${duration(Math.round(quiet * 60))} ago`,
        value: quiet,
        limits: settings.quietMinutes,
      },
    ]
    if (pattern === null) return readings
    const before = places.get(placeKey)
    const isSame = before?.inode === inode && before.offset <= size
    const from = isSame ? before.offset : before ? 0 : size
    const { text, to } = await readNew(path, from, size)
    const lines = `${isSame ? before.rest : ''}${text}`.split('\n')
    const rest = (lines.pop() ?? '').slice(0, lineMax)
    places.set(placeKey, { inode, offset: to, at: now, rest })
    if (!before || now <= before.at) return readings
    const wanted = new RegExp(pattern)
    const found = lines.filter((line) => wanted.test(line.slice(0, lineMax))).length
    const value = found / ((now - before.at) / 60_000)
    readings.push({
      key: `log:${path}:${pattern}`,
      text: `"${pattern.slice(0, 80)}" came ${figure(value)} times a minute in ${path}`,
      value,
      limits: settings.matchesPerMinute,
      metrics: [{ name: `log.${path}.matchesPerMinute`, value }],
    })
    return readings
  } catch (fault) {
    return [unknown(`log:${path}`, `${path}: ${faultText(fault)}`)]
  }
}

async function readNew(
  path: string,
  from: number,
  size: number,
): Promise<{ text: string; to: number }> {
  if (size <= from) return { text: '', to: size }
  const start = Math.max(from, size - readMax)
  const file = await open(path, 'r')
  try {
    const buffer = Buffer.alloc(size - start)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start)
    return { text: buffer.toString('utf8', 0, bytesRead), to: start + bytesRead }
  } finally {
    await file.close()
  }
}
