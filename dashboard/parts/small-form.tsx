// A form with one purpose: its fields, one button, and a way back.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { Field, FormFault, type Typed } from './fields.tsx'

export interface SmallFormData {
  action: string
  fields: FormField[]
  typed: Typed
  /** Stored values, by the name of the field. */
  values?: Record<string, string>
  /** Carried along, not shown. */
  hidden?: Record<string, string>
  label: string
  danger?: boolean
  back?: string
}

export function SmallForm(data: SmallFormData) {
  const { action, fields, typed, values = {}, hidden = {}, label, danger, back } = data
  return (
    <>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action={action} class="fields">
        {Object.entries(hidden).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        {fields.map((field) => (
          <Field field={field} typed={typed} value={values[field.name] ?? ''} />
        ))}
        <div class="actions">
          <button type="submit" class={danger ? 'danger' : 'primary'}>
            {label}
          </button>
          {back && <a href={back}>Back</a>}
        </div>
      </form>
    </>
  )
}
