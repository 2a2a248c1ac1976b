// The operator console. To everybody but whom the installation names there is nothing here.
import { type Context, Hono } from 'hono'
import { shownAt } from '../../workers/domain/announcement.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { announce, takeBack } from '../../workers/flow/announcements.ts'
import { budgetsOf, setBudget } from '../../workers/flow/budgets.ts'
import { beginLooking, endLooking } from '../../workers/flow/looking.ts'
import {
  enter,
  installationOf,
  isNamed,
  leave,
  operatorOf,
  tenantOf,
} from '../../workers/flow/operator.ts'
import { letProbe, reach, stopProbing } from '../../workers/flow/stop.ts'
import { tenantCost } from '../../workers/flow/tenant-cost.ts'
import { refuseForeignWrites } from '../../workers/middleware/actor.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { callerOf } from '../../workers/middleware/caller.ts'
import { forgetLooking, lookingOf, rememberLooking } from '../../workers/middleware/looking.ts'
import { ActsPage, OperatorDoor, TenantsPage } from '../pages/operator.tsx'
import { AnnouncementsPage } from '../pages/operator-announcements.tsx'
import { BudgetsPage } from '../pages/operator-budgets.tsx'
import { InstallationPage } from '../pages/operator-health.tsx'
import { TenantPage } from '../pages/operator-tenant.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { afterwards } from './background.ts'
import { refused, setCookies } from './entry.ts'
import { page, textsOf } from './form.tsx'

export const operatorPages = new Hono<AppEnv>()

const perPage = 50
const actsShown = 200

for (const path of ['/operator', '/operator/*']) {
  operatorPages.use(path, async (c, next) => {
    const caller = callerOf(c)
    const account = caller.cookie ? await c.get('auth').account(caller) : null
    if (!account || !isNamed(c.get('hub'), account)) {
      throw new Problem('not_found', 'There is nothing at this address.')
    }
    refuseForeignWrites(c)
    c.set('account', account)
    if (c.req.path === '/operator/enter') return next()
    const operator = await operatorOf(c.get('hub'), account)
    if (!operator) return c.redirect('/operator/enter', 303)
    c.set('operator', operator)
    return next()
  })
}

const door = (c: Context<AppEnv>, typed: Typed, status = 200) =>
  page(c, <OperatorDoor hasSecond={c.get('account').hasSecondFactor} typed={typed} />, status)

operatorPages.get('/operator/enter', (c) => door(c, untouched))

operatorPages.post('/operator/enter', async (c) => {
  const { code = '' } = await textsOf(c)
  try {
    const account = c.get('account')
    setCookies(c, await enter(c.get('hub'), c.get('auth'), account, code, callerOf(c)))
    return c.redirect('/operator', 303)
  } catch (fault) {
    return refused(c, fault, (typed, status) => door(c, typed, status), {})
  }
})

operatorPages.post('/operator/leave', async (c) => {
  await leave(c.get('hub'), c.get('account'))
  return c.redirect('/', 303)
})

operatorPages.get('/operator', async (c) => {
  const { operator } = c.get('hub')
  const { q = '', cursor } = c.req.query()
  const text = q.trim().slice(0, 100)
  const [totals, { data, next }] = await Promise.all([
    operator.totals(),
    operator.tenants(text, { cursor: cursor ?? null, limit: perPage }),
  ])
  return page(c, <TenantsPage totals={totals} tenants={data} next={next} text={text} />)
})

operatorPages.get('/operator/workspaces/:id', (c) => tenant(c, untouched))

async function tenant(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const id = c.req.param('id') ?? ''
  const { operator } = c.get('hub')
  const [found, acts, stops, cost] = await Promise.all([
    tenantOf(c.get('hub'), id),
    operator.acts(id, actsShown),
    operator.stops(),
    tenantCost(c.get('hub'), id),
  ])
  const stop = stops.find((one) => one.workspace === id) ?? null
  const data = { tenant: found, acts, stop, cost, typed }
  return page(c, <TenantPage {...data} />, status)
}

const acted = (c: Context<AppEnv>) => c.req.param('id') ?? null

