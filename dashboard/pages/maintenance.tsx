// Maintenance: windows in which nobody is told, and planning one.
import type { Maintenance } from '../../workers/domain/config.ts'
import { nextOccurrences } from '../../workers/domain/maintenance.ts'
import { Calendar, type CalendarMonth } from '../parts/calendar.tsx'
import { Act } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { Layout } from '../parts/layout.tsx'
import { type MaintenanceData, MaintenanceForm } from '../parts/maintenance-form.tsx'
import { When } from '../parts/when.tsx'

export function MaintenancePage(data: MaintenanceData & { month: CalendarMonth }) {
  const { windows, names, now, editing } = data
  return (
    <Layout title="Maintenance" section="/maintenance">
      <div class="head">
        <div>
          <h1>Maintenance</h1>
          <p>
            Windows in which nobody is told. Checks go on, and what they see is kept. Something just
            now: <a href="/silences">silences</a>.
          </p>
        </div>
      </div>
      {windows.length === 0 ? (
        <div class="empty">
          <p>None is planned.</p>
        </div>
      ) : (
        <Windows windows={windows} names={names} now={now} />
      )}
      {windows.length > 0 && (
        <Calendar
          windows={windows}
          nameOf={(window) => whomOf(window, names)}
          shown={data.month}
          now={now}
        />
      )}
      <h2>{editing ? 'Change maintenance' : 'Plan maintenance'}</h2>
      <MaintenanceForm {...data} />
    </Layout>
  )
}

type Named = Pick<MaintenanceData, 'names'>

function Windows({ windows, names, now }: Pick<MaintenanceData, 'windows' | 'names' | 'now'>) {
  return (
    <div class="scroll">
      <table class="stack">
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Until</th>
            <th scope="col">Checks</th>
            <th scope="col">State</th>
            <th scope="col">
              <span class="soft">Act</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {windows.map((window) => (
            <Row window={window} names={names} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** For which checks a window is. */
function whomOf({ checks, tags }: Maintenance, names: Record<string, string>): string {
  const named = (checks ?? []).map((one) => names[one] ?? 'a removed check')
  const whom = [...named, ...(tags ?? []).map((tag) => `tag ${tag}`)]
  return whom.length > 0 ? whom.join(', ') : 'all'
}

function Row({ window, names, now }: { window: Maintenance; now: number } & Named) {
  const { id, startsAt, endsAt, repeat } = window
  const [next, ...later] = nextOccurrences(window, now, 3)
  const shown = next ?? { startsAt, endsAt: window.endedAt ?? endsAt }
  const isOn = next !== undefined && next.startsAt <= now
  return (
    <tr>
      <td data-label="From: ">
        <When at={shown.startsAt} />
        {repeat && (
          <small>
            {' '}
            {repeat.cron} in {repeat.timeZone}
          </small>
        )}
      </td>
      <td data-label="Until: ">
        <When at={shown.endsAt} />
        {later.length > 0 && (
          <small>
            {' '}
            then{' '}
            {later.map((one) => (
              <>
                <When at={one.startsAt} />{' '}
              </>
            ))}
          </small>
        )}
      </td>
      <td class="wrap" data-label="Checks: ">
        {whomOf(window, names)}
      </td>
      <td data-label="State: ">
        {next === undefined ? (
          <span class="soft">over</span>
        ) : isOn ? (
          <Health health="maintenance" />
        ) : (
          <span>planned</span>
        )}
      </td>
      <td>
        <div class="actions">
          {isOn && <Act action={`/maintenance/${id}/end`} label="End now" />}
          {next && (
            <a class="button" href={`/maintenance/${id}/edit`}>
              Change
            </a>
          )}
          <Act action={`/maintenance/${id}/remove`} label={next && !isOn ? 'Cancel' : 'Remove'} />
        </div>
      </td>
    </tr>
  )
}
