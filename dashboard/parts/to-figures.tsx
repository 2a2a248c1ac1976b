// From an incident to the figures of the hosts that it tells of, on the days around it.
import { daysKept } from '../../workers/domain/host/history.ts'
import type { Incident } from '../../workers/domain/incident.ts'

const hourMs = 3_600_000
/** What led to it, and what became of it. */
const aroundMs = 6 * hourMs
const daysMs = 6 * 24 * hourMs

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)

export function ToFigures({ incident, now }: { incident: Incident; now: number }) {
  const { verdict, startedAt, resolvedAt } = incident
  const hosts = [...(verdict.host ? [verdict.host] : []), ...(verdict.causes ?? [])]
  const names = new Map(hosts.map(({ agent, name }) => [agent, name]))
  const end = Math.min(resolvedAt ?? now, startedAt + daysMs) + aroundMs
  // Of so long ago no figures are kept.
  if (end < now - daysKept * 24 * hourMs) return null
  const query = `from=${dayOf(startedAt - aroundMs)}&to=${dayOf(Math.min(now, end))}`
  return (
    <>
      {[...names].map(([agent, name]) => (
        <>
          {' · '}
          <a href={`/agents/${agent}?${query}#figures`}>figures of {name}</a>
        </>
      ))}
    </>
  )
}
