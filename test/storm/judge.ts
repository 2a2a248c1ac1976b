// What must be true of a storm of alarms, from what arrived and what the API says of it.
import type { Arrival, Receivers } from './receivers.ts'

export interface Verdict {
  /** Sentences; empty: the storm was survived. */
  faults: string[]
  messages: number
  /** Arrivals of a message that had arrived before, under the same id. */
  doubles: number
}

export interface Row {
  id: string
  incident: string | null
  state: string
}

/** Judges one storm: every incident reached every receiver with its beginning and its end, each under
 *  one id however often it came, and no end came before its beginning. */
export function judge(
  { arrivals }: Pick<Receivers, 'arrivals'>,
  incidents: readonly string[],
  rows: readonly Row[],
): Verdict {
  const faults: string[] = []
  let messages = 0
  let doubles = 0
  for (const [index, list] of arrivals.entries()) {
    const own = list.filter((one) => one.incidents.some((id) => incidents.includes(id)))
    messages += new Set(own.map((one) => one.id)).size
    doubles += own.length - new Set(own.map((one) => one.id)).size
    for (const id of incidents) faults.push(...faultsOf(`receiver ${index + 1}`, id, own))
    faults.push(...changed(`receiver ${index + 1}`, own))
  }
  for (const row of rows) {
    if (row.state === 'pending') faults.push(`${row.id} is still pending`)
  }
  return { faults, messages, doubles }
}

function faultsOf(who: string, incident: string, list: Arrival[]): string[] {
  const about = list.filter((one) => one.incidents.includes(incident))
  const opened = about.filter((one) => one.type === 'incident.opened')
  const resolved = about.filter((one) => one.type === 'incident.resolved')
  const faults: string[] = []
  if (!opened.some((one) => one.isTaken)) faults.push(`${who} never took the alarm of ${incident}`)
  if (!resolved.some((one) => one.isTaken)) faults.push(`${who} never took the end of ${incident}`)
  for (const [what, some] of [
    ['alarm', opened],
    ['end', resolved],
  ] as const) {
    const ids = new Set(some.map((one) => one.id))
    if (ids.size > 1) faults.push(`${who} got the ${what} of ${incident} under ${ids.size} ids`)
  }
  const firstEnd = about.findIndex((one) => one.type === 'incident.resolved')
  const taken = about.findIndex((one) => one.type === 'incident.opened' && one.isTaken)
  if (firstEnd !== -1 && firstEnd < taken) faults.push(`${who} got the end of ${incident} first`)
  return faults
}

/** A message that comes again is the same message. */
function changed(who: string, list: Arrival[]): string[] {
  const bodies = new Map<string, string>()
  const faults: string[] = []
  for (const { id, body } of list) {
    const before = bodies.get(id)
    if (before !== undefined && before !== body) faults.push(`${who}: ${id} came with another body`)
    bodies.set(id, body)
  }
  return faults
}
