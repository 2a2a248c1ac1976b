// A loan: its fields, and its state in words.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { LoanLine } from '../../workers/domain/loan.ts'
import type { Location } from '../../workers/domain/location.ts'
import { Boxes } from './choices.tsx'
import { Field, FormFault, type Typed } from './fields.tsx'

const fields: FormField[] = [
  {
    name: 'name',
    label: 'Name',
    help: 'Whom it is lent to, as you call them.',
    kind: 'text',
    required: true,
  },
  {
    name: 'perDay',
    label: 'Looks a day',
    help: 'Each look is one probe of one target. A fall takes about five of each place that is borrowed. Days are UTC.',
    kind: 'number',
    required: true,
  },
]

export interface LoanFormData {
  places: Location[]
  typed: Typed
  chosen: string[]
  action: string
  label: string
  values?: Record<string, string>
  back?: string
}

/** The fields of a loan. */
export function LoanForm({ action, label, places, typed, chosen, values, back }: LoanFormData) {
  const stored = values ?? { name: '', perDay: '1000' }
  return (
    <>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action={action} class="fields">
        {fields.map((field) => (
          <Field field={field} typed={typed} value={stored[field.name] ?? ''} />
        ))}
        <Boxes
          name="locations"
          legend="Places"
          help="They are asked with a way to public addresses alone."
          choices={places.map(({ id, label: name, network }) => ({
            id,
            name: `${name} (${network})`,
          }))}
          chosen={chosen}
        />
        <div class="actions">
          <button type="submit" class="primary">
            {label}
          </button>
          {back && <a href={back}>Back</a>}
        </div>
      </form>
    </>
  )
}

/** A shape and words. */
export function stateOf({ revokedAt, usedToday, perDay }: LoanLine): string {
  if (revokedAt !== null) return '‖ revoked'
  return usedToday >= perDay ? '◐ all taken today' : '● lent'
}
