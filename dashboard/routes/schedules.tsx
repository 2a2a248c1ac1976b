// Schedules of who is on call.
import { type Context, Hono } from 'hono'
import { type Schedule, shiftsOf } from '../../workers/domain/oncall.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { makeFeed } from '../../workers/flow/feeds.ts'
import { listPeople } from '../../workers/flow/people.ts'
import {
  addOverride,
  createSchedule,
  getSchedule,
  listSchedules,
  removeOverride,
  removeSchedule,
  updateSchedule,
} from '../../workers/flow/schedules.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { parsed } from '../../workers/routes/api.ts'
import { layerOf, scheduleInput } from '../../workers/routes/schedules.ts'
import { SchedulePage, SchedulesPage } from '../pages/schedules.tsx'
import type { Typed } from '../parts/fields.tsx'
import type { RotaData } from '../parts/rota.tsx'
import { page, textsOf } from './form.tsx'
import { allValues } from './policies.tsx'
import type { Values } from './policy-texts.ts'
import { scheduleOfValues, valuesOfSchedule } from './schedule-texts.ts'

export const schedulePages = new Hono<AppEnv>()

const daysShown = 14
const dayMs = 86_400_000

type Names = Record<string, string>
function rotaOf(schedule: Schedule, names: Names, now: number): RotaData {
  const to = now + daysShown * dayMs
  return { shifts: shiftsOf(schedule, now, to), names, from: now, to }
}

async function peopleOf(c: Context<AppEnv>) {
  const people = await listPeople(c.get('hub'), c.get('actor'))
  return { people, names: Object.fromEntries(people.map((one) => [one.id, one.name])) }
}

schedulePages.get('/schedules', async (c) => {
  const { names } = await peopleOf(c)
  const all = await listSchedules(c.get('hub'), c.get('actor'))
  const now = c.get('hub').now()
  const schedules = all.map((one) => ({ schedule: one, rota: rotaOf(one, names, now) }))
  return page(c, <SchedulesPage schedules={schedules} />)
})

interface Shown {
  values?: Values
  fault?: Typed['fault']
  status?: number
  feed?: string
}

async function show(c: Context<AppEnv>, schedule: Schedule | null, shown: Shown = {}) {
  const { people, names } = await peopleOf(c)
  const now = c.get('hub').now()
  const ids = people.map((one) => one.id)
  const form = {
    action: schedule ? `/schedules/${schedule.id}` : '/schedules',
    label: schedule ? 'Save' : 'Add the schedule',
    values: shown.values ?? valuesOfSchedule(schedule, ids, now),
    fault: shown.fault ?? null,
    people,
  }
  const rota = schedule && rotaOf(schedule, names, now)
  return page(
    c,
    <SchedulePage schedule={schedule} rota={rota} form={form} feed={shown.feed ?? null} />,
    shown.status,
  )
}

const found = (c: Context<AppEnv>) =>
  getSchedule(c.get('hub'), c.get('actor'), c.req.param('id') ?? '')

schedulePages.get('/schedules/new', (c) => show(c, null))
schedulePages.get('/schedules/:id', async (c) => show(c, await found(c)))
schedulePages.post('/schedules', (c) => save(c, null))
schedulePages.post('/schedules/:id', async (c) => save(c, await found(c)))

async function save(c: Context<AppEnv>, schedule: Schedule | null): Promise<Response> {
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  const values = await allValues(c)
  const { people } = await peopleOf(c)
  return refused(c, schedule, values, async () => {
    const texts = scheduleOfValues(
      values,
      people.map((one) => one.id),
    )
    const { layers, ...rest } = parsed(scheduleInput, texts)
    const input = { ...rest, layers: layers.map(layerOf) }
    return schedule
      ? updateSchedule(hub, actor, schedule.id, input, null)
      : createSchedule(hub, actor, input)
  })
}

/** Does it and goes on to the schedule; a refusal shows the form again. */
async function refused(
  c: Context<AppEnv>,
  schedule: Schedule | null,
  values: Values | undefined,
  act: () => Promise<Schedule>,
): Promise<Response> {
  try {
    return c.redirect(`/schedules/${(await act()).id}`.replace(/\/$/, ''), 303)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 404) throw fault
    const { field = null, detail, status } = fault
    return show(c, schedule, { ...(values ? { values } : {}), fault: { field, detail }, status })
  }
}

schedulePages.post('/schedules/:id/overrides', async (c) => {
  const schedule = await found(c)
  const { person = '', from = '', to = '' } = await textsOf(c)
  const span = { person, from: Date.parse(`${from}Z`), to: Date.parse(`${to}Z`) }
  return refused(c, schedule, undefined, () => {
    for (const field of ['from', 'to'] as const) {
      if (Number.isNaN(span[field])) throw new Problem('invalid', 'must be a day and a time', field)
    }
    return addOverride(c.get('hub'), c.get('actor'), schedule.id, span)
  })
})
schedulePages.post('/schedules/:id/overrides/:override/remove', async (c) => {
  const { id, override } = c.req.param()
  await removeOverride(c.get('hub'), c.get('actor'), id, override)
  return c.redirect(`/schedules/${id}`, 303)
})
schedulePages.post('/schedules/:id/feed', async (c) => {
  const schedule = await found(c)
  const subject = { kind: 'schedule' as const, subject: schedule.id }
  return show(c, schedule, { feed: await makeFeed(c.get('hub'), c.get('actor'), subject) })
})
schedulePages.post('/schedules/:id/remove', async (c) => {
  const schedule = await found(c)
  return refused(c, schedule, undefined, async () => {
    await removeSchedule(c.get('hub'), c.get('actor'), schedule.id, null)
    return { ...schedule, id: '' }
  })
})
