// From an incident to the figures of the hosts that it tells of, on the days around it.
import { daysKept } from '../../workers/domain/host/history.ts'
import type { Incident } from '../../workers/domain/incident.ts'

const hourMs = 3_600_000
/** What led to it, and what became of it. */
const aroundMs = 6 * hourMs
const daysMs = 6 * 24 * hourMs

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

/** `places`: those that are there, agents among them; one that was removed has no page any more. */
export function ToFigures({
  incident,
  places,
  now,
}: {
  incident: Incident
  places: Record<string, string>
  now: number
}) {
  const { verdict, startedAt, resolvedAt } = incident
  const hosts = [...(verdict.host ? [verdict.host] : []), ...(verdict.causes ?? [])]
  const names = new Map(hosts.map(({ agent, name }) => [agent, name]))
  const end = Math.min(resolvedAt ?? now, startedAt + daysMs) + aroundMs
  // Of so long ago no figures are kept.
  if (end < now - daysKept * 24 * hourMs) return null
  const query = `from=${dayOf(startedAt - aroundMs)}&to=${dayOf(Math.min(now, end))}`
  return (
    <>
      {[...names].map(
        ([agent, name]) =>
          Object.hasOwn(places, agent) && (
            <>
              {' · '}
              <a href={`/agents/${agent}?${query}#figures`}>figures of {name}</a>
            </>
          ),
      )}
    </>
  )
}
