// Reports that a master has not taken yet, on disk: numbered without a gap, the oldest first to go
// when there are too many, and each one that went is counted.
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { HostReport } from '../workers/domain/host/report.ts'
import { read, writeWhole } from './folder.ts'

/** What a look at the host gives; the spool numbers it. */
export type FreshReport = Pick<HostReport, 'at' | 'findings' | 'metrics'>

export interface SpoolState {
  /** Reports that wait. */
  waiting: number
  /** Dropped because there were too many, over the life of the spool. */
  lost: number
}

export interface Spool {
  name: string
  put(report: FreshReport): void
  /** Those that wait, oldest first. */
  oldest(count: number): HostReport[]
  /** The master has it, and all before it. */
  acknowledge(seq: number): void
  state(): SpoolState
}

interface Mark {
  v: 1
  spool: string
  acked: number
  lost: number
  /** Dropped since the last report that was taken. */
  lostBefore: number
}

/** Two weeks of a report a minute. */
const reportsMax = 20_000
const bytesMax = 32_000_000

/** Opens the spool in a folder, as it was left. A report half written is no report. */
export function openSpool(
  folder: string,
  limits: { reports?: number; bytes?: number } = {},
): Spool {
  const { reports: countMax = reportsMax, bytes: sizeMax = bytesMax } = limits
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const markFile = join(folder, 'mark.json')
  const fresh: Mark = { v: 1, spool: name(), acked: 0, lost: 0, lostBefore: 0 }
  const stored = read(markFile) as Mark | null
  const mark = stored ?? fresh
  const sizes = new Map<number, number>()
  for (const seq of stored ? found(folder) : []) {
    const whole = read(fileOf(folder, seq))
    if (whole === null || seq <= mark.acked) rmSync(fileOf(folder, seq), { force: true })
    else sizes.set(seq, JSON.stringify(whole).length)
  }
  let last = Math.max(mark.acked + mark.lostBefore, 0, ...sizes.keys())
  let bytes = [...sizes.values()].reduce((sum, one) => sum + one, 0)
  const keep = () => writeWhole(markFile, mark)
  if (!stored) keep()
  const forget = (seq: number) => {
    bytes -= sizes.get(seq) ?? 0
    sizes.delete(seq)
    rmSync(fileOf(folder, seq), { force: true })
  }
  return {
    name: mark.spool,
    put(report) {
      last += 1
      const { spool } = mark
      const whole: HostReport = { v: 1, seq: last, spool, ...report, lost: 0 }
      sizes.set(last, writeThrough(fileOf(folder, last), whole))
      bytes += sizes.get(last)!
      let dropped = 0
      for (const seq of [...sizes.keys()]) {
        if (sizes.size <= countMax && bytes <= sizeMax) break
        if (seq === last) break
        forget(seq)
        dropped += 1
      }
      if (dropped === 0) return
      mark.lost += dropped
      mark.lostBefore += dropped
      keep()
    },
    oldest(count) {
      const wanted = [...sizes.keys()].slice(0, count)
      const first = sizes.keys().next().value
      return wanted.flatMap((one) => {
        const report = read(fileOf(folder, one)) as HostReport | null
        if (!report) return []
        return [one === first ? { ...report, lost: mark.lostBefore } : report]
      })
    },
    acknowledge(seq) {
      if (seq <= mark.acked) return
      mark.acked = seq
      mark.lostBefore = 0
      keep()
      for (const one of [...sizes.keys()]) if (one <= seq) forget(one)
    },
    state: () => ({ waiting: sizes.size, lost: mark.lost }),
  }
}

const name = () => randomBytes(9).toString('base64url')
const fileOf = (folder: string, seq: number) => join(folder, `${seq}.json`)

function found(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((one) => Number(/^(\d+)\.json$/.exec(one)?.[1] ?? Number.NaN) || [])
    .toSorted((a, b) => a - b)
}

/** On the disk, not only on its way there. */
function writeThrough(file: string, report: HostReport): number {
  const text = JSON.stringify(report)
  const handle = openSync(file, 'w', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  return text.length
}
