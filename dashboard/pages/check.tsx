// One check: how it is, why, how fast from where, what happened before, and its settings in words.
import type { Check } from '../../workers/domain/check/check.ts'
import { isAsked, kindOf, targetText } from '../../workers/domain/check/index.ts'
import { headlineOf } from '../../workers/domain/explain.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Silence } from '../../workers/domain/silence.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import type { Uptime } from '../../workers/domain/uptime.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { Avoided } from '../parts/avoided.tsx'
import { CertificateSection } from '../parts/certificate.tsx'
import { Act } from '../parts/fields.tsx'
import { Health, healthOf } from '../parts/health.tsx'
import { healthOfKind, IncidentRows } from '../parts/incidents.tsx'
import { Layout } from '../parts/layout.tsx'
import { Places } from '../parts/places.tsx'
import { RegistrationSection } from '../parts/registration.tsx'
import { SettingsInWords } from '../parts/settings.tsx'
import { Silenced } from '../parts/silenced.tsx'
import { type Told, ToldParts } from '../parts/told.tsx'
import { Uptimes } from '../parts/uptimes.tsx'
import { For } from '../parts/when.tsx'

export interface CheckData {
  check: Check
  view: CheckView | null
  places: { id: string; label: string }[]
  uptimes: { span: string; uptime: Uptime | null }[]
  incidents: Incident[]
  suspicions: Suspicion[]
  /** Of this month; null while the history is away. */
  avoided: number | null
  open: Incident | null
  /** Of a check that nobody asks. */
  told: Told | null
  /** Under way, the longest first. */
  silences: Silence[]
  now: number
}

export function CheckPage(data: CheckData) {
  const { check, view, places, incidents, now } = data
  const names = { [check.id]: check.name }
  const labels = Object.fromEntries(places.map((one) => [one.id, one.label]))
  const health = healthOf(view)
  return (
    <Layout
      title={health === 'down' ? `■ ${check.name}` : check.name}
      section="/"
      islands={data.told ? ['live'] : ['live', 'chart']}
    >
      <div data-check={check.id}>
        <Head {...data} />
        <Open {...data} labels={labels} />
        <Silenced check={check.id} silences={data.silences} />
        <Uptimes uptimes={data.uptimes} />
        {data.told ? <ToldParts check={check} told={data.told} now={now} /> : <Answers {...data} />}
        <RegistrationSection read={view?.registration ?? null} places={labels} now={now} />
        <CertificateSection certificate={view?.certificate ?? null} places={labels} now={now} />
        <h2>Incidents</h2>
        <div data-live="incidents">
          {incidents.length > 0 ? (
            <IncidentRows incidents={incidents} names={names} places={labels} now={now} />
          ) : (
            <p class="soft">None so far.</p>
          )}
        </div>
        {!data.told && <Avoided {...data} names={names} labels={labels} />}
        <h2>Settings</h2>
        <SettingsInWords check={check} places={labels} />
        {kindOf(check.type).asked === 'edge' && (
          <p>
            <a href={`/checks/${check.id}/whatif`}>What if they were others?</a>{' '}
            <span class="soft">Replay the last days before you change them.</span>
          </p>
        )}
      </div>
    </Layout>
  )
}

function Answers({ check, places, view }: CheckData) {
  return (
    <>
      <h2>Answers, last 6 hours</h2>
      <div class="chart" data-chart={check.id} />
      <h2>Locations</h2>
      <div data-live="places">
        <Places places={placesOf(check, places, view)} latest={view?.latest ?? {}} />
      </div>
    </>
  )
}

function Head({ check, view, now }: CheckData) {
  const health = healthOf(view)
  return (
    <div class="head" data-live="head">
      <div>
        <h1>
          {check.name} <Health health={health} />
        </h1>
        <p class="mono">{targetText(check)}</p>
        {view && !view.paused && (
          <p>
            for <For since={view.since} now={now} />
            {view.activity === 'steady' ? '' : `, ${view.activity}`}
          </p>
        )}
      </div>
      <div class="actions">
        {!check.paused && isAsked(check) && (
          <Act action={`/checks/${check.id}/now`} label="Check now" />
        )}
        <Act
          action={`/checks/${check.id}/${check.paused ? 'resume' : 'pause'}`}
          label={check.paused ? 'Resume' : 'Pause'}
        />
        <a class="button" href={`/checks/${check.id}/edit`}>
          Edit
        </a>
      </div>
    </div>
  )
}

function Open({ check, open, labels, now }: CheckData & { labels: Record<string, string> }) {
  return (
    <div data-live="open">
      {open && (
        <ul class="wrongs">
          <li class={healthOfKind(open.kind)}>
            <span class="words">
              <a href={`/incidents/${open.id}`}>
                {headlineOf(check.name, open.kind, open.verdict, labels)}
              </a>
            </span>
            <small>
              for <For since={open.startedAt} now={now} /> ·{' '}
              {open.acknowledgedAt === null
                ? 'nobody has acknowledged it'
                : `acknowledged by ${open.acknowledgedBy}`}
            </small>
          </li>
        </ul>
      )}
    </div>
  )
}

/** The check's own places first, then others that were ever asked. */
function placesOf(
  check: Check,
  all: CheckData['places'],
  view: CheckView | null,
): CheckData['places'] {
  const isAsked = (id: string) =>
    view?.latest[id] !== undefined || (check.locations?.includes(id) ?? false)
  return all.filter(({ id }) => isAsked(id))
}
