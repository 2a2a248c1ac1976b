// One kind of look at the host: reads, and returns what is so. It judges nothing, and a look that
// fails says why in a reading of its own.

import { cut, type Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'

export type Collector = (settings: HostSettings, now: number) => Promise<Reading[]>

/** Looks at most every `seconds`; between looks the last readings stand. */
export function everySeconds(seconds: number, collector: Collector): Collector {
  let last: { at: number; readings: Reading[] } | null = null
  return async (settings, now) => {
    if (last && now >= last.at && now - last.at < seconds * 1_000) return last.readings
    const readings = await collector(settings, now)
    last = { at: now, readings }
    return readings
  }
}

/** What could not be looked at, and why. */
export function unknown(key: string, text: string): Reading {
  return { key, level: 'unknown', text: cut(text) }
}

/** What a failed read says, without a path twice. */
export function faultText(fault: unknown): string {
  const { code, message } = fault as { code?: string; message?: string }
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'not permitted for this user'
    case 'ENOENT':
      return 'not there'
    case 'ECONNREFUSED':
      return 'connection refused'
    default:
      return cut(message ?? String(fault))
  }
}

/** The result, or a fault once `ms` have passed. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms / 1_000} s`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
