// The form of a schedule: name, time zone, and layers of people who take turns. One empty layer stands
// at the end: saving with it filled in makes room for the next.

import type { FormField } from '../../workers/domain/check/check-fields.ts'
import { Boxes, type Choice } from './choices.tsx'
import { dayNames } from './days.ts'
import { Field, FormFault, type Typed } from './fields.tsx'

export interface ScheduleFormData {
  action: string
  label: string
  values: Record<string, string[]>
  fault: Typed['fault']
  people: Choice[]
}

const layersMax = 10
const text = (name: string, label: string, help: string, facts: Partial<FormField> = {}) =>
  ({ name, label, help, kind: 'text', ...facts }) satisfies FormField
const heads: FormField[] = [
  text('name', 'Name', 'What these people answer for.'),
  text('timeZone', 'Time zone', 'Whose clocks count: UTC, Europe/Berlin. Summer time is heeded.'),
]
const layerFields = (layer: string): FormField[] => [
  text(`${layer}-people`, 'Order', 'Numbers of the members in the order of their turns: 2, 1.'),
  text(`${layer}-rotation`, 'Hand over', 'By the clocks of the time zone.', {
    kind: 'select',
    options: ['weekly', 'daily', 'custom'],
  }),
  text(`${layer}-hours`, 'Length of a turn', 'Only of custom.', { unit: 'hours' }),
  text(`${layer}-startsOn`, 'First day', 'Like 2026-11-30; the first of them begins then.'),
  text(`${layer}-handover`, 'Handover at', 'Like 09:00.'),
  text(`${layer}-from`, 'Only from', 'Like 17:00; empty: all day.'),
  text(`${layer}-to`, 'Only until', 'Like 09:00; may be on the day after.'),
]
const days = dayNames.map((name, index) => ({ id: String(index + 1), name }))

export function ScheduleForm({
  action,
  label,
  values,
  fault,
  people,
  isNew,
}: ScheduleFormData & { isNew: boolean }) {
  const typed: Typed = { values: {}, fault }
  const Heading = isNew ? 'h2' : 'h3'
  let count = 0
  while (`layer${count}-people` in values) count += 1
  const shown = Math.min(layersMax, count + 1)
  return (
    <>
      <FormFault typed={typed} fields={heads.map((one) => one.name)} />
      <form method="post" action={action} class="fields">
        <div class="pair">
          {heads.map((one) => (
            <Field field={one} typed={typed} value={values[one.name]?.[0] ?? ''} />
          ))}
        </div>
        <div>
          <Heading>Layers</Heading>
          <p>
            The members: {people.map((one, index) => `${index + 1} ${one.name}`).join(', ')}.{' '}
            <span class="soft">Later layers win where they cover.</span>
          </p>
        </div>
        {Array.from({ length: shown }, (_, index) => (
          <details open={index < count}>
            <summary>{index < count ? `Layer ${index + 1}` : 'Another layer'}</summary>
            <div class="fields">
              <div class="pair">
                {layerFields(`layer${index}`).map((one) => (
                  <Field
                    field={one}
                    typed={{ values: {}, fault: null }}
                    value={values[one.name]?.[0] ?? ''}
                  />
                ))}
              </div>
              <div class="boxes">
                <Boxes
                  name={`layer${index}-days`}
                  legend="Days, where it is only for some hours"
                  choices={days}
                  chosen={values[`layer${index}-days`] ?? days.map((one) => one.id)}
                />
              </div>
            </div>
          </details>
        ))}
        <div class="actions">
          <button type="submit" class="primary">
            {label}
          </button>
          <a href="/schedules">Cancel</a>
        </div>
      </form>
    </>
  )
}
