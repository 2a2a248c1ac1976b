// Windows of maintenance.
import { type Context, Hono } from 'hono'
import { Problem } from '../../workers/domain/problem.ts'
import {
  dropMaintenance,
  listMaintenance,
  planMaintenance,
} from '../../workers/flow/maintenance.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { MaintenancePage } from '../pages/maintenance.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { page, textsOf, typedOf, valuesOf } from './form.tsx'
import { checkNames } from './names.ts'

export const maintenancePages = new Hono<AppEnv>()

async function show(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const [windows, names] = await Promise.all([listMaintenance(hub, actor), checkNames(hub, actor)])
  const data = { windows, names, typed, now: hub.now() }
  return page(c, <MaintenancePage {...data} />, status)
}

/** What the browser's field says, in UTC. */
function instantOf(text: string | undefined, field: string): number {
  const at = Date.parse(`${text ?? ''}Z`)
  if (Number.isNaN(at)) throw new Problem('invalid', 'must be a day and a time', field)
  return at
}

maintenancePages.get('/maintenance', (c) => show(c, untouched))

maintenancePages.post('/maintenance', async (c) => {
  const texts = await textsOf(c)
  const checks = await valuesOf(c, 'checks')
  try {
    await planMaintenance(c.get('hub'), c.get('actor'), {
      startsAt: instantOf(texts.startsAt, 'startsAt'),
      endsAt: instantOf(texts.endsAt, 'endsAt'),
      checks: checks.length > 0 ? checks : null,
    })
    return c.redirect('/maintenance', 303)
  } catch (fault) {
    if (!(fault instanceof Problem) || fault.status >= 500) throw fault
    return show(c, typedOf(fault, texts), fault.status)
  }
})

maintenancePages.post('/maintenance/:id/remove', async (c) => {
  await dropMaintenance(c.get('hub'), c.get('actor'), c.req.param('id'))
  return c.redirect('/maintenance', 303)
})
