// Virtual time for the simulator: a queue of what comes later, and chance from a seed. Between two
// moments everything that can go on without time passing has gone on.

export interface Loop {
  /** Milliseconds since the start; never set back. */
  time(): number
  /** Does something later; the answer cancels it. */
  later(ms: number, act: () => void): () => void
  /** Plays everything up to a moment, or until it is over. `settled` says that nothing real is
   *  under way. */
  run(until: number, settled: () => boolean, isOver: () => boolean): Promise<void>
}

interface Entry {
  at: number
  order: number
  act: (() => void) | null
}

/** A queue that nobody has put anything in yet. */
export function newLoop(): Loop {
  const heap: Entry[] = []
  let now = 0
  let order = 0

  const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order)

  function push(entry: Entry): void {
    let index = heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!before(entry, heap[parent]!)) break
      heap[index] = heap[parent]!
      index = parent
    }
    heap[index] = entry
  }

  function pop(): void {
    const last = heap.pop()!
    if (heap.length === 0) return
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1
      if (!before(heap[child]!, last)) break
      heap[index] = heap[child]!
      index = child
    }
    heap[index] = last
  }

  return {
    time: () => now,
    later: (ms, act) => {
      const entry: Entry = { at: now + Math.max(0, Math.ceil(ms)), order: order++, act }
      push(entry)
      return () => {
        entry.act = null
      }
    },
    run: async (until, settled, isOver) => {
      while (!isOver() && heap.length > 0 && heap[0]!.at <= until) {
        const { at, act } = heap[0]!
        pop()
        if (!act) continue
        now = at
        act()
        await turn()
        const begun = performance.now()
        while (!settled()) {
          if (performance.now() - begun > settleMsMax)
            throw new Error(`nothing settles at ${now} ms`)
          await turn()
        }
      }
      if (!isOver()) now = until
    },
  }
}

/** Real time: what is under way is done by other threads, which a busy machine keeps waiting. */
const settleMsMax = 60_000

/** Promises run on before this resolves: all that need no time. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

export interface Chance {
  /** In [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  /** True this often. */
  is(share: number): boolean
}

/** Seeded, the same in each run (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return { next, whole, pick: (list) => list[whole(0, list.length - 1)]!, is: (n) => next() < n }
}
