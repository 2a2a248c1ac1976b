// Fields that hold secrets: what is stored is never put into a page, nor what was typed before a
// refusal or a test; a box takes it away. Works without scripts.
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Typed } from './fields.tsx'

interface SecretData {
  field: FormField
  typed: Typed
  /** What is stored, as texts; a secret is the mask. */
  values: Record<string, string>
}

/** Names of the inputs beside the one of a field. */
export const removeName = (name: string) => `${name}.remove`
export const againName = (name: string) => `${name}.again`
export const userName = (name: string) => `${name}.username`
export const passwordName = (name: string) => `${name}.password`

/** Whether a field's fault is this one's, or that of a part of it. */
export const isFaultOf = ({ fault }: Typed, name: string) =>
  fault?.field === name || Boolean(fault?.field?.startsWith(`${name}.`))

export function SecretField({ field, typed, values }: SecretData) {
  const { name, label } = field
  const isKept = Boolean(values[name])
  return (
    <Frame field={field} typed={typed} for={`f-${name}`}>
      <Hidden name={name} label={label} typed={typed} isKept={isKept} field={field} />
    </Frame>
  )
}

export function LoginField({ field, typed, values }: SecretData) {
  const { name } = field
  const user = userName(name)
  const password = passwordName(name)
  return (
    <fieldset class={isFaultOf(typed, name) ? 'field wrong' : 'field'}>
      <legend>{field.label}</legend>
      <label for={`f-${user}`}>User</label>
      <input
        id={`f-${user}`}
        name={user}
        type="text"
        value={typed.values[user] ?? values[user] ?? ''}
        autocomplete="off"
        spellcheck={false}
      />
      <label for={`f-${password}`}>Password</label>
      <Hidden
        name={password}
        label={field.label}
        typed={typed}
        isKept={Boolean(values[password])}
        field={field}
      />
      <Fault field={field} typed={typed} />
      <small id={`f-${name}-help`}>{field.help}</small>
    </fieldset>
  )
}

export function HeadersField({ field, typed, values }: SecretData) {
  const { name } = field
  const text = typed.values[name]
  return (
    <Frame field={field} typed={typed} for={`f-${name}`}>
      <textarea
        id={`f-${name}`}
        name={name}
        aria-describedby={`f-${name}-help`}
        autocomplete="off"
        spellcheck={false}
      >
        {text === undefined ? (values[name] ?? '') : withoutValues(text)}
      </textarea>
      {text && withoutValues(text) !== text.trim() && <Again />}
    </Frame>
  )
}

function Frame({
  field,
  typed,
  for: id,
  children,
}: Omit<SecretData, 'values'> & { for: string; children: unknown }) {
  return (
    <div class={isFaultOf(typed, field.name) ? 'field wrong' : 'field'}>
      <label for={id}>{field.label}</label>
      {children}
      <Fault field={field} typed={typed} />
      <small id={`f-${field.name}-help`}>{field.help}</small>
    </div>
  )
}

/** The input of one secret, always empty. */
function Hidden({
  name,
  label,
  typed,
  isKept,
  field,
}: {
  name: string
  label: string
  typed: Typed
  isKept: boolean
  field: FormField
}) {
  const wasTyped = Boolean(typed.values[name]) || typed.values[againName(field.name)] === 'true'
  return (
    <>
      <input
        id={`f-${name}`}
        name={name}
        type="password"
        value=""
        placeholder={isKept ? 'kept' : ''}
        aria-describedby={`f-${field.name}-help`}
        autocomplete="new-password"
      />
      {wasTyped && <input type="hidden" name={againName(field.name)} value="true" />}
      {wasTyped && <Again />}
      {(isKept || wasTyped) && (
        <span class="check">
          <input
            type="checkbox"
            id={`f-${removeName(field.name)}`}
            name={removeName(field.name)}
            value="true"
          />{' '}
          <label for={`f-${removeName(field.name)}`}>Send no {label.toLowerCase()}</label>
        </span>
      )}
    </>
  )
}

const Again = () => <small>Type what is secret again: a page never repeats it.</small>

function Fault({ field, typed }: Pick<SecretData, 'field' | 'typed'>) {
  if (!isFaultOf(typed, field.name)) return null
  return (
    <span class="fault">
      {field.label}: {typed.fault?.detail}
    </span>
  )
}

/** Of a line that is no header, the first word alone, if there are others. */
const nameIn = (line: string) => /^([^:\s]+)\s*[:\s]/.exec(line)?.[1]?.concat(':') ?? ''

/** The lines with the values taken out that are not the mask. */
function withoutValues(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .map((line) => (/^[^:]*:\s*•••$/.test(line) ? line : nameIn(line)))
    .filter(Boolean)
    .join('\n')
}
