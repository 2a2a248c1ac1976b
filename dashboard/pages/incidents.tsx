// The lists: incidents, and false alarms avoided.
import type { Incident } from '../../workers/domain/incident.ts'
import type { Suspicion } from '../../workers/domain/suspicion.ts'
import { IncidentRows, SuspicionRows } from '../parts/incidents.tsx'
import { Layout } from '../parts/layout.tsx'
import { More } from '../parts/more.tsx'

interface Names {
  names: Record<string, string>
  places: Record<string, string>
  next: string | null
}

interface IncidentsData extends Names {
  incidents: Incident[]
  open: boolean
  now: number
  /** What the list is narrowed to. */
  only: { check?: string | undefined; month?: string | undefined }
}

export function IncidentsPage(data: IncidentsData) {
  const { incidents, open, next, names, only } = data
  const narrowed = [only.check && (names[only.check] ?? 'a removed check'), only.month]
  const asked = Object.entries({ ...only, ...(open ? { open: 'true' } : {}) })
  const query = new URLSearchParams(
    asked.flatMap(([key, value]): [string, string][] => (value ? [[key, value]] : [])),
  ).toString()
  return (
    <Layout title="Incidents" section="/incidents" islands={['live']}>
      <div class="head">
        <h1>Incidents</h1>
        <p>
          {narrowed.some(Boolean) && `${narrowed.filter(Boolean).join(', ')} only · `}
          {open || narrowed.some(Boolean) ? (
            <a href="/incidents">Show all</a>
          ) : (
            <a href="/incidents?open=true">Show open ones only</a>
          )}
          {' · '}
          <a href="/ledger">What woke nobody, and why</a>
        </p>
      </div>
      <div data-live="incidents">
        {incidents.length === 0 ? (
          <div class="empty">
            <p>{open ? 'Nothing is open.' : 'Nothing has happened yet.'}</p>
          </div>
        ) : (
          <IncidentRows {...data} />
        )}
      </div>
      <More path={query ? `/incidents?${query}` : '/incidents'} next={next} />
    </Layout>
  )
}

export function SuspicionsPage(data: Names & { suspicions: Suspicion[] }) {
  return (
    <Layout title="False alarms avoided" section="/ledger" islands={['live']}>
      <div class="head">
        <div>
          <h1>False alarms avoided</h1>
          <p>
            Every time something failed somewhere and nobody was woken, and why.{' '}
            <a href="/ledger">Month by month</a>
          </p>
        </div>
      </div>
      <div data-live="suspicions">
        {data.suspicions.length === 0 ? (
          <div class="empty">
            <p>No place has seen a failure yet.</p>
          </div>
        ) : (
          <SuspicionRows {...data} />
        )}
      </div>
      <More path="/suspicions" next={data.next} />
    </Layout>
  )
}
