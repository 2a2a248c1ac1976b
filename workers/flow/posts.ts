// What people and programs write on a status page: incidents with updates, maintenance announced.
import type { Page } from '../domain/config.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import {
  incidentStates,
  maintenanceStates,
  type Post,
  type PostState,
  type Update,
} from '../domain/page/post.ts'
import type { PostInput, UpdateInput } from '../domain/page/post-input.ts'
import { type Component, componentsOf } from '../domain/page/settings.ts'
import { groupsOf } from '../domain/page.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { auditOf, lostRace } from './change.ts'
import { getIncident } from './incidents.ts'
import { keepPublic } from './page-past.ts'
import { getPage, ownPage } from './pages.ts'

const listedMax = 200
const updatesMax = 100

export async function listPosts(hub: HubPorts, actor: Actor, page: string): Promise<Post[]> {
  await getPage(hub, actor, page)
  const all = await hub.publication.posts(actor.workspace, page, listedMax)
  return all.filter((one) => !one.isHidden)
}

export async function getPost(
  hub: HubPorts,
  actor: Actor,
  page: string,
  id: string,
): Promise<Post> {
  await getPage(hub, actor, page)
  const isOwn = workspaceOf('post', id) === actor.workspace
  const post = isOwn ? await hub.publication.post(actor.workspace, id) : null
  if (post?.page !== page || post.isHidden)
    throw new Problem('not_found', 'There is nothing of this id on the page.')
  return post
}

/** What a page shows, by its public keys. */
export async function componentsOfPage(hub: HubPorts, page: Page): Promise<Component[]> {
  const config = await hub.config.whole(page.workspace)
  return componentsOf(groupsOf(page, config?.checks ?? []))
}

/** Tells of an incident or a maintenance. */
export async function createPost(
  hub: HubPorts,
  actor: Actor,
  pageId: string,
  input: PostInput,
): Promise<Post> {
  const page = await ownPage(hub, actor, pageId)
  const known = new Set((await componentsOfPage(hub, page)).map((one) => one.key))
  const stranger = input.components.find((one) => !known.has(one))
  if (stranger !== undefined)
    throw new Problem('invalid', `"${stranger}" is not on this page`, 'components')
  const incident = input.incident ? await getIncident(hub, actor, input.incident) : null
  const now = hub.now()
  const { kind } = input
  const state = input.state ?? (kind === 'incident' ? 'investigating' : 'scheduled')
  refuseState(kind, state)
  const startedAt = incident?.startedAt ?? (input.startsAt ? Date.parse(input.startsAt) : now)
  const isOver = state === 'resolved' || state === 'completed'
  const endsAt = input.endsAt ? Date.parse(input.endsAt) : null
  const endedAt = isOver ? (endsAt ?? now) : kind === 'maintenance' ? endsAt : null
  refuseTimes(kind, startedAt, endedAt, now)
  const post: Post = {
    v: 1,
    id: makeId('post', actor.workspace, hub.randomId(12)),
    workspace: actor.workspace,
    page: pageId,
    version: 1,
    kind,
    title: input.title,
    impact: kind === 'maintenance' ? 'maintenance' : input.impact,
    components: [...new Set(input.components)],
    incident: incident?.id ?? null,
    startedAt,
    endedAt,
    updates: [{ at: now, state, text: input.text }],
  }
  await put(hub, actor, post, null, auditOf(actor, 'create', 'post', post.id, null, post))
  return post
}

/** Says how it goes on. */
export async function updatePost(
  hub: HubPorts,
  actor: Actor,
  pageId: string,
  id: string,
  { state, text }: UpdateInput,
): Promise<Post> {
  await ownPage(hub, actor, pageId)
  const before = await getPost(hub, actor, pageId, id)
  refuseState(before.kind, state)
  if (before.updates.length >= updatesMax)
    throw new Problem('limit_reached', `It has ${updatesMax} updates; begin another one.`)
  const after = withUpdate(before, { at: hub.now(), state, text })
  const audit = auditOf(actor, 'update', 'post', id, before, after)
  await put(hub, actor, after, before.version, audit)
  return after
}

export async function removePost(
  hub: HubPorts,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  await ownPage(hub, actor, pageId)
  const before = await getPost(hub, actor, pageId, id)
  const audit = auditOf(actor, 'delete', 'post', id, before, null)
  const { workspace } = actor
  const hidden = { ...before, version: before.version + 1, isHidden: true }
  const isDone = before.incident
    ? await hub.publication.putPost(workspace, hidden, before.version, audit)
    : await hub.publication.dropPost(workspace, id, before.version, audit)
  if (!isDone) throw lostRace()
  await keepPublic(hub, actor.workspace)
}

/** The post after one more update: resolved or completed ends it, anything else opens it again. */
export function withUpdate(post: Post, update: Update): Post {
  const isOver = update.state === 'resolved' || update.state === 'completed'
  const planned = post.kind === 'maintenance' ? post.endedAt : null
  const endedAt = isOver ? Math.max(post.startedAt, update.at) : planned
  return { ...post, version: post.version + 1, endedAt, updates: [...post.updates, update] }
}

async function put(
  hub: HubPorts,
  actor: Actor,
  post: Post,
  expected: number | null,
  audit: ReturnType<typeof auditOf>,
): Promise<void> {
  if (!(await hub.publication.putPost(actor.workspace, post, expected, audit))) throw lostRace()
  await keepPublic(hub, actor.workspace)
}

function refuseState(kind: Post['kind'], state: PostState): void {
  const states: readonly string[] = kind === 'incident' ? incidentStates : maintenanceStates
  if (!states.includes(state))
    throw new Problem('invalid', `must be one of ${states.join(', ')}`, 'state')
}

function refuseTimes(kind: Post['kind'], startedAt: number, endedAt: number | null, now: number) {
  if (kind === 'maintenance' && endedAt === null)
    throw new Problem('invalid', 'is missing: say when it ends', 'endsAt')
  if (kind === 'incident' && startedAt > now + 60_000)
    throw new Problem('invalid', 'must not be in the future', 'startsAt')
  if (endedAt !== null && endedAt < startedAt)
    throw new Problem('invalid', 'must be after the beginning', 'endsAt')
}
