// One check: how it is, why, how fast from where, what happened before, and its settings in words.
import type { Check } from '../../workers/domain/check/check.ts'
import { askedOf } from '../../workers/domain/check/index.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { Answer } from '../../workers/domain/sample.ts'
import type { Silence } from '../../workers/domain/silence.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import type { Uptime } from '../../workers/domain/uptime.ts'
import type { CheckView } from '../../workers/shard-door.ts'
import { Avoided } from '../parts/avoided.tsx'
import { CertificateSection } from '../parts/certificate.tsx'
import { CheckHead, CheckOpen } from '../parts/check-head.tsx'
import { healthOf } from '../parts/health.tsx'
import { IncidentRows } from '../parts/incidents.tsx'
import { LastAnswers } from '../parts/last-answers.tsx'
import { type LatencyData, LatencySection } from '../parts/latency.tsx'
import { Layout } from '../parts/layout.tsx'
import { PlaceMap } from '../parts/map.tsx'
import { Places } from '../parts/places.tsx'
import type { Range } from '../parts/ranges.ts'
import { RegistrationSection } from '../parts/registration.tsx'
import { SettingsInWords } from '../parts/settings.tsx'
import { Silenced } from '../parts/silenced.tsx'
import { type Told, ToldParts } from '../parts/told.tsx'
import { Uptimes } from '../parts/uptimes.tsx'

export interface CheckData {
  check: Check
  view: CheckView | null
  places: { id: string; label: string }[]
  uptimes: { span: string; uptime: Uptime | null }[]
  incidents: Incident[]
  suspicions: Suspicion[]
  /** Of this month; null while the history is away. */
  avoided: number | null
  /** What is wrong with its answers first. */
  open: Incident[]
  range: Range
  /** Null of a check that nobody asks. */
  latency: LatencyData | null
  last: Answer[]
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
      isDown={health === 'down'}
      islands={data.told ? ['live'] : ['live', 'chart']}
    >
      <div data-check={check.id}>
        <CheckHead {...data} />
        <CheckOpen {...data} labels={labels} />
        <Silenced check={check.id} silences={data.silences} />
        <Uptimes uptimes={data.uptimes} />
        {data.told ? (
          <ToldParts check={check} told={data.told} now={now} />
        ) : (
          <Answers {...data} labels={labels} />
        )}
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
        <SettingsInWords check={check} asked={view?.asked} places={labels} />
        {askedOf(check) !== 'nobody' && (
          <p>
            <a href={`/checks/${check.id}/whatif`}>What if they were others?</a>{' '}
            <span class="soft">Replay the last days before you change them.</span>
          </p>
        )}
        <p>
          <a href={`/checks/${check.id}/badge`}>Badge</a>{' '}
          <span class="soft">Health and uptime as a picture for a README.</span>
        </p>
      </div>
    </Layout>
  )
}

function Answers({
  check,
  places,
  view,
  range,
  latency,
  last,
  open,
  suspicions,
  labels,
}: CheckData & { labels: Record<string, string> }) {
  return (
    <>
      <h2>Last answer of each place</h2>
      <div data-live="places">
        <PlaceMap places={marked(placesOf(check, places, view), view)} />
        <Places
          places={placesOf(check, places, view)}
          latest={view?.latest ?? {}}
          seen={[...open, ...suspicions].flatMap((one) => one.rounds)}
        />
      </div>
      {last.length > 0 && <LastAnswers answers={last} names={labels} />}
      {latency && <LatencySection id={check.id} range={range} latency={latency} names={labels} />}
    </>
  )
}

/** Places for the map: well where the last answer passed. */
const marked = (places: CheckData['places'], view: CheckView | null) =>
  places.map((one) => ({
    ...one,
    isWell: ['pass', 'slow'].includes(view?.latest[one.id]?.kind ?? 'pass'),
  }))

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
