// Maintenance: windows in which nobody is told, and planning one.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Maintenance } from '../../workers/domain/config.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { Layout } from '../parts/layout.tsx'
import { When } from '../parts/when.tsx'

const fields: FormField[] = [
  {
    name: 'startsAt',
    label: 'From (UTC)',
    help: 'Nobody is told from here on; checking goes on.',
    kind: 'datetime',
    required: true,
  },
  {
    name: 'endsAt',
    label: 'Until (UTC)',
    help: 'What is still broken then is told.',
    kind: 'datetime',
    required: true,
  },
]

export interface MaintenanceData {
  windows: Maintenance[]
  names: Record<string, string>
  typed: Typed
  now: number
}

export function MaintenancePage({ windows, names, typed, now }: MaintenanceData) {
  return (
    <Layout title="Maintenance" section="/maintenance">
      <div class="head">
        <div>
          <h1>Maintenance</h1>
          <p>Windows in which nobody is told. Checks go on, and what they see is kept.</p>
        </div>
      </div>
      {windows.length === 0 ? (
        <div class="empty">
          <p>None is planned.</p>
        </div>
      ) : (
        <Windows windows={windows} names={names} now={now} />
      )}
      <h2>Plan maintenance</h2>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action="/maintenance" class="fields">
        <div class="pair">
          {fields.map((field, index) => (
            <Field field={field} typed={typed} value={utcMinute(now + index * 3_600_000)} />
          ))}
        </div>
        <fieldset>
          <legend>Checks</legend>
          <small>None chosen: all of them.</small>
          {Object.entries(names).map(([id, name]) => (
            <label>
              <input type="checkbox" name="checks" value={id} /> {name}
            </label>
          ))}
        </fieldset>
        <div>
          <button type="submit" class="primary">
            Plan it
          </button>
        </div>
      </form>
    </Layout>
  )
}

/** `2026-11-24T22:00`, as the browser's own field wants it. */
function utcMinute(at: number): string {
  return new Date(at).toISOString().slice(0, 16)
}

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
          {windows.map(({ id, startsAt, endsAt, checks }) => (
            <tr>
              <td>
                <When at={startsAt} />
              </td>
              <td>
                <When at={endsAt} />
              </td>
              <td class="wrap">
                {checks ? checks.map((one) => names[one] ?? 'a removed check').join(', ') : 'all'}
              </td>
              <td>
                <State startsAt={startsAt} endsAt={endsAt} now={now} />
              </td>
              <td>
                {endsAt > now && (
                  <Act
                    action={`/maintenance/${id}/remove`}
                    label={startsAt > now ? 'Cancel' : 'End now'}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function State({ startsAt, endsAt, now }: { startsAt: number; endsAt: number; now: number }) {
  if (endsAt <= now) return <span class="soft">over</span>
  if (startsAt > now) return <span>planned</span>
  return <Health health="maintenance" />
}