for (const path of ['/operator/workspaces/:id', '/operator/all'] as const) {
  const shown = path === '/operator/all' ? installation : tenant
  const back = (c: Context<AppEnv>) =>
    path === '/operator/all' ? '/operator/health' : `/operator/workspaces/${acted(c)}`
  const act = async (
    c: Context<AppEnv>,
    done: (texts: Record<string, string>) => Promise<void>,
  ) => {
    const texts = await textsOf(c)
    try {
      await done(texts)
    } catch (fault) {
      return refused(c, fault, (typed, status) => shown(c, typed, status), texts)
    }
    await afterwards(c, () => reach(c.get('hub'), acted(c)))
    return c.redirect(back(c), 303)
  }
  operatorPages.post(`${path}/stop`, (c: Context<AppEnv>) =>
    act(c, ({ reason = '' }) => stopProbing(c.get('hub'), c.get('operator'), acted(c), reason)),
  )
  operatorPages.post(`${path}/go-on`, (c: Context<AppEnv>) =>
    act(c, () => letProbe(c.get('hub'), c.get('operator'), acted(c))),
  )
}

operatorPages.post('/operator/workspaces/:id/look', async (c) => {
  const texts = await textsOf(c)
  const [id, { why = '' }] = [c.req.param('id'), texts]
  try {
    const { operator, account } = c.var
    rememberLooking(c, await beginLooking(c.get('hub'), operator, account, id, why))
    return c.redirect('/', 303)
  } catch (fault) {
    return refused(c, fault, (typed, status) => tenant(c, typed, status), texts)
  }
})

operatorPages.post('/operator/look/end', async (c) => {
  const looking = lookingOf(c)
  if (!looking) return c.redirect('/operator', 303)
  await endLooking(c.get('hub'), c.get('account'), looking)
  forgetLooking(c)
  return c.redirect(`/operator/workspaces/${looking.workspace}`, 303)
})

operatorPages.get('/operator/health', (c) => installation(c, untouched))

async function installation(c: Context<AppEnv>, typed: Typed, status = 200): Promise<Response> {
  const hub = c.get('hub')
  const [found, stops] = await Promise.all([installationOf(hub), hub.operator.stops()])
  const stop = stops.find((one) => one.workspace === null) ?? null
  const data = { ...found, stop, typed, now: hub.now() }
  return page(c, <InstallationPage {...data} />, status)
}

const announcements = async (c: Context<AppEnv>, typed: Typed, status = 200) => {
  const hub = c.get('hub')
  const shown = shownAt(await hub.operator.announcements(), hub.now())
  return page(c, <AnnouncementsPage shown={shown} typed={typed} />, status)
}

operatorPages.get('/operator/announcements', (c) => announcements(c, untouched))

operatorPages.post('/operator/announcements', async (c) => {
  const texts = await textsOf(c)
  const { text = '', hours = '' } = texts
  try {
    await announce(c.get('hub'), c.get('operator'), { text, hours })
    return c.redirect('/operator/announcements', 303)
  } catch (fault) {
    return refused(c, fault, (typed, status) => announcements(c, typed, status), texts)
  }
})

operatorPages.post('/operator/announcements/:id{[0-9]+}/take-back', async (c) => {
  await takeBack(c.get('hub'), c.get('operator'), Number(c.req.param('id')))
  return c.redirect('/operator/announcements', 303)
})

operatorPages.get('/operator/acts', async (c) =>
  page(c, <ActsPage acts={await c.get('hub').operator.acts(null, actsShown)} />),
)

const budgets = async (c: Context<AppEnv>, typed: Typed, status = 200) => {
  const hub = c.get('hub')
  const scope = typed.values.scope ?? c.req.query('scope') ?? 'installation'
  const data = { ...(await budgetsOf(hub)), plan: hub.settings.plan, scope, typed }
  return page(c, <BudgetsPage {...data} />, status)
}

operatorPages.get('/operator/budgets', (c) => budgets(c, untouched))

operatorPages.post('/operator/budgets', async (c) => {
  const texts = await textsOf(c)
  const { scope = '', probes = '', messages = '' } = texts
  try {
    await setBudget(c.get('hub'), c.get('operator'), { scope, probes, messages })
    return c.redirect('/operator/budgets', 303)
  } catch (fault) {
    return refused(c, fault, (typed, status) => budgets(c, typed, status), texts)
  }
})
