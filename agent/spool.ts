// Reports that a master has not taken yet, on disk: numbered without a gap, the oldest first to go
// when there are too many, and each one that went is counted. On a disk that takes nothing they are
// held in memory: that the disk is full is what must be told just then.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
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
  /** Why reports are held in memory alone, and go with this program; null: they are on disk. */
  trouble: string | null
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
  const disk = openDisk()
  disk.tried(() => mkdirSync(folder, { recursive: true, mode: 0o700 }))
  const { mark, wasThere, keep } = openMark(folder, disk)
  const sizes = new Map<number, number>()
  const held = new Map<number, HostReport>()
  for (const seq of wasThere ? found(folder) : []) {
    const report = read(fileOf(folder, seq))
    if (report === null || seq <= mark.acked) remove(fileOf(folder, seq))
    else sizes.set(seq, JSON.stringify(report).length)
  }
  let last = Math.max(mark.acked + mark.lostBefore, 0, ...sizes.keys())
  let bytes = [...sizes.values()].reduce((sum, one) => sum + one, 0)
  const forget = (seq: number) => {
    bytes -= sizes.get(seq) ?? 0
    sizes.delete(seq)
    held.delete(seq)
    remove(fileOf(folder, seq))
  }
  return {
    name: mark.spool,
    put(report) {
      last += 1
      const { spool } = mark
      const whole: HostReport = { v: 1, seq: last, spool, ...report, lost: 0 }
      const written = disk.tried(() => writeThrough(fileOf(folder, last), whole))
      if (written === null) held.set(last, whole)
      sizes.set(last, written ?? JSON.stringify(whole).length)
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
        const report = held.get(one) ?? (read(fileOf(folder, one)) as HostReport | null)
        if (!report) return []
        const { spool } = mark
        return [{ ...report, spool, ...(one === first ? { lost: mark.lostBefore } : {}) }]
      })
    },
    acknowledge(seq) {
      if (seq <= mark.acked) return
      mark.acked = seq
      mark.lostBefore = 0
      keep()
      for (const one of [...sizes.keys()]) if (one <= seq) forget(one)
    },
    state: () => ({ waiting: sizes.size, lost: mark.lost, trouble: disk.trouble() }),
  }
}

interface Disk {
  /** What a write answers; null: it could not be written, which is no reason to end. */
  tried<T>(write: () => T): T | null
  /** Why the last write failed; null: it did not. */
  trouble(): string | null
}

function openDisk(): Disk {
  let trouble: string | null = null
  return {
    tried: (write) => {
      try {
        const done = write()
        trouble = null
        return done
      } catch (fault) {
        trouble = (fault as Error).message
        return null
      }
    },
    trouble: () => trouble,
  }
}

/** How far the spool is, as it was left. */
function openMark(folder: string, disk: Disk) {
  const [file, staleFile] = [join(folder, 'mark.json'), join(folder, 'mark.stale')]
  const fresh: Mark = { v: 1, spool: name(), acked: 0, lost: 0, lostBefore: 0 }
  const whole = read(file) as Mark | null
  const stored = whole ?? (read(staleFile) as Mark | null)
  // Numbers above a mark that could not be kept may have been taken: under a new name they are new.
  const mark: Mark = whole ?? { ...fresh, ...stored, spool: fresh.spool }
  const keep = () => {
    const isKept = disk.tried(() => {
      writeWhole(file, mark)
      remove(staleFile)
      return true
    })
    if (isKept) return true
    // A name is changed on a full disk, too.
    try {
      renameSync(file, staleFile)
    } catch {}
    return false
  }
  if (!keep()) mark.spool = fresh.spool
  return { mark, wasThere: stored !== null, keep }
}

/** A disk that lets nothing go is no reason to end. */
function remove(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {}
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
