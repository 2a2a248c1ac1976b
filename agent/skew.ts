// How far this machine's clock is from the master's, measured over the link, so that times in reports
// are the master's whatever the clock here says.

/** More than this between question and answer tells too little. */
const wayMsMax = 5_000
const samplesMax = 8

interface Sample {
  wayMs: number
  offsetMs: number
}

export interface Skew {
  /** A question left at `sent` and was answered at `now` by the master; here it is `heard`. */
  heard(sent: number, master: number, heard: number): void
  /** To be added to this machine's clock. */
  ms(): number
  /** Whether the master's time was heard at all. */
  isKnown(): boolean
}

/** Of the last samples the one with the shortest way counts: it is the surest. */
export function makeSkew(): Skew {
  let samples: Sample[] = []
  return {
    heard: (sent, master, heard) => {
      const wayMs = heard - sent
      if (wayMs < 0 || wayMs > wayMsMax) return
      const fresh = { wayMs, offsetMs: master - (sent + heard) / 2 }
      // A clock was set meanwhile, there or here, or this machine slept: what was true is not any more.
      samples = [...samples.filter((one) => agree(one, fresh)), fresh].slice(-samplesMax)
    },
    ms: () => {
      const best = samples.toSorted((a, b) => a.wayMs - b.wayMs)[0]
      // Less than half the way there is not known better.
      return !best || Math.abs(best.offsetMs) <= best.wayMs / 2 ? 0 : Math.round(best.offsetMs)
    },
    isKnown: () => samples.length > 0,
  }
}

/** Clocks tell whole milliseconds. */
const grainMs = 2

/** Each is sure to half of its way. */
function agree(a: Sample, b: Sample): boolean {
  return Math.abs(a.offsetMs - b.offsetMs) <= (a.wayMs + b.wayMs) / 2 + grainMs
}
