// Rollups and retention, once an hour: as much of it in a minute as there is time for, and the rest in
// the next minutes, until all is done.
import { hourTurn } from '../domain/slate.ts'
import type { HubPorts } from '../hub-ports.ts'

/** Of each minute. */
const upkeepMsMax = 25_000

interface Done {
  rolledHour: number
  purgedHour: number
}
const known = new WeakMap<HubPorts['upkeep'], Done>()

/** This minute's part. Another isolate that does the same at once does no harm. Answers when it wants
 *  to be called again: at once, or with the next hour, which comes by itself. */
export async function keepUp(hub: HubPorts): Promise<number> {
  const done = known.get(hub.upkeep) ?? { rolledHour: 0, purgedHour: 0 }
  known.set(hub.upkeep, done)
  const now = hub.now()
  const hour = hourTurn(now)
  const isTime = () => hub.now() < now + upkeepMsMax
  if (done.rolledHour !== hour) {
    const { isDone } = await hub.upkeep.rollup(now, isTime)
    if (isDone) done.rolledHour = hour
  }
  if (done.purgedHour !== hour && isTime() && (await hub.upkeep.purge(now, isTime))) {
    done.purgedHour = hour
  }
  const isAll = done.rolledHour === hour && done.purgedHour === hour
  return isAll ? Number.POSITIVE_INFINITY : hub.now()
}
