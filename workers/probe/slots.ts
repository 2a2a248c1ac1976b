// Six connections may wait for headers at once in one call; the seventh would queue without a word
// while its clock runs. So we queue ourselves, and start a probe's clock when it holds a slot.

export const slotsMax = 6
/** Orders hold one less: control targets never wait behind orders that hang, or a failure would be
 *  told only when those have run out of time. */
export const orderSlotsMax = 5
export const slowSlotsMax = 3

export interface Slots {
  /** Resolves when a slot is held, with the function that gives it back. */
  take(): Promise<() => void>
}

/** `count` slots, first come first served. */
export function makeSlots(count: number): Slots {
  let free = count
  const waiting: ((give: () => void) => void)[] = []
  const give = () => {
    const next = waiting.shift()
    if (next) next(once(give))
    else free += 1
  }
  return {
    take: () => {
      if (free > 0) {
        free -= 1
        return Promise.resolve(once(give))
      }
      return new Promise((resolve) => waiting.push(resolve))
    },
  }
}

function once(give: () => void): () => void {
  let given = false
  return () => {
    if (!given) {
      given = true
      give()
    }
  }
}

export interface Gates {
  /** Resolves when a host may be asked, with the function that lets the next one in. */
  enter(host: string): Promise<() => void>
}

/** At most `count` at once through the gate of each host. */
export function makeGates(count: number): Gates {
  const byHost = new Map<string, Slots>()
  return {
    enter: (host) => {
      const slots = byHost.get(host) ?? makeSlots(count)
      byHost.set(host, slots)
      return slots.take()
    },
  }
}
