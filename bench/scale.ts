// A full shard for a day, and two hundred of them (100,000 checks) for an hour, in virtual time: is
// any slot skipped, and what does a shard cost? SHARDS and MINUTES make it smaller.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Counted, fullShard, playFullShard, type Wanted } from './full-shard.ts'
import { printFigures } from './print.ts'

const shards = Number(process.env.SHARDS ?? 200)
const dayMinutes = Number(process.env.MINUTES ?? 1_440)
const hourMinutes = Math.min(60, dayMinutes)

/** Prints both. True when no slot was skipped and none was more than two seconds late. */
export async function benchScale(): Promise<boolean> {
  const day = await playFullShard({ ...fullShard, minutes: dayMinutes })
  show(`One shard of ${fullShard.checks} checks for ${dayMinutes} minutes`, [day], dayMinutes)
  const many = await playMany(
    Array.from({ length: shards }, (_, seed) => ({
      ...fullShard,
      seed: seed + 1,
      minutes: hourMinutes,
    })),
  )
  const checks = shards * fullShard.checks
  show(`${shards} shards, ${checks} checks, for ${hourMinutes} minutes`, many, hourMinutes)
  return [day, ...many].every((one) => one.skipped + one.late + one.faults === 0)
}

/** In threads, for each a shard at a time; rejects when a thread dies. */
async function playMany(all: Wanted[]): Promise<Counted[]> {
  const waiting = [...all]
  const played: Counted[] = []
  const one = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./full-shard-thread.ts', import.meta.url))
      const next = () => {
        const wanted = waiting.pop()
        if (wanted) worker.postMessage(wanted)
        else void worker.terminate().then(() => resolve(), reject)
      }
      worker.on('message', (counted: Counted) => {
        played.push(counted)
        next()
      })
      worker.on('error', reject)
      next()
    })
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), all.length) }, one))
  return played
}

function show(title: string, played: Counted[], minutes: number): void {
  const sum = (of: (one: Counted) => number) => played.reduce((all, one) => all + of(one), 0)
  const perMinute = (of: (one: Counted) => number) => sum(of) / played.length / minutes
  const most = (of: (one: Counted) => number) => Math.max(...played.map(of))
  printFigures(title, [
    { name: 'slots asked', value: String(sum((one) => one.slots)) },
    { name: 'skipped', value: String(sum((one) => one.skipped)) },
    { name: 'more than 2 s late', value: String(sum((one) => one.late)) },
    { name: 'latest', value: most((one) => one.lateMsMax), unit: 'ms' },
    { name: 'faults logged', value: String(sum((one) => one.faults)) },
    { name: 'probes', value: String(sum((one) => one.probes)) },
    { name: 'messages taken', value: String(sum((one) => one.messages)) },
    { name: 'wakes, a shard and minute', value: perMinute((one) => one.wakes) },
    { name: 'requests to locations', value: perMinute((one) => one.batches) },
    { name: 'storage writes', value: perMinute((one) => one.writes) },
    { name: 'storage rows', value: perMinute((one) => one.rows) },
    { name: 'archive calls', value: perMinute((one) => one.saves) },
    { name: 'archive bytes', value: perMinute((one) => one.archivedBytes), note: 'as JSON' },
    { name: 'CPU of shard and ports', value: perMinute((one) => one.cpuMs), unit: 'ms' },
    {
      name: 'CPU of 1,000 probes',
      value: (sum((one) => one.cpuMs) / sum((one) => one.probes)) * 1e3,
      unit: 'ms',
    },
    { name: 'heap after it, most', value: most((one) => one.heapMb), unit: 'MB' },
  ])
}
