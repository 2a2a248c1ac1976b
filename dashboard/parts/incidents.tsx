// Incidents and avoided alarms as rows, the same wherever they are listed.
import { headlineOf } from '../../workers/domain/explain.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import { duration, words } from '../../workers/domain/words/index.ts'
import { Health, isShown, type Shown } from './health.tsx'
import { For, When } from './when.tsx'

/** The shape an incident's kind is shown with. */
export function healthOfKind(kind: Incident['kind'], level?: Incident['level']): Shown {
  // A job that is silent, or failed, is down.
  if (kind === 'silent') return 'down'
  if (kind === 'host') return level === 'critical' ? 'down' : 'slow'
  return isShown(kind) ? kind : 'unknown'
}

/** How it is while it is open, in a word: of a host, how bad. */
const stateOf = ({ kind, level }: Incident) => (kind === 'host' ? words().levels[level] : kind)

/** What an incident is about, for a headline. */
export function nameOf(incident: Incident, names: Record<string, string>): string {
  if (incident.check === null)
    return incident.verdict.host?.name ?? incident.location ?? 'a location'
  return names[incident.check] ?? 'a removed check'
}

export function IncidentRows({
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
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">State</th>
            <th scope="col" class="hide-small">
              Since
            </th>
            <th scope="col" class="number">
              Lasted
            </th>
          </tr>
        </thead>
        <tbody>
          {incidents.map((incident) => (
            <tr>
              <td class="wrap">
                <a href={`/incidents/${incident.id}`}>
                  {headlineOf(nameOf(incident, names), incident.kind, incident.verdict, places)}
                </a>
                {incident.resolvedAt === null && (
                  <small class="below">
                    {incident.acknowledgedAt === null
                      ? 'not acknowledged'
                      : `acknowledged by ${incident.acknowledgedBy}`}
                  </small>
                )}
              </td>
              <td>
                {incident.resolvedAt === null ? (
                  <Health
                    health={healthOfKind(incident.kind, incident.level)}
                    word={stateOf(incident)}
                  />
                ) : (
                  <Health
                    health="up"
                    word={incident.resolvedHow === 'recovered' ? 'recovered' : 'closed'}
                  />
                )}
              </td>
              <td class="hide-small">
                <When at={incident.startedAt} />
              </td>
              <td class="number">
                {incident.resolvedAt === null ? (
                  <For since={incident.startedAt} now={now} />
                ) : (
                  duration(incident.downtimeSeconds ?? 0)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function SuspicionRows({
  suspicions,
  names,
  places,
}: {
  suspicions: Suspicion[]
  names: Record<string, string>
  places: Record<string, string>
}) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Check</th>
            <th scope="col">Why nobody was told</th>
            <th scope="col" class="hide-small">
              Seen failing from
            </th>
            <th scope="col" class="number">
              Lasted
            </th>
          </tr>
        </thead>
        <tbody>
          {suspicions.map((one) => (
            <tr>
              <td>
                <a href={`/suspicions/${one.id}`}>
                  <When at={one.startedAt} />
                </a>
              </td>
              <td class="wrap">{names[one.check] ?? 'a removed check'}</td>
              <td class="wrap">{outcomeOf(one)}</td>
              <td class="wrap hide-small">
                {one.places.map((place) => places[place] ?? place).join(', ')}
              </td>
              <td class="number">
                {one.endedAt === null
                  ? 'still verifying'
                  : duration(Math.max(0, (one.endedAt - one.startedAt) / 1000))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function outcomeOf(one: Suspicion): string {
  if (one.outcome === 'open') return 'not decided yet'
  if (one.outcome === 'incident')
    return `it became an incident${one.incidentKind ? `: ${one.incidentKind}` : ''}`
  return words().avoided[one.why ?? 'blip']
}
