// Pages that tell incidents by themselves: what the checks found is written down as a post, and its
// end, each minute. The page itself shows it before that, from the shard's snapshot.
import type { Check } from '../domain/check/check.ts'
import type { Page } from '../domain/config.ts'
import { makeId } from '../domain/id.ts'
import type { Incident } from '../domain/incident.ts'
import { isOver, type Post } from '../domain/page/post.ts'
import { componentsOf } from '../domain/page/settings.ts'
import { groupsOf, impactOf, isPublic } from '../domain/page.ts'
import type { Audit, HubPorts } from '../hub-ports.ts'
import { mendPublic } from './page-past.ts'
import { withUpdate } from './posts.ts'

/** Incidents that ended so long ago are looked at again: the archive may have been late. */
const lookBackMs = 3_600_000
const postsMax = 100

/** Writes what is missing on all pages of all workspaces, and shows the public what came of it. Answers
 *  when it wants to be called again. */
export async function runAutoPosts(hub: HubPorts): Promise<number> {
  const found = await hub.publication.recentIncidents(hub.now() - lookBackMs)
  const byWorkspace = new Map<string, string[]>()
  for (const { workspace, id } of found)
    byWorkspace.set(workspace, [...(byWorkspace.get(workspace) ?? []), id])
  let isAgain = false
  for (const [workspace, ids] of byWorkspace) {
    try {
      // What somebody else changed at the same moment is looked at again.
      isAgain = (await writeFor(hub, workspace, ids)) || isAgain
      await mendPublic(hub, workspace)
    } catch (fault) {
      hub.log.error('page.auto', fault, { workspace })
      isAgain = true
    }
  }
  return isAgain ? hub.now() : Number.POSITIVE_INFINITY
}

/** Whether anything was, or had to be, written. */
async function writeFor(hub: HubPorts, workspace: string, ids: string[]): Promise<boolean> {
  const config = await hub.config.whole(workspace)
  const pages = (config?.pages ?? []).filter((one) => one.isPublic && one.auto !== false)
  if (!config || pages.length === 0) return false
  const incidents = await Promise.all(ids.map((id) => hub.history.incident(workspace, id)))
  const told = incidents.filter((one) => one !== null).filter(isPublic)
  let isWritten = false
  for (const page of pages) {
    const posts = await hub.publication.posts(workspace, page.id, postsMax)
    for (const incident of told) {
      const before = posts.find((one) => one.incident === incident.id) ?? null
      const after = postOf(hub, page, config.checks, incident, before)
      if (!after) continue
      const expected = before?.version ?? null
      const audit = auditOf(after, before)
      await hub.publication.putPost(workspace, after, expected, audit)
      isWritten = true
    }
  }
  return isWritten
}

/** The post as it should be now; null: as it is, or there is none to be. */
function postOf(
  hub: HubPorts,
  page: Page,
  checks: Check[],
  incident: Incident,
  before: Post | null,
): Post | null {
  const now = hub.now()
  const { startedAt, resolvedAt } = incident
  if (before) {
    if (resolvedAt === null || isOver(before, now)) return null
    return withUpdate(before, { at: resolvedAt, state: 'resolved', text: null })
  }
  const component = componentsOf(groupsOf(page, checks)).find(
    ({ check }) => check !== null && check === incident.check,
  )
  if (!component) return null
  const opened: Post = {
    v: 1,
    id: makeId('post', page.workspace, hub.randomId(12)),
    workspace: page.workspace,
    page: page.id,
    version: 1,
    kind: 'incident',
    title: null,
    impact: impactOf(incident.kind),
    components: [component.key],
    incident: incident.id,
    startedAt,
    endedAt: null,
    updates: [{ at: incident.openedAt, state: 'investigating', text: null }],
  }
  if (resolvedAt === null) return opened
  const over = withUpdate(opened, { at: resolvedAt, state: 'resolved', text: null })
  return { ...over, version: 1 }
}

function auditOf(after: Post, before: Post | null): Audit {
  const verb = before ? 'update' : 'create'
  const by = { actor: 'esonar', actorName: 'eSonar' }
  return { ...by, verb, noun: 'post', subject: after.id, before, after }
}
