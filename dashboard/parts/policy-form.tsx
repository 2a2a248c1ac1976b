// The form of an alert policy: its steps, repeats, quiet hours and digest. One empty step stands at
// the end: saving with it filled in makes room for the next.

import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { levels } from '../../workers/domain/incident.ts'
import { stepsMax } from '../../workers/domain/policy.ts'
import { Boxes, type Choice } from './choices.tsx'
import { dayNames } from './days.ts'
import { Field, FormFault, type Typed } from './fields.tsx'

export interface PolicyFormData {
  action: string
  label: string
  values: Record<string, string[]>
  fault: Typed['fault']
  channels: Choice[]
  schedules: Choice[]
  people: Choice[]
}

const text = (name: string, label: string, help: string, kind: FormField['kind'] = 'text') =>
  ({ name, label, help, kind }) satisfies FormField
const nameField = text('name', 'Name', 'How it is called where a check chooses it.')
const again: FormField[] = [
  {
    ...text('repeat.everyMinutes', 'All steps again every', 'Until acknowledged; empty: never.'),
    unit: 'minutes',
  },
  text('repeat.times', 'So many times', '1 to 10; empty: 3.'),
  {
    ...text('remindEveryMinutes', 'Remind every', 'Until acknowledged; empty: never.'),
    unit: 'minutes',
  },
]
const quiet: FormField[] = [
  text('quietHours.from', 'Quiet from', 'Like 22:00; empty: no quiet hours.'),
  text('quietHours.to', 'Quiet until', 'Like 07:00. What still stands then is told then.'),
  text('digest.at', 'Digest at', 'Like 09:00: what is info comes once a day. Empty: at once.'),
  text('timeZone', 'Time zone', 'Whose clocks these are: UTC, Europe/Berlin.'),
]
const dayChoices = dayNames.map((name, index) => ({ id: String(index + 1), name }))
const choicesOf = (list: readonly string[]): Choice[] => list.map((id) => ({ id, name: id }))

export function PolicyForm(data: PolicyFormData) {
  const { action, label, values, fault } = data
  const typed: Typed = { values: {}, fault }
  const fields = [nameField, ...again, ...quiet]
  const field = (one: FormField) => (
    <Field field={one} typed={typed} value={values[one.name]?.[0] ?? ''} />
  )
  let count = 0
  while (`step${count}-after` in values) count += 1
  const shown = Math.min(stepsMax, Math.max(1, count + 1))
  return (
    <>
      <FormFault typed={typed} fields={fields.map((one) => one.name)} />
      <form method="post" action={action} class="fields">
        {field(nameField)}
        {Array.from({ length: shown }, (_, index) => (
          <Step {...data} index={index} isSpare={index >= count} />
        ))}
        <div class="pair">{again.map(field)}</div>
        <div class="pair">{quiet.map(field)}</div>
        <div class="pair">
          <Boxes
            name="quietHours.levels"
            legend="What waits in quiet hours"
            help="What is critical never waits."
            choices={choicesOf(['warning', 'info'])}
            chosen={values['quietHours.levels'] ?? []}
          />
          <Boxes
            name="quietHours.days"
            legend="Days on which they begin"
            choices={dayChoices}
            chosen={values['quietHours.days'] ?? []}
          />
        </div>
        <div class="actions">
          <button type="submit" class="primary">
            {label}
          </button>
          <a href="/policies">Cancel</a>
        </div>
      </form>
    </>
  )
}

function Step({
  index,
  isSpare,
  values,
  channels,
  schedules,
  people,
}: PolicyFormData & { index: number; isSpare: boolean }) {
  const nameOf = (part: string) => `step${index}-${part}`
  const of = (part: string) => values[nameOf(part)] ?? []
  const after: FormField = {
    ...text(nameOf('after'), 'After', 'Since it fell; 0: at once. Not if acknowledged by then.'),
    unit: 'minutes',
  }
  const box = (part: string, legend: string, choices: Choice[]) =>
    choices.length > 0 && (
      <Boxes name={nameOf(part)} legend={legend} choices={choices} chosen={of(part)} />
    )
  const all = [{ id: 'all', name: 'all channels' }, ...channels]
  return (
    <details class="step" open={!isSpare}>
      <summary>{isSpare ? 'Another step' : `Step ${index + 1}`}</summary>
      <div class="fields">
        <Field field={after} typed={{ values: {}, fault: null }} value={of('after')[0] ?? ''} />
        <div class="pair">
          {box('levels', 'At these levels', choicesOf(levels.toReversed()))}
          {box('channels', 'Tell these channels', all)}
          {box('onCall', 'Tell whoever is on call', schedules)}
          {box('people', 'Tell these people', people)}
        </div>
      </div>
    </details>
  )
}
