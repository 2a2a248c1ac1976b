// Counts what a shard does, where it is done: what its platform bills, and nothing of a check.
import type { Archive, Locations, Snapshots } from '../ports.ts'
import type { ShardWork } from '../shard-door.ts'

export interface WorkCount {
  alarm(): void
  wake(): void
  wrote(rows: number): void
  /** The same work; while any is under way the shard is busy. */
  busy(work: Promise<void>): Promise<void>
  locations(ports: Locations): Locations
  archive(port: Archive): Archive
  snapshots(port: Snapshots): Snapshots
  read(): ShardWork
}

const counts = new Map<string, WorkCount>()

/** The counters of a shard: an object that is made anew goes on with them, in the same isolate. */
export function workOf(shard: string): WorkCount {
  const known = counts.get(shard) ?? countWork(() => Date.now())
  counts.set(shard, known)
  return known
}

/** Counters from now on. */
export function countWork(now: () => number): WorkCount {
  const begun = now()
  const work: Omit<ShardWork, 'sinceMs'> = {
    alarms: 0,
    wakes: 0,
    busyMs: 0,
    rowsWritten: 0,
    calls: 0,
    orders: 0,
    kvWrites: 0,
    uploads: 0,
  }
  let underWay = 0
  let since = 0
  return {
    alarm: () => {
      work.alarms += 1
    },
    wake: () => {
      work.wakes += 1
    },
    wrote: (rows) => {
      work.rowsWritten += rows
    },
    busy: async (one) => {
      if (underWay === 0) since = now()
      underWay += 1
      try {
        await one
      } finally {
        underWay -= 1
        if (underWay === 0) work.busyMs += Math.max(0, now() - since)
      }
    },
    locations: (port) => ({
      ...port,
      ask: (location, batch) => {
        work.calls += 1
        work.orders += batch.orders.length
        return port.ask(location, batch)
      },
    }),
    archive: (port) => ({
      save: (items) => {
        work.uploads += 1
        return port.save(items)
      },
    }),
    snapshots: (port) => ({
      ...port,
      put: (key, value) => {
        work.kvWrites += 1
        return port.put(key, value)
      },
    }),
    read: () => ({ sinceMs: now() - begun, ...work }),
  }
}
