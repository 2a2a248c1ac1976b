// Drills, and the button that begins one.
import { Hono } from 'hono'
import { beginDrill, listDrills } from '../../workers/flow/drills.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { DrillsPage } from '../pages/drills.tsx'
import { page } from './form.tsx'

export const drillPages = new Hono<AppEnv>()

drillPages.get('/drills', async (c) =>
  page(c, <DrillsPage drills={await listDrills(c.get('hub'), c.get('actor'))} />),
)

drillPages.post('/drills', async (c) => {
  await beginDrill(c.get('hub'), c.get('actor'), null)
  return c.redirect('/drills', 303)
})
