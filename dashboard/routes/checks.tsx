// Overview, one check, and its form.
import { type Context, Hono } from 'hono'
import type { Check } from '../../workers/domain/check/check.ts'
import { checkInput, checkPatch, isAsked, isCheckType } from '../../workers/domain/check/index.ts'
import { mutedUntil } from '../../workers/domain/maintenance.ts'
import { Problem } from '../../workers/domain/problem.ts'
import { listChannels } from '../../workers/flow/channels.ts'
import {
  checkNow,
  createCheck,
  getCheck,
  removeCheck,
  updateCheck,
} from '../../workers/flow/checks.ts'
import { listIncidents, listSuspicions } from '../../workers/flow/incidents.ts'
import { countAvoided } from '../../workers/flow/ledger.ts'
import { listMaintenance } from '../../workers/flow/maintenance.ts'
import { uptimeOfCheck, viewAll } from '../../workers/flow/results.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { problemOfIssues } from '../../workers/routes/api.ts'
import { CheckPage } from '../pages/check.tsx'
import { CheckFormPage } from '../pages/check-form.tsx'
import { OverviewPage } from '../pages/overview.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { inputOf, storedTexts } from './check-texts.ts'
import { onward, page, textsOf, valuesOf } from './form.tsx'
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
  const [checks, views, open, channels, maintenance, avoided] = await Promise.all([
    allChecks(hub, actor),
    viewAll(hub, actor),
    listIncidents(hub, actor, { open: true }, all),
    listChannels(hub, actor),
    listMaintenance(hub, actor),
    countAvoided(hub, actor, null),
  ])
  const now = hub.now()
  const muted = checks.filter(({ id }) => mutedUntil({ maintenance }, id, now) !== null)
  return page(
    c,
    <OverviewPage
      checks={checks}
      views={Object.fromEntries(views.map((one) => [one.check, one]))}
      incidents={open.data}
      places={placesOf(hub)}
      channels={channels.filter((one) => one.enabled).length}
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
      const parsed = checkInput.safeParse({
        ...inputOf(type, texts, 'create'),
        type,
        ...locationsOf(chosen.locations),
        ...(type === 'group' ? { members: chosen.members } : {}),
      })
      if (!parsed.success) throw problemOfIssues(parsed.error.issues)
      const check = await createCheck(c.get('hub'), c.get('actor'), parsed.data)
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
  const told = await toldOf(hub, actor, check, views)
  const open = incidents.data.find((one) => one.resolvedAt === null && one.group !== 'certificate')
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
  const members = check.type === 'group' ? check.group.members : []
  const chosen = { locations: check.locations, members }
  return page(c, await form(c, check.type, check, untouched, chosen))
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
      const raw = {
        ...inputOf(check.type, texts, 'edit', check.levels),
        ...(isAsked(check)
          ? { locations: chosen.locations.length > 0 ? chosen.locations : null }
          : {}),
        ...(check.type === 'group' ? { members: chosen.members } : {}),
      }
      const parsed = checkPatch[check.type].safeParse(raw)
      if (!parsed.success) throw problemOfIssues(parsed.error.issues)
      await updateCheck(hub, actor, check.id, parsed.data, Number(texts.version) || null)
      return `/checks/${check.id}`
    },
    (typed) => form(c, check.type, check, typed, chosen),
    texts,
  )
})

checkPages.post('/checks/:id/:act{now|pause|resume|remove}', async (c) => {
  const { id, act } = c.req.param()
  const hub = c.get('hub')
  const actor = c.get('actor')
  if (act === 'now') await checkNow(hub, actor, id)
  else if (act === 'remove') await removeCheck(hub, actor, id, null)
  else await updateCheck(hub, actor, id, { paused: act === 'pause' }, null)
  return c.redirect(act === 'remove' ? '/' : `/checks/${id}`, 303)
})

/** What was chosen among locations, and among checks. */
interface Chosen<L = string[]> {
  locations: L
  members: string[]
}

async function form(
  c: Context<AppEnv>,
  type: Check['type'],
  check: Check | null,
  typed: Typed,
  chosen: Chosen<string[] | null>,
) {
  const others = await allChecks(c.get('hub'), c.get('actor'))
  return (
    <CheckFormPage
      type={type}
      check={check}
      typed={typed}
      values={storedTexts(type, check)}
      locations={c.get('hub').locations()}
      chosen={chosen.locations}
      others={others}
      members={chosen.members}
    />
  )
}

const typeOf = (text: unknown): Check['type'] => (isCheckType(text) ? text : 'http')
const chosenOf = async (c: Context<AppEnv>): Promise<Chosen> => ({
  locations: await valuesOf(c, 'locations'),
  members: await valuesOf(c, 'members'),
})
const locationsOf = (chosen: string[]) => (chosen.length > 0 ? { locations: chosen } : {})
