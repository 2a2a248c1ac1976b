// What the operating system says of a process and all below it: CPU seconds and resident memory.
// Linux only (`/proc`): benches are run where the figures are quoted.
import { readdirSync, readFileSync } from 'node:fs'

const ticksPerSecond = 100

interface Row {
  pid: number
  parent: number
  name: string
  cpuSeconds: number
  /** Of children that it began and waited for. */
  childCpuSeconds: number
  residentBytes: number
}

/** CPU seconds (user and system) and resident bytes of one process; null when it is gone. */
export function processRow(pid: number): Row | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const fields = stat.slice(end + 2).split(' ')
    if (fields[0] === 'Z') return null
    return {
      pid,
      parent: Number(fields[1]),
      name: stat.slice(stat.indexOf('(') + 1, end),
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      childCpuSeconds: (Number(fields[13]) + Number(fields[14])) / ticksPerSecond,
      residentBytes: Number(fields[21]) * 4096,
    }
  } catch {
    return null
  }
}

/** A process and everything it started, as far as it is still its descendant. */
export function processTree(root: number): Row[] {
  const rows = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processRow(Number(name)))
    .filter((row) => row !== null)
  const wanted = new Set([root])
  for (let grown = true; grown; ) {
    grown = false
    for (const row of rows) {
      if (wanted.has(row.parent) && !wanted.has(row.pid)) {
        wanted.add(row.pid)
        grown = true
      }
    }
  }
  return rows.filter((row) => wanted.has(row.pid))
}

/** CPU seconds by process name, below and with `root`. */
export function cpuByName(root: number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of processTree(root)) {
    sums.set(row.name, (sums.get(row.name) ?? 0) + row.cpuSeconds)
  }
  return sums
}

/** Resident megabytes by process name, below and with `root`. */
export function residentMbByName(root: number): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of processTree(root)) {
    sums.set(row.name, (sums.get(row.name) ?? 0) + row.residentBytes / 1e6)
  }
  return sums
}
