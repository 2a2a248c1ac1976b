// The form of a channel, drawn from the fields of its kind: to make one, and to change one.
import type { ChannelField, ChannelKind } from '../../workers/channel/channel.ts'
import { isSealed } from '../../workers/channel/input.ts'
import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Channel } from '../../workers/domain/config.ts'
import { levels } from '../../workers/domain/incident.ts'
import { Field, FormFault, type Typed } from './fields.tsx'

export interface ChannelFormData {
  kind: ChannelKind
  /** What is changed; null: a new one is made. */
  channel: Channel | null
  typed: Typed
  action: string
  label: string
  cancel: string
}

export function ChannelForm({ kind, channel, typed, action, label, cancel }: ChannelFormData) {
  const own = kind.fields.map((field) => formField(field, channel))
  const fields = [...own, nameField, audienceField(kind)]
  return (
    <>
      <FormFault typed={typed} fields={[...fields.map((one) => one.name), 'levels']} />
      <form method="post" action={action} class="fields">
        {fields.map((field) => (
          <Field field={field} typed={typed} value={shownIn(field.name, kind, channel)} />
        ))}
        <Levels kind={kind} channel={channel} typed={typed} />
        <div class="actions">
          <button type="submit" class="primary">
            {label}
          </button>
          <a href={cancel}>Cancel</a>
        </div>
      </form>
    </>
  )
}

const nameField: FormField = {
  name: 'name',
  label: 'Name',
  help: 'How it is called on screen; a name is made when left empty.',
  kind: 'text',
}

const audienceField = ({ audience }: ChannelKind): FormField => ({
  name: 'audience',
  label: 'Read by',
  help: 'A machine gets each incident; a person gets one message when many fall at once.',
  kind: 'select',
  options: audience === 'machine' ? ['machine', 'person'] : ['person', 'machine'],
})

function formField(field: ChannelField, channel: Channel | null): FormField {
  const { name, label, help, kind, required, placeholder, options } = field
  const isKept = isSealed(field) && Boolean(channel?.settings[name])
  return {
    name,
    label,
    help: isKept ? `${help} Leave it empty to keep the one there is.` : help,
    kind: controlOf(kind),
    ...(required && !isKept ? { required } : {}),
    ...(placeholder ? { placeholder } : {}),
    ...(options ? { options: [...options] } : {}),
  }
}

function controlOf(kind: ChannelField['kind']): FormField['kind'] {
  if (kind === 'secret textarea') return 'textarea'
  return kind === 'secret' || kind === 'secret url' ? 'password' : kind
}

/** A secret is never put into a page. */
function shownIn(name: string, kind: ChannelKind, channel: Channel | null): string {
  if (!channel) return ''
  if (name === 'name') return channel.name
  if (name === 'audience') return channel.audience ?? kind.audience
  const isSecret = kind.fields.some((one) => one.name === name && isSealed(one))
  return isSecret ? '' : (channel.settings[name] ?? '')
}

function Levels({ kind, channel, typed }: Pick<ChannelFormData, 'kind' | 'channel' | 'typed'>) {
  const shown = typed.values.levels?.split(',') ??
    channel?.levels ??
    kind.levels ?? ['critical', 'warning']
  const fault = typed.fault?.field === 'levels' ? typed.fault.detail : null
  return (
    <fieldset>
      <legend>Told at</legend>
      <small>The end of what was told is always told too.</small>
      {levels.toReversed().map((level) => (
        <label>
          <input
            type="checkbox"
            name="levels"
            value={level}
            {...(shown.includes(level) ? { checked: true } : {})}
          />{' '}
          {level}
        </label>
      ))}
      {fault && <span class="fault">Told at: {fault}</span>}
    </fieldset>
  )
}
