// The form of a window of maintenance: when, how often, in whose time zone, for which checks.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Maintenance } from '../../workers/domain/config.ts'
import { Field, FormFault, type Typed } from './fields.tsx'

const text = (name: string, label: string, help: string, facts: Partial<FormField> = {}) =>
  ({ name, label, help, kind: 'text', ...facts }) satisfies FormField
const fieldsWith = (rhythms: string[]): FormField[] => [
  text('startsAt', 'From', 'Nobody is told from here on; checking goes on.', {
    kind: 'datetime',
    required: true,
  }),
  text('endsAt', 'Until', 'What is still broken then is told.', {
    kind: 'datetime',
    required: true,
  }),
  text(
    'timeZone',
    'Time zone',
    'Whose clocks these are: UTC, Europe/Berlin. Summer time is heeded.',
  ),
  text('repeats', 'Comes again', 'At the same time, for as long.', {
    kind: 'select',
    options: rhythms,
  }),
  text('cron', 'Cron expression', 'Only for that: minute hour day month weekday, like 30 2 * * 0.'),
  text('until', 'Last day', 'Of one that comes again: 2027-12-31. Empty: for ever.'),
  text('tags', 'Tags', 'Checks that carry one of them, besides those chosen. Separated by commas.'),
]

export interface MaintenanceData {
  windows: Maintenance[]
  names: Record<string, string>
  typed: Typed
  now: number
  /** Texts of the form before anybody typed. */
  values: Record<string, string>
  editing: Maintenance | null
  rhythms: string[]
}

export function MaintenanceForm({ names, typed, values, editing, rhythms }: MaintenanceData) {
  const fields = fieldsWith(rhythms)
  return (
    <>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form
        method="post"
        action={editing ? `/maintenance/${editing.id}/edit` : '/maintenance'}
        class="fields"
      >
        <div class="pair">
          {fields.map((field) => (
            <Field field={field} typed={typed} value={values[field.name] ?? ''} />
          ))}
        </div>
        <fieldset>
          <legend>Checks</legend>
          <small>None chosen, and no tag: all of them.</small>
          {Object.entries(names).map(([id, name]) => (
            <label>
              <input
                type="checkbox"
                name="checks"
                value={id}
                {...(editing?.checks?.includes(id) ? { checked: true } : {})}
              />{' '}
              {name}
            </label>
          ))}
        </fieldset>
        <div class="actions">
          <button type="submit" class="primary">
            {editing ? 'Save' : 'Plan it'}
          </button>
          {editing && <a href="/maintenance">Cancel</a>}
        </div>
      </form>
    </>
  )
}
