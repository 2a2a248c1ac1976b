// How far this machine's clock is from the master's, measured over the link, so that times in reports
// are the master's whatever the clock here says.

/** More than this between question and answer tells too little. */
const wayMsMax = 5_000
const samplesMax = 8

export interface Skew {
  /** A question left at `sent` and was answered at `now` by the master; here it is `heard`. */
  heard(sent: number, master: number, heard: number): void
  /** To be added to this machine's clock. */
  ms(): number
}

/** Of the last samples the one with the shortest way counts: it is the surest. */
export function makeSkew(): Skew {
  let samples: { wayMs: number; offsetMs: number }[] = []
  return {
    heard: (sent, master, heard) => {
      const wayMs = heard - sent
      if (wayMs < 0 || wayMs > wayMsMax) return
      samples = [...samples, { wayMs, offsetMs: master - (sent + heard) / 2 }].slice(-samplesMax)
    },
    ms: () => {
      const best = samples.toSorted((a, b) => a.wayMs - b.wayMs)[0]
      // Less than half the way there is not known better.
      return !best || Math.abs(best.offsetMs) <= best.wayMs / 2 ? 0 : Math.round(best.offsetMs)
    },
  }
}
