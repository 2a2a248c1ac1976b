// Windows of maintenance.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import {
  changeMaintenance,
  dropMaintenance,
  endMaintenance,
  getMaintenance,
  listMaintenance,
  planMaintenance,
} from '../../workers/flow/maintenance.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { MaintenancePage } from '../pages/maintenance.tsx'
import { monthOfText } from '../parts/calendar.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { page, textsOf, typedOf, valuesOf } from './form.tsx'
import { rhythms, textsOfWindow, wallText, windowOfTexts } from './maintenance-texts.ts'
import { checkNames } from './names.ts'

export const maintenancePages = new Hono<AppEnv>()

interface Shown {
  typed: Typed
  editing?: string
  status?: number
}

async function show(c: Context<AppEnv>, { typed, editing, status = 200 }: Shown) {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const [windows, names] = await Promise.all([listMaintenance(hub, actor), checkNames(hub, actor)])
  const now = hub.now()
  const window = editing === undefined ? null : await getMaintenance(hub, actor, editing)
  const values = window
    ? textsOfWindow(window, now)
    : { startsAt: wallText(now, 'UTC'), endsAt: wallText(now + 3_600_000, 'UTC'), timeZone: 'UTC' }
  return page(
    c,
    <MaintenancePage
      windows={windows}
      names={names}
      typed={typed}
      now={now}
      values={values}
      editing={window}
      rhythms={rhythms}
      month={monthOfText(c.req.query('month'), now)}
    />,
    status,
  )
}

maintenancePages.get('/maintenance', (c) => show(c, { typed: untouched }))
maintenancePages.get('/maintenance/:id/edit', (c) =>
  show(c, { typed: untouched, editing: c.req.param('id') }),
)

maintenancePages.post('/maintenance', (c) => save(c, null))
maintenancePages.post('/maintenance/:id/edit', (c) => save(c, c.req.param('id')))

async function save(c: Context<AppEnv>, id: string | null): Promise<Response> {
  const texts = await textsOf(c)
  const checks = await valuesOf(c, 'checks')
  const [hub, actor] = [c.get('hub'), c.get('actor')]
  try {
    const window = windowOfTexts(texts, checks)
    if (id === null) await planMaintenance(hub, actor, window)
    else await changeMaintenance(hub, actor, id, window, null)
    return c.redirect('/maintenance', 303)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500 || fault.status === 404) throw fault
    const typed = typedOf(new Problem(fault.code, fault.detail, formField(fault.field)), texts)
    return show(c, { typed, status: fault.status, ...(id === null ? {} : { editing: id }) })
  }
}

/** `repeat.cron` is the form's `cron`. */
const formField = (field: string | undefined) => field?.replace(/^repeat\./, '')

maintenancePages.post('/maintenance/:id/:act{end|remove}', async (c) => {
  const { id, act } = c.req.param()
  if (act === 'end') await endMaintenance(c.get('hub'), c.get('actor'), id, null)
  else await dropMaintenance(c.get('hub'), c.get('actor'), id, null)
  return c.redirect('/maintenance', 303)
})
