// When a check is asked: slots on a fixed grid, never "last + interval" (design §3). A phase per
// shard makes one wake for many checks; what a wake asks of one host at once is held back where it
// is asked (probe/slots.ts).

/** Number of the slot that `now` lies in. Times in ms; `phaseMs` is below the interval. */
export function slotOf(now: number, intervalSeconds: number, phaseMs: number): number {
  return Math.floor((now - phaseMs) / (intervalSeconds * 1000))
}

/** Start of a slot. */
export function slotAt(slot: number, intervalSeconds: number, phaseMs: number): number {
  return slot * intervalSeconds * 1000 + phaseMs
}

/** The slot to ask now, or null: max(last + 1, floor(now / interval)) (verdict.md C13). A slot
 *  that was missed is asked once, late, never as a backlog. After the clock was set back the count
 *  goes on from the last slot, once an interval when `lastAskedAt` is given. */
export function dueSlot(
  lastSlot: number,
  now: number,
  intervalSeconds: number,
  phaseMs: number,
  lastAskedAt?: number,
): number | null {
  const slot = slotOf(now, intervalSeconds, phaseMs)
  if (slot > lastSlot) return slot
  if (lastAskedAt === undefined) return slot < lastSlot ? lastSlot + 1 : null
  // Also on a level with it: a count that ran ahead must not cost a slot when the clock catches up.
  const isDue = slotOf(lastAskedAt, intervalSeconds, phaseMs) < slot
  return isDue || (slot < lastSlot && now < lastAskedAt) ? lastSlot + 1 : null
}

/** When to look for a due slot again: now, when `dueSlot` has one, else at the next step of the
 *  grid. */
export function nextSlotAt(
  lastSlot: number,
  now: number,
  intervalSeconds: number,
  phaseMs: number,
  lastAskedAt: number = now,
): number {
  const isDue = dueSlot(lastSlot, now, intervalSeconds, phaseMs, lastAskedAt) !== null
  return isDue ? now : slotAt(slotOf(now, intervalSeconds, phaseMs) + 1, intervalSeconds, phaseMs)
}

/** Where in the interval a shard's slots lie: shards wake apart. Stable for a name. */
export function phaseOf(shard: string, intervalSeconds: number): number {
  return Math.floor(fraction(shard) * intervalSeconds * 1000)
}

/** The same for one check of a shard that begins its slots in so many waves: the checks of a wave are
 *  asked together, the waves apart. With one wave it is the shard's own phase. */
export function wavePhaseOf(
  shard: string,
  { id, intervalSeconds }: { id: string; intervalSeconds: number },
  waves: number,
): number {
  const wave = Math.floor(fraction(id) * waves) / waves
  return Math.floor(((fraction(shard) + wave) % 1) * intervalSeconds * 1000)
}

/** A number in [0, 1) from a name (FNV-1a, stirred as Murmur3 ends: names that differ in their
 *  last letter alone must lie apart too). */
function fraction(name: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < name.length; index += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
