// Overview, one check, and its form.
import { Hono } from 'hono'
import { mutedUntil } from '../../workers/domain/maintenance.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { silencesOf } from '../../workers/domain/silence.ts'
import { listChannels } from '../../workers/flow/channels.ts'
import { createCheck, getCheck, removeCheck, updateCheck } from '../../workers/flow/checks.ts'
import { listDeliveries, listIncidents, listSuspicions } from '../../workers/flow/incidents.ts'
import { countAvoided } from '../../workers/flow/ledger.ts'
import { listMaintenance } from '../../workers/flow/maintenance.ts'
import { uptimeOfCheck, viewAll } from '../../workers/flow/results.ts'
import { listSilences } from '../../workers/flow/silences.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { CheckPage } from '../pages/check.tsx'
import { OverviewPage } from '../pages/overview.tsx'
import { untouched } from '../parts/fields.tsx'
import { untoldIn } from '../parts/untold.tsx'
import { chosenOf, form, newOf, patchOf, storedChoice, typeOf } from './check-form.tsx'
import { onward, page, textsOf } from './form.tsx'
import { allChecks, placesOf } from './names.ts'
import { toldOf } from './told.tsx'

export const checkPages = new Hono<AppEnv>()

const all = { cursor: null, limit: 200 }
const few = { cursor: null, limit: 10 }
const dayMs = 86_400_000
const spans: [string, number][] = [
  ['24 h', dayMs],
  ['7 d', 7 * dayMs],
  ['30 d', 30 * dayMs],
]

checkPages.get('/', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const [checks, views, open, channels, maintenance, avoided, dead] = await Promise.all([
    allChecks(hub, actor),
    viewAll(hub, actor),
    listIncidents(hub, actor, { open: true }, all),
    listChannels(hub, actor),
    listMaintenance(hub, actor),
    countAvoided(hub, actor, null),
    listDeliveries(hub, actor, { state: 'dead' }, few),
  ])
  const now = hub.now()
  const muted = checks.filter(({ id }) => mutedUntil({ maintenance, checks }, id, now) !== null)
  return page(
    c,
    <OverviewPage
      checks={checks}
      views={Object.fromEntries(views.map((one) => [one.check, one]))}
      incidents={open.data}
      places={placesOf(hub)}
      channels={channels.filter((one) => one.enabled).length}
      untold={untoldIn(channels, dead.data, now - dayMs)}
      avoided={avoided}
      tag={c.req.query('tag') ?? null}
      muted={new Set(muted.map(({ id }) => id))}
      now={now}
    />,
  )
})

checkPages.get('/checks/new', async (c) => {
  const type = typeOf(c.req.query('type'))
  return page(c, await form(c, type, null, untouched, { locations: null, members: [] }))
})

checkPages.post('/checks', async (c) => {
  const texts = await textsOf(c)
  const type = typeOf(texts.type)
  const chosen = await chosenOf(c)
  return onward(
    c,
    async () => {
      const check = await createCheck(c.get('hub'), c.get('actor'), newOf(type, texts, chosen))
      return `/checks/${check.id}`
    },
    (typed) => form(c, type, null, typed, chosen),
    texts,
  )
})

checkPages.get('/checks/:id', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const now = hub.now()
  const [views, incidents, suspicions, avoided, ...uptimes] = await Promise.all([
    viewAll(hub, actor),
    listIncidents(hub, actor, { check: check.id }, few),
    listSuspicions(hub, actor, { check: check.id }, few),
    countAvoided(hub, actor, check.id),
    ...spans.map(([, ms]) => uptimeOfCheck(hub, actor, check.id, now - ms, now).catch(whenAway)),
  ])
  const silences = silencesOf(await listSilences(hub, actor).catch(whenAway), check, now)
  const told = await toldOf(hub, actor, check, views)
  const all = incidents.data.filter((one) => one.resolvedAt === null)
  const open = all.find((one) => one.group !== 'certificate' && one.group !== 'domain') ?? all[0]
  return page(
    c,
    <CheckPage
      check={check}
      view={views.find((one) => one.check === check.id) ?? null}
      told={told}
      places={hub.locations()}
      uptimes={spans.map(([span], index) => ({ span, uptime: uptimes[index] ?? null }))}
      incidents={incidents.data}
      suspicions={suspicions.data.filter((one) => one.outcome !== 'incident')}
      avoided={avoided}
      open={open ?? null}
      silences={silences}
      now={now}
    />,
  )
})

function whenAway(fault: unknown): null {
  if (fault instanceof Problem && fault.code === 'unavailable') return null
  throw fault
}

checkPages.get('/checks/:id/edit', async (c) => {
  const check = await getCheck(c.get('hub'), c.get('actor'), c.req.param('id'))
  return page(c, await form(c, check.type, check, untouched, storedChoice(check)))
})

checkPages.post('/checks/:id/edit', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const texts = await textsOf(c)
  const chosen = await chosenOf(c)
  return onward(
    c,
    async () => {
      const patch = patchOf(check, texts, chosen)
      await updateCheck(hub, actor, check.id, patch, Number(texts.version) || null)
      return `/checks/${check.id}`
    },
    (typed) => form(c, check.type, check, typed, chosen),
    texts,
  )
})

checkPages.post('/checks/:id/:act{pause|resume|remove}', async (c) => {
  const { id, act } = c.req.param()
  const hub = c.get('hub')
  const actor = c.get('actor')
  if (act === 'remove') await removeCheck(hub, actor, id, null)
  else await updateCheck(hub, actor, id, { paused: act === 'pause' }, null)
  return c.redirect(act === 'remove' ? '/' : `/checks/${id}`, 303)
})
