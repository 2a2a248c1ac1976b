// Add or edit a check. Three fields are enough; the rest is defaulted and folded.
import type { Check } from '../../workers/domain/check/check.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { checkTypes } from '../../workers/domain/check/index.ts'
import {
  type CheckFormData,
  Locations,
  Members,
  Parent,
  PolicyChoice,
} from '../parts/check-choices.tsx'
import {
  askedFields,
  fieldsOf,
  intervalField,
  levelsAsked,
  nameField,
  parentField,
  policyField,
  tagsField,
} from '../parts/check-fields.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { TestSeen } from '../parts/looks.tsx'
import { HeadersField, isFaultOf, LoginField, SecretField } from '../parts/secret-fields.tsx'

export function CheckFormPage(data: CheckFormData) {
  const { type, check, typed, values } = data
  const form: FormField[] = checkTypes[type].form.filter((one) => one.kind !== 'checks')
  const asked = askedFields(type)
  const levels = levelsAsked(type)
  const field = (one: FormField) => <AnyField field={one} typed={typed} values={values} />
  const title = check ? `Edit ${check.name}` : 'Add a check'
  const folded = [
    ...form.filter((one) => one.advanced),
    ...asked,
    ...levels,
    tagsField,
    parentField,
    policyField,
  ]
  const isFaultFolded = [...folded.map((one) => one.name), 'locations'].some((name) =>
    isFaultOf(typed, name),
  )
  return (
    <Layout title={title} section="/">
      <div class="head">
        <h1>{title}</h1>
      </div>
      {!check && <Types type={type} />}
      {data.test && <TestSeen {...data.test} />}
      <FormFault typed={typed} fields={fieldNames(type)} />
      <form method="post" action={check ? `/checks/${check.id}/edit` : '/checks'} class="fields">
        <input type="hidden" name="type" value={type} />
        {check && <input type="hidden" name="version" value={String(check.version)} />}
        <div class="pair">{form.filter((one) => !one.advanced).map(field)}</div>
        <div class="pair">
          {field(nameField)}
          {asked.length > 0 && field(intervalField)}
        </div>
        {type === 'group' && <Members {...data} />}
        <details open={isFaultFolded}>
          <summary>{asked.length > 0 ? 'Expectations, verdict and locations' : 'More'}</summary>
          <div class="fields">
            <div class="pair">{form.filter((one) => one.advanced).map(field)}</div>
            {asked.length > 0 && <div class="pair">{asked.map(field)}</div>}
            {levels.length > 0 && <div class="pair">{levels.map(field)}</div>}
            <Parent {...data} />
            <PolicyChoice {...data} />
            {field(tagsField)}
            {asked.length > 0 && <Locations {...data} />}
          </div>
        </details>
        <div class="actions">
          <button type="submit" class="primary">
            {check ? 'Save' : 'Add the check'}
          </button>
          {isTested(type) && (
            <button type="submit" formaction={check ? `/checks/${check.id}/test` : '/checks/test'}>
              Test now
            </button>
          )}
          <a href={check ? `/checks/${check.id}` : '/'}>Cancel</a>
        </div>
      </form>
      {check && <Remove id={check.id} />}
    </Layout>
  )
}

const fieldNames = (type: Check['type']) => [
  ...fieldsOf(type)
    .filter((one) => one.kind !== 'checks')
    .map((one) => one.name),
  ...(isTested(type) ? ['locations'] : []),
]
const isTested = (type: Check['type']) => checkTypes[type].asked !== 'nobody'

function AnyField(data: { field: FormField; typed: Typed; values: Record<string, string> }) {
  const { field, typed, values } = data
  switch (field.kind) {
    case 'headers':
      return <HeadersField {...data} />
    case 'secret':
      return <SecretField {...data} />
    case 'login':
      return <LoginField {...data} />
    default:
      return <Field field={field} typed={typed} value={values[field.name] ?? ''} />
  }
}

/** All kinds to choose from, and in words what the chosen one asks; the others' words are folded. */
function Types({ type }: { type: Check['type'] }) {
  const kinds = Object.entries(checkTypes).map(([name, { label, help, asked }]) => ({
    name,
    label,
    words: `${help}${asked === 'agent' ? ' Only agents can ask it.' : ''}`,
  }))
  return (
    <>
      <nav class="types" aria-label="Kind of check">
        {kinds.map(({ name, label }) => (
          <a
            class="kind"
            href={`/checks/new?type=${name}`}
            {...(name === type ? { 'aria-current': 'page' } : {})}
          >
            {label}
          </a>
        ))}
      </nav>
      <p class="soft">{kinds.find(({ name }) => name === type)?.words}</p>
      <details class="each-kind">
        <summary>What each kind asks</summary>
        <dl>
          {kinds.map(({ label, words }) => (
            <div>
              <dt>{label}</dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  )
}

function Remove({ id }: { id: string }) {
  return (
    <>
      <h2>Remove</h2>
      <p>Its history is kept until it is too old; an open incident is closed as such.</p>
      <Act action={`/checks/${id}/remove`} label="Remove the check" class="danger" />
    </>
  )
}
