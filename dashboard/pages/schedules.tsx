// On call: who is now, the next two weeks, and one schedule with its overrides and its form.
import type { Schedule } from '../../workers/domain/oncall.ts'
import { OneOf } from '../parts/choices.tsx'
import { Act } from '../parts/fields.tsx'
import { Layout } from '../parts/layout.tsx'
import { RotaBar, type RotaData, RotaRows } from '../parts/rota.tsx'
import { ScheduleForm, type ScheduleFormData } from '../parts/schedule-form.tsx'
import { When } from '../parts/when.tsx'

export interface Listed {
  schedule: Schedule
  rota: RotaData
}

export function SchedulesPage({ schedules }: { schedules: Listed[] }) {
  return (
    <Layout title="On call" section="/schedules">
      <div class="head">
        <div>
          <h1>On call</h1>
          <p>
            Schedules that policies call. How each person is reached: <a href="/people">people</a>.
          </p>
        </div>
        <div class="actions">
          <a class="button primary" href="/schedules/new">
            Add a schedule
          </a>
        </div>
      </div>
      {schedules.length === 0 && (
        <div class="empty">
          <p>None yet: policies tell channels, and nobody is on call.</p>
        </div>
      )}
      {schedules.map(({ schedule, rota }) => (
        <section>
          <h2>
            <a href={`/schedules/${schedule.id}`}>{schedule.name}</a>
          </h2>
          <Now rota={rota} />
          <RotaBar {...rota} />
        </section>
      ))}
    </Layout>
  )
}

function Now({ rota }: { rota: RotaData }) {
  const [current, next] = rota.shifts
  if (!current) return null
  const name = (person: string | null) =>
    person === null ? 'nobody' : (rota.names[person] ?? 'somebody who left')
  return (
    <p>
      <strong>{name(current.person)}</strong> until <When at={current.to} />
      {next && `, then ${name(next.person)}`}
      <span class="soft"> · the next two weeks:</span>
    </p>
  )
}

export function SchedulePage({
  schedule,
  rota,
  form,
  feed,
}: {
  /** null: a new one. */
  schedule: Schedule | null
  rota: RotaData | null
  form: ScheduleFormData
  /** A new address of its calendar, shown this once. */
  feed: string | null
}) {
  const title = schedule?.name ?? 'Add a schedule'
  return (
    <Layout title={title} section="/schedules">
      <div class="head">
        <h1>{title}</h1>
      </div>
      {schedule && rota && (
        <>
          <Now rota={rota} />
          <RotaBar {...rota} />
          <RotaRows {...rota} />
          <Overrides schedule={schedule} form={form} />
          <h2>Calendar</h2>
          {feed && (
            <p class="banner">
              Subscribe to <code>{feed}</code>. It is shown this once; the one before stopped.
            </p>
          )}
          <Act action={`/schedules/${schedule.id}/feed`} label="Make a new calendar address" />
        </>
      )}
      {schedule && <h2>Change it</h2>}
      <ScheduleForm {...form} isNew={schedule === null} />
      {schedule && (
        <>
          <h2>Remove</h2>
          <p>Only while no policy calls it.</p>
          <Act
            action={`/schedules/${schedule.id}/remove`}
            label="Remove the schedule"
            class="danger"
          />
        </>
      )}
    </Layout>
  )
}

function Overrides({ schedule, form }: { schedule: Schedule; form: ScheduleFormData }) {
  const names = Object.fromEntries(form.people.map((one) => [one.id, one.name]))
  return (
    <>
      <h2>Overrides</h2>
      {schedule.overrides.map((one) => (
        <div class="actions">
          <span>
            {names[one.person] ?? 'somebody who left'}, <When at={one.from} /> to{' '}
            <When at={one.to} />
          </span>
          <Act action={`/schedules/${schedule.id}/overrides/${one.id}/remove`} label="Remove" />
        </div>
      ))}
      <form method="post" action={`/schedules/${schedule.id}/overrides`} class="fields">
        <div class="pair">
          <OneOf
            name="person"
            label="Instead"
            help="On call in place of whoever it would be."
            choices={form.people}
            chosen=""
          />
          <div class="field">
            <label for="f-from">From (UTC)</label>
            <input id="f-from" type="datetime-local" name="from" required />
          </div>
          <div class="field">
            <label for="f-to">Until (UTC)</label>
            <input id="f-to" type="datetime-local" name="to" required />
          </div>
        </div>
        <div class="actions">
          <button type="submit">Put them on call</button>
        </div>
      </form>
    </>
  )
}
