// Drills, the button that begins one, and when one begins by itself.

import { type Context, Hono } from 'hono'
import { beginDrill, drillPlan, listDrills, planDrill } from '../../workers/flow/drills.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { DrillsPage } from '../pages/drills.tsx'
import { dayNames } from '../parts/days.ts'
import { type Typed, untouched } from '../parts/fields.tsx'
import { onward, page, textsOf } from './form.tsx'

export const drillPages = new Hono<AppEnv>()

async function shown(c: Context<AppEnv>, typed: Typed) {
  const [drills, plan] = await Promise.all([
    listDrills(c.get('hub'), c.get('actor')),
    drillPlan(c.get('hub'), c.get('actor')),
  ])
  return <DrillsPage drills={drills} plan={plan} typed={typed} />
}

drillPages.get('/drills', async (c) => page(c, await shown(c, untouched)))

drillPages.post('/drills', async (c) => {
  await beginDrill(c.get('hub'), c.get('actor'), null)
  return c.redirect('/drills', 303)
})

drillPages.post('/drills/plan', async (c) => {
  const texts = await textsOf(c)
  const { day = 'never', at = '', timeZone = '' } = texts
  const weekday = (dayNames.indexOf(day) + 1) % 7
  const plan = dayNames.includes(day)
    ? { day: weekday, at: at.trim(), timeZone: timeZone.trim() }
    : null
  const act = async () => {
    await planDrill(c.get('hub'), c.get('actor'), plan)
    return '/drills'
  }
  return onward(c, act, (typed) => shown(c, typed), texts)
})
