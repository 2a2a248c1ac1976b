// The overview: what is wrong first and in words, then every check.
import type { Check } from '../../workers/domain/check/check.ts'
import { headlineOf } from '../../workers/domain/explain.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { CheckRows } from '../parts/check-rows.tsx'
import { Act } from '../parts/fields.tsx'
import { Health, healthOf } from '../parts/health.tsx'
import { healthOfKind, nameOf } from '../parts/incidents.tsx'
import { Layout } from '../parts/layout.tsx'
import { Untold, type UntoldData } from '../parts/untold.tsx'
import { For } from '../parts/when.tsx'

export interface Overview {
  checks: Check[]
  views: Record<string, CheckView>
  incidents: Incident[]
  places: Record<string, string>
  channels: number
  untold: UntoldData
  /** Suspicions of this month that woke nobody; null while the history is away. */
  avoided: number | null
  muted: ReadonlySet<string>
  tag: string | null
  now: number
}

export function OverviewPage(data: Overview) {
  const { checks, incidents, channels, tag } = data
  const tags = [...new Set(checks.flatMap((check) => check.tags))].toSorted()
  const shown = tag === null ? checks : checks.filter((check) => check.tags.includes(tag))
  return (
    <Layout title={titleOf(incidents)} section="/" islands={['live']}>
      <div class="head">
        <div>
          <h1>Checks</h1>
        </div>
        <div class="actions">
          <a class="button primary" href="/checks/new">
            Add a check
          </a>
        </div>
      </div>
      {checks.length > 0 && channels === 0 && (
        <div class="banner">
          <p>
            Nobody is told yet when something falls. <a href="/channels/new">Add a channel</a>.
          </p>
        </div>
      )}
      <div data-live="overview">
        <Untold {...data.untold} />
        {checks.length === 0 ? <Nothing /> : <Summary {...data} />}
        <Wrongs {...data} />
        {tags.length > 0 && <Tags tags={tags} tag={tag} />}
        {shown.length > 0 && <CheckRows {...data} checks={shown} />}
      </div>
    </Layout>
  )
}

function titleOf(incidents: Incident[]): string {
  const down = incidents.filter((one) => one.kind === 'down').length
  return down > 0 ? `■ ${down} down` : 'Checks'
}

function Nothing() {
  return (
    <div class="empty">
      <p>
        Nothing is watched yet. A check is an address or a port, asked every minute from several
        places.
      </p>
      <a class="button primary" href="/checks/new">
        Add your first check
      </a>
    </div>
  )
}

function Summary({ checks, views, places, avoided }: Overview) {
  const counts = new Map<string, number>()
  for (const check of checks) {
    const health = healthOf(views[check.id] ?? null)
    counts.set(health, (counts.get(health) ?? 0) + 1)
  }
  const order = ['down', 'regional', 'slow', 'verifying', 'unknown', 'up', 'paused']
  const parts = order.flatMap((one) => (counts.has(one) ? [`${counts.get(one)} ${one}`] : []))
  const many = Object.keys(places).length
  return (
    <p class="summary">
      <strong class={counts.has('down') ? 'down' : undefined}>{parts.join(' · ')}</strong>
      <span class="soft"> · {many === 1 ? 'asked from 1 place' : `${many} places can ask`}</span>
      {avoided !== null && avoided > 0 && (
        <span class="soft">
          {' · '}
          <a href="/ledger">
            {avoided === 1 ? '1 suspicion' : `${avoided} suspicions`} this month woke nobody
          </a>
        </span>
      )}
    </p>
  )
}

function Wrongs({ incidents, checks, places, now }: Overview) {
  const names = Object.fromEntries(checks.map((check) => [check.id, check.name]))
  if (incidents.length === 0) return null
  return (
    <ul class="wrongs" aria-label="Open incidents">
      {incidents.map((incident) => (
        <li class={healthOfKind(incident.kind)}>
          <span class="words">
            <Health health={healthOfKind(incident.kind)} word="" />{' '}
            <a href={`/incidents/${incident.id}`}>
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

function Tags({ tags, tag }: { tags: string[]; tag: string | null }) {
  return (
    <p class="soft">
      Tags: <a href="/">{tag === null ? <strong>all</strong> : 'all'}</a>
      {tags.map((one) => (
        <>
          {' · '}
          <a href={`/?tag=${encodeURIComponent(one)}`}>
            {one === tag ? <strong>{one}</strong> : one}
          </a>
        </>
      ))}
    </p>
  )
}
