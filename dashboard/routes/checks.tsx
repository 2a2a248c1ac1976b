// Overview, one check, and its form.
import { Hono } from 'hono'
import { isAsked } from '../../workers/domain/check/index.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { silencesOf } from '../../workers/domain/silence.ts'
import { placesShown } from '../../workers/flow/agent-places.ts'
import { createCheck, getCheck, removeCheck, updateCheck } from '../../workers/flow/checks.ts'
import { listDeliveries, listIncidents, listSuspicions } from '../../workers/flow/incidents.ts'
import { lastAnswers, latencyOf } from '../../workers/flow/latency.ts'
import { countAvoided } from '../../workers/flow/ledger.ts'
import { overviewOf, quietSince } from '../../workers/flow/overview.ts'
import { viewAll } from '../../workers/flow/results.ts'
import { listSilences } from '../../workers/flow/silences.ts'
import { spansOf, troubleOf, uptimeIn } from '../../workers/flow/uptime.ts'
import type { HubPorts } from '../../workers/hub-ports.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { CheckPage } from '../pages/check.tsx'
import { OverviewPage } from '../pages/overview.tsx'
import { untouched } from '../parts/fields.tsx'
import { type Range, rangeOf, reachesNow } from '../parts/ranges.ts'
import { untoldIn } from '../parts/untold.tsx'
import { wantedOf } from '../parts/wanted.ts'
import { chosenOf, cloneForm, form, newOf, patchOf, storedChoice, typeOf } from './check-form.tsx'
import { onward, page, textsOf } from './form.tsx'
import { placesOf } from './names.ts'
import { toldOf } from './told.tsx'

export const checkPages = new Hono<AppEnv>()

const all = { cursor: null, limit: 200 }
const few = { cursor: null, limit: 10 }
const dayMs = 86_400_000
const spans: [string, number][] = [
  ['24 h', dayMs],
  ['7 d', 7 * dayMs],
  ['30 d', 30 * dayMs],
  ['90 d', 90 * dayMs],
]
const lastShown = 20

checkPages.get('/', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const [{ lines, channels, blind, sms }, open, avoided, dead] = await Promise.all([
    overviewOf(hub, actor),
    listIncidents(hub, actor, { open: true }, all).catch(whenBlind(hub)),
    countAvoided(hub, actor, null),
    listDeliveries(hub, actor, { state: 'dead' }, few).catch(whenBlind(hub)),
  ])
  const now = hub.now()
  return page(
    c,
    <OverviewPage
      lines={lines}
      blind={blind}
      quietSince={quietSince(lines, now)}
      incidents={open.data}
      places={await placesOf(c)}
      channels={channels.filter((one) => one.enabled).length}
      hasMail={hub.settings.carriers.mail !== null}
      untold={untoldIn(channels, dead.data, now - dayMs, sms)}
      avoided={avoided}
      wanted={wantedOf(c.req.query())}
      now={now}
    />,
  )
})

/** A shard that is away leaves its part of the page empty; the page says so. */
function whenBlind(hub: HubPorts) {
  return (fault: unknown): { data: never[] } => {
    if (fault instanceof Problem) throw fault
    hub.log.error('overview', fault)
    return { data: [] }
  }
}

checkPages.get('/checks/new', async (c) => {
  const from = c.req.query('from')
  if (from) {
    const model = await getCheck(c.get('hub'), c.get('actor'), from)
    return page(c, await cloneForm(c, model))
  }
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
  const range = rangeOf(c.req.query(), now)
  const asked = isAsked(check)
  const wanted = [
    ...spans.map(([span, ms]) => ({ span, from: now - ms, to: now })),
    ...(range.name ? [] : [{ span: spanText(range), from: range.from, to: range.to }]),
  ]
  const oldest = Math.min(...wanted.map((one) => one.from))
  const [views, incidents, suspicions, avoided, trouble, latency, last, silences] =
    await Promise.all([
      viewAll(hub, actor),
      listIncidents(hub, actor, { check: check.id }, few),
      listSuspicions(hub, actor, { check: check.id }, few),
      countAvoided(hub, actor, check.id),
      troubleOf(hub, actor.workspace, check.id, oldest, now).catch(whenAway),
      asked ? latencyOf(hub, actor, check, range.from, range.to) : null,
      asked ? lastAnswers(hub, actor, check.id, lastShown) : [],
      listSilences(hub, actor).catch(whenAway),
    ])
  const spansTold = trouble && spansOf(trouble, check)
  const uptimes = wanted.map(({ span, from, to }) => ({
    span,
    uptime: spansTold && uptimeIn(check, spansTold, from, to),
  }))
  const told = await toldOf(hub, actor, check, views)
  const all = incidents.data.filter((one) => one.resolvedAt === null)
  const isDated = ({ group }: Incident) => group === 'certificate' || group === 'domain'
  const open = all.toSorted((a, b) => Number(isDated(a)) - Number(isDated(b)))
  return page(
    c,
    <CheckPage
      check={check}
      view={views.find((one) => one.check === check.id) ?? null}
      told={told}
      places={await placesShown(hub, actor.workspace)}
      uptimes={uptimes}
      range={range}
      latency={latency}
      last={last}
      incidents={incidents.data}
      suspicions={suspicions.data.filter((one) => one.outcome !== 'incident')}
      avoided={avoided}
      open={open}
      silences={silencesOf(silences, check, now)}
      now={now}
    />,
  )
})

const spanText = ({ typed: { from, to } }: Range) => (to && to !== from ? `${from} to ${to}` : from)

/** What the chart is drawn from. */
checkPages.get('/checks/:id/latency', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const check = await getCheck(hub, actor, c.req.param('id'))
  const now = hub.now()
  const { from, to } = rangeOf(c.req.query(), now)
  const latency = await latencyOf(hub, actor, check, from, to)
  const names = await placesOf(c)
  const lines = latency.lines.map((one) => ({
    ...one,
    name: names[one.location] ?? one.location,
  }))
  c.header('cache-control', 'no-store')
  return c.json({ ...latency, lines, isOpen: reachesNow({ to }, now) })
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
