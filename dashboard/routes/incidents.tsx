// Incidents and suspicions: lists, evidence, and what a person does about them.
import { type Context, Hono } from 'hono'
import { monthOf } from '../../workers/domain/ledger.ts'
import { Problem } from '../../workers/domain/problem.ts'
import {
  acknowledge,
  getIncident,
  getSuspicion,
  listDeliveries,
  listIncidents,
  listSuspicions,
  note,
  resolve,
  roundsOf,
} from '../../workers/flow/incidents.ts'
import { getPostmortem, similarBefore, writePostmortem } from '../../workers/flow/postmortems.ts'
import { commandFor } from '../../workers/flow/probes.ts'
import type { AppEnv } from '../../workers/middleware/app-env.ts'
import { IncidentPage } from '../pages/incident.tsx'
import { IncidentsPage, SuspicionsPage } from '../pages/incidents.tsx'
import { SuspicionPage } from '../pages/suspicion.tsx'
import { type Typed, untouched } from '../parts/fields.tsx'
import { nameOf } from '../parts/incidents.tsx'
import { onward, page, textsOf } from './form.tsx'
import { channelNames, checkNames, placesOf } from './names.ts'

export const incidentPages = new Hono<AppEnv>()

const limit = 50
const notesMax = 2_000

incidentPages.get('/incidents', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const open = c.req.query('open') === 'true'
  const ask = { cursor: c.req.query('cursor') ?? null, limit }
  const check = c.req.query('check') || undefined
  const month = monthOf(c.req.query('month') ?? '')
  const span = month ? { from: month.from, to: month.to } : {}
  const [found, names] = await Promise.all([
    listIncidents(hub, actor, { ...(open ? { open } : {}), check, ...span }, ask),
    checkNames(hub, actor),
  ])
  const { data: incidents, next } = found
  const only = { check, month: month?.month }
  const frame = { names, places: await placesOf(c), next, open, only, now: hub.now() }
  return page(c, <IncidentsPage incidents={incidents} {...frame} />)
})

incidentPages.get('/incidents/:id', async (c) => page(c, await incidentPage(c, untouched)))

async function incidentPage(c: Context<AppEnv, '/incidents/:id'>, typed: Typed) {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const incident = await getIncident(hub, actor, c.req.param('id'))
  const [rounds, deliveries, names, channels, command, similar, postmortem] = await Promise.all([
    roundsOf(hub, actor, incident),
    listDeliveries(hub, actor, { incident: incident.id }, { cursor: null, limit: 200 }),
    checkNames(hub, actor),
    channelNames(hub, actor),
    commandFor(hub, actor, incident.check),
    similarBefore(hub, actor, incident),
    getPostmortem(hub, actor, incident.id).catch(() => null),
  ])
  const facts = {
    incident,
    rounds,
    command,
    deliveries: deliveries.data,
    channels,
    places: await placesOf(c),
    names,
    similar,
    postmortem,
    typed,
    now: hub.now(),
  }
  return <IncidentPage {...facts} name={nameOf(incident, names)} />
}

incidentPages.post('/incidents/:id/postmortem', async (c) => {
  const id = c.req.param('id')
  const texts = await textsOf(c)
  const text = (texts.text ?? '').replaceAll('\r\n', '\n')
  const act = async () => {
    const version = Number(texts.version) || 0
    await writePostmortem(c.get('hub'), c.get('actor'), id, { text, version })
    return `/incidents/${id}#postmortem`
  }
  return onward(c, act, (typed) => incidentPage(c, typed), { text })
})

incidentPages.post('/incidents/:id/:act{acknowledge|resolve|note}', async (c) => {
  const { id, act } = c.req.param()
  const hub = c.get('hub')
  const actor = c.get('actor')
  if (act === 'acknowledge') await acknowledge(hub, actor, id)
  else if (act === 'resolve') await resolve(hub, actor, id)
  else {
    const text = ((await textsOf(c)).text ?? '').trim()
    if (text === '' || text.length > notesMax) {
      throw new Problem('invalid', `must have 1 to ${notesMax} characters`, 'text')
    }
    await note(hub, actor, id, text)
  }
  return c.redirect(`/incidents/${id}`, 303)
})

incidentPages.get('/suspicions', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const ask = { cursor: c.req.query('cursor') ?? null, limit }
  const [found, names] = await Promise.all([
    listSuspicions(hub, actor, {}, ask),
    checkNames(hub, actor),
  ])
  const suspicions = found.data.filter((one) => one.outcome !== 'incident')
  return page(
    c,
    <SuspicionsPage
      suspicions={suspicions}
      names={names}
      places={await placesOf(c)}
      next={found.next}
    />,
  )
})

incidentPages.get('/suspicions/:id', async (c) => {
  const hub = c.get('hub')
  const actor = c.get('actor')
  const suspicion = await getSuspicion(hub, actor, c.req.param('id'))
  const [rounds, names, command] = await Promise.all([
    roundsOf(hub, actor, suspicion),
    checkNames(hub, actor),
    commandFor(hub, actor, suspicion.check),
  ])
  const name = names[suspicion.check] ?? 'a removed check'
  return page(
    c,
    <SuspicionPage
      suspicion={suspicion}
      name={name}
      rounds={rounds}
      places={await placesOf(c)}
      command={command}
    />,
  )
})
