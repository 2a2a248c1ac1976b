// What is open now, in words, each with what a person does about it first.
import { headlineOf } from '../../workers/domain/explain.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { Act } from './fields.tsx'
import { Health } from './health.tsx'
import { healthOfKind, nameOf } from './incidents.tsx'
import { For } from './when.tsx'

export function Wrongs({
  incidents,
  names,
  places,
  now,
}: {
  incidents: Incident[]
  names: Record<string, string>
  places: Record<string, string>
  now: number
}) {
  if (incidents.length === 0) return null
  return (
    <ul class="wrongs" aria-label="Open incidents">
      {incidents.map((incident) => (
        <li class={healthOfKind(incident.kind, incident.level)}>
          <span class="words">
            <Health health={healthOfKind(incident.kind, incident.level)} word="" />{' '}
            <a href={`/incidents/${incident.id}`} id={`open-${incident.id}`} data-row="">
              {headlineOf(nameOf(incident, names), incident.kind, incident.verdict, places)}
            </a>
          </span>
          <span class="actions">
            <small>
              for <For since={incident.startedAt} now={now} />
            </small>
            {incident.acknowledgedAt === null ? (
              <Act action={`/incidents/${incident.id}/acknowledge`} label="Acknowledge" />
            ) : (
              <small>acknowledged by {incident.acknowledgedBy}</small>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
