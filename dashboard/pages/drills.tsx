// Drills: the road of an alarm walked on purpose, and whom it reached.

import type { FormField } from '../../workers/domain/check/check-fields.ts'
import type { Policy } from '../../workers/domain/config.ts'
import { type Drill, type DrillRoad, drillHeadline } from '../../workers/domain/drill.ts'
import { milliseconds, words } from '../../workers/domain/words/index.ts'
import { dayNames } from '../parts/days.ts'
import { Act, Field, FormFault, type Typed } from '../parts/fields.tsx'
import { Health } from '../parts/health.tsx'
import { Layout } from '../parts/layout.tsx'
import { When } from '../parts/when.tsx'

const planFields: FormField[] = [
  {
    name: 'day',
    label: 'Every',
    help: 'A drill a week, at a time when people are awake.',
    kind: 'select',
    options: ['never', ...dayNames],
  },
  {
    name: 'at',
    label: 'At',
    help: 'On the clocks of the zone.',
    kind: 'text',
    placeholder: '09:30',
  },
  {
    name: 'timeZone',
    label: 'Time zone',
    help: 'Like Europe/Berlin.',
    kind: 'text',
    placeholder: 'Europe/Berlin',
  },
]

export interface DrillsData {
  drills: Drill[]
  plan: Policy['drill']
  typed: Typed
}

/** What the plan is, as the form's fields say it. */
function planTexts(plan: Policy['drill']): Record<string, string> {
  const [minute = '0', hour = '9', , , day = ''] = plan?.cron.split(' ') ?? []
  const two = (text: string) => text.padStart(2, '0')
  return {
    day: plan ? (dayNames[(Number(day) + 6) % 7] ?? 'never') : 'never',
    at: `${two(hour)}:${two(minute)}`,
    timeZone: plan?.timeZone ?? 'UTC',
  }
}

export function DrillsPage({ drills, plan, typed }: DrillsData) {
  const isRunning = drills.some((one) => one.endedAt === null)
  return (
    <Layout title="Drills" section="/channels" islands={['live']}>
      <div class="head">
        <div>
          <h1>Drills</h1>
          <p>
            A drill sends every channel that is on a message marked as no alarm, over the whole road
            that an alarm takes, and shows what reached whom, and how fast.
          </p>
        </div>
        {!isRunning && <Act action="/drills" label="Run a drill now" class="primary" />}
      </div>
      <div data-live="deliveries" {...(isRunning ? { 'data-awaited': '' } : {})}>
        {drills.length === 0 ? (
          <div class="empty">
            <p>No drill yet. An alarm that never was tried is a hope.</p>
          </div>
        ) : (
          drills.map((one) => <One drill={one} />)
        )}
      </div>
      <h2>Planned</h2>
      <FormFault typed={typed} fields={planFields.map((one) => one.name)} />
      <form method="post" action="/drills/plan" class="fields">
        <div class="pair">
          {planFields.map((field) => (
            <Field field={field} typed={typed} value={planTexts(plan)[field.name] ?? ''} />
          ))}
        </div>
        <div class="actions">
          <button type="submit">Save the plan</button>
        </div>
        <p class="soft">
          Not while something is really down. The result goes to every mail channel that is on.
        </p>
      </form>
    </Layout>
  )
}

function One({ drill }: { drill: Drill }) {
  return (
    <section>
      <h2>{drillHeadline(drill)}</h2>
      <p class="soft">
        <When at={drill.startedAt} />, by {drill.by}
      </p>
      <div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col" class="number">
                Taken after
              </th>
              <th scope="col" class="number">
                At its reader after
              </th>
              <th scope="col">Last answer</th>
            </tr>
          </thead>
          <tbody>
            {drill.roads.map((road) => (
              <Road road={road} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

const healths = { sent: 'up', pending: 'unknown', dead: 'down', dropped: 'paused' } as const

function Road({ road }: { road: DrillRoad }) {
  const { name, state, sentMs, receiptMs, said } = road
  return (
    <tr>
      <td class="wrap">{name}</td>
      <td>
        <Health health={healths[state]} word={words().states[state]} />
      </td>
      <td class="number" data-label="Taken after: ">
        {sentMs === null ? '–' : milliseconds(sentMs)}
      </td>
      <td class="number" data-label="At its reader after: ">
        {receiptMs === null ? '–' : milliseconds(receiptMs)}
      </td>
      <td class="wrap" data-label="Last answer: ">
        {said || '–'}
      </td>
    </tr>
  )
}
