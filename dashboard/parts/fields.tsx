// Form fields drawn from data: label, control, one sentence of help, and the fault beside it.
import type { Child } from 'hono/jsx'
import type { FormField } from '../../workers/domain/check/check-fields.ts'

/** What was typed and what was wrong with it, after a refusal. */
export interface Typed {
  values: Record<string, string>
  fault: { field: string | null; detail: string } | null
}

export const untouched: Typed = { values: {}, fault: null }

/** One field. `value` is what was typed, else what is stored. */
export function Field({
  field,
  typed,
  value,
  of = '',
}: {
  field: FormField
  typed: Typed
  value?: string
  /** Which form it is of, where a page has several with such a field. */
  of?: string
}) {
  const { name, label, help, kind } = field
  const shown = typed.values[name] ?? value ?? ''
  const fault = typed.fault?.field === name ? typed.fault.detail : null
  const id = of ? `f-${of}-${name}` : `f-${name}`
  const control = {
    id,
    name,
    'aria-describedby': fault ? `${id}-fault ${id}-help` : `${id}-help`,
    ...(fault ? { 'aria-invalid': 'true' as const } : {}),
    ...(field.required ? { required: true } : {}),
  }
  if (kind === 'checkbox') {
    return (
      <div class="field check">
        <input
          type="checkbox"
          value="true"
          {...control}
          {...(shown === 'true' ? { checked: true } : {})}
        />
        <label for={id}>{label}</label>
        <small id={`${id}-help`}>{help}</small>
      </div>
    )
  }
  return (
    <div class={fault ? 'field wrong' : 'field'}>
      <label for={id}>{field.unit ? `${label} (${field.unit})` : label}</label>
      <Control field={field} control={control} shown={shown} />
      {fault && (
        <span class="fault" id={`${id}-fault`}>
          {label}: {fault}
        </span>
      )}
      <small id={`${id}-help`}>{help}</small>
    </div>
  )
}

const typeOf: Partial<Record<FormField['kind'], string>> = {
  number: 'text',
  datetime: 'datetime-local',
}

function Control({
  field,
  control,
  shown,
}: {
  field: FormField
  control: Record<string, unknown>
  shown: string
}) {
  if (field.kind === 'select') {
    return (
      <select {...control}>
        {(field.options ?? []).map((option) => (
          <option value={option} {...(option === shown ? { selected: true } : {})}>
            {option}
          </option>
        ))}
      </select>
    )
  }
  if (field.kind === 'textarea') {
    const hint = field.placeholder ? { placeholder: field.placeholder } : {}
    return (
      <textarea {...control} {...hint}>
        {shown}
      </textarea>
    )
  }
  const type = typeOf[field.kind] ?? field.kind
  return (
    <input
      type={type}
      value={shown}
      {...control}
      {...(field.kind === 'number' ? { inputmode: 'numeric' } : {})}
      {...(field.placeholder ? { placeholder: field.placeholder } : {})}
      autocomplete={field.autocomplete ?? 'off'}
      spellcheck={false}
    />
  )
}

/** A fault that belongs to no single field on the form. */
export function FormFault({ typed, fields }: { typed: Typed; fields: string[] }) {
  const { fault } = typed
  const isBeside = fields.some((one) => fault?.field === one || fault?.field?.startsWith(`${one}.`))
  if (!fault || isBeside) return null
  return (
    <div class="banner bad" role="alert">
      <p>
        {fault.field ? `${fault.field}: ` : ''}
        {fault.detail}
      </p>
    </div>
  )
}

/** A small form that is one button. */
export function Act({
  action,
  label,
  class: name,
  children,
}: {
  action: string
  label: string
  class?: string
  children?: Child
}) {
  return (
    <form method="post" action={action}>
      {children}
      <button type="submit" class={name}>
        {label}
      </button>
    </form>
  )
}
