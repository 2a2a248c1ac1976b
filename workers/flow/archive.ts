// What Postgres must learn: news at once, packed hours every flush, all shards in the same minutes, so
// that it may sleep between. While it is away all of it waits in the shard's documents, and goes up in
// order when it is back.
import type { Packed } from '../domain/sample.ts'
import { phaseOf } from '../domain/schedule.ts'
import { nextMark, uploadAfterMs, uploadSpreadMs } from '../domain/slate.ts'
import type { ArchiveItem, ShardPorts } from '../ports.ts'
import type { Memory } from './memory.ts'

const itemsPerUploadMax = 500
const hourMs = 3_600_000
/** A round of the last minute of an hour may still be under way. */
const settledAfterMs = 120_000
const backoffMsMax = 300_000

/** Begins an upload when there is news, or samples are due. */
export function upload(
  memory: Memory,
  ports: ShardPorts,
  run: (work: Promise<void>) => void,
  kick: () => void,
): void {
  const now = ports.clock.now()
  if (memory.archive.busy || now < memory.archive.notBefore) return
  const news = [...memory.outbox].slice(0, itemsPerUploadMax)
  const isDue = isFlushDue(memory, ports, now)
  const hours = isDue ? hoursToSend(memory, ports, now) : []
  if (isDue && hours.length === 0) memory.archive.samplesAt = now
  if (news.length === 0 && hours.length === 0) return
  memory.archive.busy = true
  run(save(memory, ports, news, hours).then(kick))
}

/** When an upload wants to begin; null: nothing waits. */
export function nextUploadAt(memory: Memory, ports: ShardPorts): number | null {
  if (memory.archive.busy) return null
  const { notBefore, samplesAt } = memory.archive
  if (memory.outbox.size > 0) return notBefore
  if (memory.unsent.size === 0) return null
  return Math.max(notBefore, nextFlushAt(memory, ports, samplesAt))
}

/** Shards share the hour's minutes for it, each with its own moment (`domain/slate.ts`). */
function nextFlushAt({ shard }: Memory, { settings }: ShardPorts, after: number): number {
  const momentMs = uploadAfterMs + phaseOf(shard, uploadSpreadMs / 1000)
  return nextMark(after, settings.flushSeconds * 1000, momentMs)
}

function isFlushDue(memory: Memory, ports: ShardPorts, now: number): boolean {
  const { samplesAt } = memory.archive
  return samplesAt > now || nextFlushAt(memory, ports, samplesAt) <= now
}

/** Whole hours first; the running one too where flushes are often, to keep the history fresh. Else it
 *  would be written twice. */
function hoursToSend(memory: Memory, ports: ShardPorts, now: number): [string, number][] {
  const keys = [...memory.unsent].filter((key) => memory.hours.has(key))
  const hourOf = (key: string) => memory.hours.get(key)!.hour
  keys.sort((a, b) => hourOf(a) - hourOf(b))
  const isOften = ports.settings.flushSeconds * 1000 < hourMs
  const last = isOften ? now : now - hourMs - settledAfterMs
  return keys
    .filter((key) => hourOf(key) <= last)
    .slice(0, itemsPerUploadMax)
    .map((key) => [key, memory.hours.get(key)!.offsets.length])
}

async function save(
  memory: Memory,
  ports: ShardPorts,
  news: [string, ArchiveItem][],
  hours: [string, number][],
): Promise<void> {
  const { archive } = memory
  // Copies: samples may be added while the upload is under way.
  const packed = hours.map(([key]) => ({
    kind: 'packed' as const,
    packed: copyOf(memory.hours.get(key)!),
  }))
  try {
    await ports.archive.save([...news.map(([, item]) => item), ...packed])
    archive.failures = 0
    archive.failingSince = null
    archive.notBefore = 0
    saved(memory, ports, news, hours)
  } catch (fault) {
    archive.failures += 1
    archive.failingSince ??= ports.clock.now()
    archive.notBefore =
      ports.clock.now() + Math.min(backoffMsMax, 1_000 * 2 ** Math.min(archive.failures, 9))
    ports.log.error('archive', fault, { waiting: memory.outbox.size, failures: archive.failures })
  } finally {
    archive.busy = false
  }
}

const copyOf = (packed: Packed): Packed => ({
  ...packed,
  offsets: [...packed.offsets],
  latencies: [...packed.latencies],
  outcomes: [...packed.outcomes],
})

function saved(
  memory: Memory,
  ports: ShardPorts,
  news: [string, ArchiveItem][],
  hours: [string, number][],
): void {
  const drop: string[] = []
  for (const [key, item] of news) {
    // A key is written once, so what was read is what was saved.
    if (memory.outbox.get(key) !== item) continue
    memory.outbox.delete(key)
    drop.push(key)
  }
  for (const [key, length] of hours) {
    if (memory.hours.get(key)?.offsets.length === length) memory.unsent.delete(key)
  }
  const now = ports.clock.now()
  if (memory.unsent.size === 0 || hours.length < itemsPerUploadMax) {
    if (hours.length > 0) memory.archive.samplesAt = now
  }
  drop.push(...forgetHours(memory, now))
  if (drop.length > 0) ports.store.write({ drop })
}

/** Hours that are over and saved need no memory, and their logs no document. */
function forgetHours(memory: Memory, now: number): string[] {
  let oldest = Math.floor(now / hourMs) * hourMs
  for (const [key, { hour }] of memory.hours) {
    const isOver = hour + hourMs + settledAfterMs <= now
    if (isOver && !memory.unsent.has(key)) memory.hours.delete(key)
    else oldest = Math.min(oldest, hour)
  }
  const drop: string[] = []
  for (const [key, lastHour] of memory.logs) {
    if (lastHour >= oldest) continue
    memory.logs.delete(key)
    drop.push(key)
  }
  return drop
}
