// Forms of what is told on a status page: a new post, and one more update of it.
import {
  impacts,
  incidentStates,
  maintenanceStates,
  type Post,
} from '../../workers/domain/page/post.ts'
import type { Component } from '../../workers/domain/page/settings.ts'
import { Boxes } from './choices.tsx'
import { Field, FormFault, type Typed } from './fields.tsx'

const blankHelp = 'Blank: the words for it, in each visitor’s language.'
const title = { name: 'title', label: 'Title', help: blankHelp, kind: 'text' as const }
const text = { name: 'text', label: 'Text', help: blankHelp, kind: 'textarea' as const }
const stateField = (options: readonly string[]) => ({
  name: 'state',
  label: 'State',
  help: 'What visitors read first.',
  kind: 'select' as const,
  options: [...options],
})
const impact = {
  name: 'impact',
  label: 'What users notice',
  help: 'Colour of the page, and minutes of what is set by hand.',
  kind: 'select' as const,
  options: impacts.filter((one) => one !== 'maintenance'),
}
const when = (name: string, label: string) => ({
  name,
  label,
  help: 'In UTC.',
  kind: 'datetime' as const,
  required: true,
})

export interface PostFormData {
  action: string
  kind: Post['kind']
  components: Component[]
  chosen: string[]
  typed: Typed
  values: Record<string, string>
  button: string
}

export function PostForm(data: PostFormData) {
  const { action, kind, components, chosen, typed, values, button } = data
  const isIncident = kind === 'incident'
  const fields = [
    title,
    ...(isIncident ? [stateField(incidentStates), impact] : []),
    ...(isIncident ? [] : [when('startsAt', 'Begins'), when('endsAt', 'Ends')]),
    text,
  ]
  return (
    <form method="post" action={action} class="fields">
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <input type="hidden" name="kind" value={kind} />
      {fields.map((field) => (
        <Field field={field} typed={typed} value={values[field.name] ?? ''} of={kind} />
      ))}
      <Boxes
        name="components"
        legend="Affects"
        choices={components.map(({ key, name }) => ({ id: key, name }))}
        chosen={chosen}
      />
      <div>
        <button type="submit" class="primary">
          {button}
        </button>
      </div>
    </form>
  )
}

export function UpdateForm({ post, action, typed }: { post: Post; action: string; typed: Typed }) {
  const states = post.kind === 'incident' ? incidentStates : maintenanceStates
  const last = post.updates.at(-1)?.state ?? states[0]
  return (
    <form method="post" action={action} class="fields">
      <Field field={stateField(states)} typed={typed} value={last} of={post.id} />
      <Field field={text} typed={typed} of={post.id} />
      <div>
        <button type="submit" class="primary">
          Add the update
        </button>
      </div>
    </form>
  )
}

/** Words of one's own to begin with; each fills the form in. */
export function Templates({ templates, path }: { templates: { name: string }[]; path: string }) {
  if (templates.length === 0) return null
  return (
    <p>
      Begin with:{' '}
      {templates.map(({ name }, index) => (
        <>
          {index > 0 && ', '}
          <a href={`${path}?template=${index}#new`}>{name}</a>
        </>
      ))}
    </p>
  )
}
