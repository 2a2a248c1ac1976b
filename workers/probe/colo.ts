// The data centre that this Worker runs in: where it was placed is a wish, where it runs is what the
// edge's own trace says. Asked once in a while, beside the probes.
import type { ProbeEvent } from '../domain/measurement.ts'
import type { RegionEnv } from '../env.ts'

const keptMs = 600_000
const traceMsMax = 3_000
const traceCharsMax = 2_000

let known: { colo: string | null; at: number } | null = null
let askedAt = 0

/** Begins to ask when it is not known; the answer is what is known at that moment. */
export function knownColo({ TRACE_URL: url }: RegionEnv, now: number): () => string | null {
  if (!url) return () => null
  const isOld = known === null || Math.abs(now - known.at) >= keptMs
  // One that began it may have ended before the answer: then another asks anew.
  if (isOld && Math.abs(now - askedAt) >= 2 * traceMsMax) {
    askedAt = now
    void ask(url).then((colo) => {
      known = { colo: colo ?? known?.colo ?? null, at: now }
    })
  }
  return () => known?.colo ?? null
}

async function ask(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(traceMsMax) })
    return coloIn((await response.text()).slice(0, traceCharsMax))
  } catch {
    return null
  }
}

/** `colo=LHR` of a trace. */
export function coloIn(trace: string): string | null {
  return /^colo=([A-Z]{3})$/m.exec(trace)?.[1] ?? null
}

/** A measurement with the data centre it was made in. */
export function withColo(event: ProbeEvent, colo: string | null): ProbeEvent {
  if (colo === null || event.kind === 'notMeasured' || event.kind === 'waiting') return event
  return { ...event, colo }
}
