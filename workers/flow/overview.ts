// What the overview is made of: the whole configuration in one statement, what the shard knows now,
// a day of answers and ninety days of trouble. What is away is left out, and said.
import { type Check, isAsked, isGentle } from '../domain/check/index.ts'
import { daysOf, firstDay } from '../domain/days.ts'
import { mutedUntil } from '../domain/maintenance.ts'
import { Problem } from '../domain/problem.ts'
import { endOf, silencesOf } from '../domain/silence.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import type { CheckView, ShardDoor } from '../shard-door.ts'
import { allow } from './change.ts'
import { masked } from './checks.ts'
import { spansOf, troubleOf, uptimeIn } from './uptime.ts'

const hourMs = 3_600_000
const sparkHours = 24
const quietMsMin = 120_000
const quietSlots = 3
const daysShown = 90

/** All checks of the actor's workspace with what an overview says of each. */
export async function overviewOf(hub: HubPorts, actor: Actor) {
  allow(actor, 'read', 'check')
  const { workspace } = actor
  const now = hub.now()
  const from = firstDay(now, daysShown)
  const hour = Math.floor(now / hourMs) * hourMs
  const [config, views, sms, sparks, trouble] = await Promise.all([
    hub.config.shown(workspace),
    knownThere(hub, workspace, (door) => door.views(workspace)),
    knownThere(hub, workspace, (door) => door.used(workspace)),
    hub.history.sparks(workspace, hour - sparkHours * hourMs, hour).catch(whenAway),
    troubleOf(hub, workspace, null, from, now).catch(whenAway),
  ])
  if (!config) throw new Problem('not_found', 'There is no such workspace.')
  const seen = new Map(views?.map((one) => [one.check, one]))
  const sparkOf = new Map(sparks?.map((one) => [one.check, one]))
  const lines = config.checks.map((check) => {
    const own = trouble && spansOf(trouble, check)
    const born = Date.parse(check.createdAt)
    const [silence] = silencesOf(config.silences, check, now)
    return {
      check: masked(check),
      view: seen.get(check.id) ?? null,
      spark: sparkOf.get(check.id) ?? null,
      /** Null, as the share is: the history is away. */
      days: own && daysOf(own, { from, count: daysShown, born, now }),
      share: own && uptimeIn(check, own, from, now).share,
      muted: mutedUntil(config, check.id, now) !== null,
      /** Null: it is not silenced. */
      silencedUntil: silence ? endOf(silence) : null,
    }
  })
  // Blind: the shard does not answer, and how things are now is not known.
  return { lines, channels: config.channels, blind: views === null, sms }
}

async function knownThere<T>(
  hub: HubPorts,
  workspace: string,
  ask: (door: ShardDoor) => Promise<T>,
): Promise<T | null> {
  try {
    return await ask(await hub.shard(workspace))
  } catch (fault) {
    hub.log.error('overview.views', fault, { workspace })
    return null
  }
}

function whenAway(fault: unknown): null {
  if (fault instanceof Problem && fault.code === 'unavailable') return null
  throw fault
}

/** Since when nothing was heard of any check that is asked; null: something came lately. */
export function quietSince(
  lines: { check: Check; view: CheckView | null }[],
  now: number,
): number | null {
  const asked = lines.filter(({ check }) => isAsked(check) && !check.paused && !isGentle(check))
  const heard = asked.flatMap(({ view }) => Object.values(view?.latest ?? {}).map((one) => one.at))
  if (heard.length === 0) return null
  const newest = Math.max(...heard)
  const patience = Math.min(...asked.map(({ check }) => check.intervalSeconds * 1_000))
  return now - newest > Math.max(quietMsMin, quietSlots * patience) ? newest : null
}
