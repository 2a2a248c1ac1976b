// Files: the age, size and number of backups, and certificates on disk.
import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { bytes } from '../../workers/domain/host/amount.ts'
import type { Reading } from '../../workers/domain/host/reading.ts'
import type { HostSettings } from '../../workers/domain/host/settings.ts'
import { duration } from '../../workers/domain/words/index.ts'
import { type Collector, everySeconds, faultText, unknown } from './collector.ts'

const dayMs = 86_400_000
const filesMax = 20_000

/** Looks at the files and folders named. */
export function files(): Collector {
  return everySeconds(60, async (settings, now) => {
    const all = settings.files.map((one) => fileReadings(one, now))
    return (await Promise.all(all)).flat()
  })
}

interface Found {
  name: string
  size: number
  at: number
}

async function fileReadings(
  settings: HostSettings['files'][number],
  now: number,
): Promise<Reading[]> {
  const { name, path, match } = settings
  const key = `files:${name}`
  let found: Found[]
  try {
    found = await filesAt(path, match === null ? null : new RegExp(match))
  } catch (fault) {
    if ((fault as { code?: string }).code !== 'ENOENT') {
      return [unknown(key, `${name}: ${path} is ${faultText(fault)}`)]
    }
    found = []
  }
  const newest = found.toSorted((a, b) => b.at - a.at)[0]
  const count: Reading = {
    key: `${key}:count`,
    text: `${name}: ${found.length} ${found.length === 1 ? 'file' : 'files'} at ${path}`,
    value: found.length,
    limits: settings.count,
    metrics: [{ name: `files.${name}.count`, value: found.length }],
  }
  if (!newest) return [count]
  const hours = Math.max(0, now - newest.at) / 3_600_000
  const age = duration(Math.round(hours * 3_600))
  return [
    count,
    {
      key,
      text: `${name}: the newest, ${newest.name}, is ${age} old`,
      value: hours,
      limits: settings.ageHours,
      metrics: [{ name: `files.${name}.ageHours`, value: hours }],
    },
    {
      key: `${key}:size`,
      text: `${name}: the newest, ${newest.name}, has ${bytes(newest.size)}`,
      value: newest.size,
      limits: settings.newestBytes,
      metrics: [{ name: `files.${name}.newestBytes`, value: newest.size }],
    },
  ]
}

async function filesAt(path: string, match: RegExp | null): Promise<Found[]> {
  const top = await stat(path)
  if (!top.isDirectory()) return [{ name: basename(path), size: top.size, at: top.mtimeMs }]
  const names = (await readdir(path)).filter((name) => match?.test(name) ?? true).slice(0, filesMax)
  const all = await Promise.all(
    names.map(async (name) => {
      const one = await stat(join(path, name)).catch(() => null)
      return one?.isFile() ? [{ name, size: one.size, at: one.mtimeMs }] : []
    }),
  )
  return all.flat()
}

/** Looks at the certificates named: the one of a file that ends first counts. */
export function certificates(): Collector {
  return everySeconds(600, async (settings, now) =>
    Promise.all(
      settings.certificates.map(async ({ path, daysLeft }): Promise<Reading> => {
        const key = `certificate:${path}`
        try {
          const first = firstToEnd(await readFile(path, 'utf8'))
          if (!first) return unknown(key, `${path} holds no certificate`)
          const value = (first.endsAt - now) / dayMs
          const left = duration(Math.abs(Math.round(value * 86_400)))
          const text =
            value < 0
              ? `${first.name} in ${path} ended ${left} ago`
              : `${first.name} in ${path} ends in ${left}`
          return { key, text, value, limits: daysLeft }
        } catch (fault) {
          return unknown(key, `${path}: ${faultText(fault)}`)
        }
      }),
    ),
  )
}

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

function firstToEnd(text: string): { name: string; endsAt: number } | null {
  const all = (text.match(pem) ?? []).map((one) => {
    const { subject, validTo } = new X509Certificate(one)
    const name = /CN=([^\n]+)/.exec(subject)?.[1] ?? 'a certificate'
    return { name, endsAt: Date.parse(validTo) }
  })
  return all.toSorted((a, b) => a.endsAt - b.endsAt)[0] ?? null
}
