// What people write about an incident afterwards, and incidents like it.
import type { Incident } from '../domain/incident.ts'
import { type Postmortem, postmortemMax } from '../domain/postmortem.ts'
import { Problem } from '../domain/problem.ts'
import { type Similar, similarTo } from '../domain/similar.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf } from './change.ts'
import { getIncident, listIncidents } from './incidents.ts'

const lookedAtMax = 100

/** The postmortem of an incident of the actor's workspace; null: none was written. */
export async function getPostmortem(
  hub: HubPorts,
  actor: Actor,
  incident: string,
): Promise<Postmortem | null> {
  allow(actor, 'read', 'incident')
  return hub.history.postmortem(actor.workspace, incident)
}

/** Writes it. `version`: of the text that the writer saw, 0 for none; another one is refused. */
export async function writePostmortem(
  hub: HubPorts,
  actor: Actor,
  id: string,
  { text, version }: { text: string; version: number },
): Promise<Postmortem> {
  allow(actor, 'act', 'incident')
  if (text.length > postmortemMax) {
    throw new Problem('invalid', `must have at most ${postmortemMax} characters`, 'text')
  }
  await getIncident(hub, actor, id)
  const before = await hub.history.postmortem(actor.workspace, id)
  if ((before?.version ?? 0) !== version) throw changed(before)
  const { name: by } = actor
  const after: Postmortem = {
    v: 1,
    incident: id,
    version: version + 1,
    text,
    by,
    at: hub.now(),
  }
  const verb = before ? 'update' : 'create'
  const audit = auditOf(actor, verb, 'postmortem', id, before, after)
  if (await hub.history.putPostmortem(actor.workspace, after, audit)) return after
  const now = await hub.history.postmortem(actor.workspace, id)
  if (now) throw changed(now)
  throw new Problem(
    'conflict',
    'The incident is not of record yet; save again in a moment.',
    'text',
  )
}

function changed(now: Postmortem | null): Problem {
  const who = now ? `${now.by} changed it meanwhile` : 'It is gone'
  return new Problem('conflict', `${who}; your text is still here: read theirs, then save`, 'text')
}

/** Incidents of the same check with the same cause that were over before this one began. */
export async function similarBefore(
  hub: HubPorts,
  actor: Actor,
  incident: Incident,
): Promise<Similar> {
  if (incident.check === null) return { incidents: [], medianSeconds: null }
  const filter = { check: incident.check, kind: incident.kind }
  const ask = { cursor: null, limit: lookedAtMax }
  return similarTo(incident, (await listIncidents(hub, actor, filter, ask)).data)
}
