// What people and programs ask of status pages.
import type { Page } from '../domain/config.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { hostKey } from '../domain/page/host.ts'
import type { PageInput, PagePatch } from '../domain/page/input.ts'
import { componentsMax, componentsOf, type Group, keyOf } from '../domain/page/settings.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'
import { forgetPublic, keepPublic } from './page-past.ts'
import { verifyRoom } from './plan.ts'

export async function listPages(hub: HubPorts, actor: Actor): Promise<Page[]> {
  allow(actor, 'read', 'page')
  return hub.config.pages(actor.workspace)
}

export async function getPage(hub: HubPorts, actor: Actor, id: string): Promise<Page> {
  allow(actor, 'read', 'page')
  const own = workspaceOf('page', id) === actor.workspace
  const page = own ? await hub.config.page(actor.workspace, id) : null
  if (!page) throw new Problem('not_found', 'There is no status page of this id.')
  return page
}

/** A page of one's own that is about to be changed. */
export async function ownPage(hub: HubPorts, actor: Actor, id: string): Promise<Page> {
  allow(actor, 'write', 'page')
  return getPage(hub, actor, id)
}

export async function createPage(hub: HubPorts, actor: Actor, input: PageInput): Promise<Page> {
  allow(actor, 'write', 'page')
  await verifyRoom(hub, actor.workspace, 'pages')
  const { groups, ...rest } = without(input)
  const page: Page = {
    v: 1,
    id: makeId('page', actor.workspace, hub.randomId(12)),
    workspace: actor.workspace,
    version: 1,
    ...rest,
    slug: input.slug,
    title: input.title,
    checks: input.checks ?? null,
    isPublic: input.isPublic ?? true,
    ...(groups ? { groups: await settled(hub, actor, groups) } : {}),
  }
  await put(hub, actor, page, null, auditOf(actor, 'create', 'page', page.id, null, page))
  return page
}

export async function updatePage(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: PagePatch,
  ifMatch: number | null,
): Promise<Page> {
  const before = await ownPage(hub, actor, id)
  const { groups, ...rest } = without(patch)
  const after: Page = {
    ...before,
    ...rest,
    ...(groups === undefined ? {} : { groups: groups && (await settled(hub, actor, groups)) }),
  } satisfies Page
  return replacePage(hub, actor, before, after, ifMatch)
}

/** Writes a page that was changed, and all that the public has of it. */
export async function replacePage(
  hub: HubPorts,
  actor: Actor,
  before: Page,
  after: Page,
  ifMatch: number | null = null,
): Promise<Page> {
  const expected = expectedVersion(ifMatch, before.version)
  const next = { ...after, version: before.version + 1 }
  const audit = auditOf(actor, 'update', 'page', before.id, told(before), told(next))
  await put(hub, actor, next, expected, audit, before)
  return next
}

async function put(
  hub: HubPorts,
  actor: Actor,
  page: Page,
  expected: number | null,
  audit: ReturnType<typeof auditOf>,
  before: Page | null = null,
): Promise<void> {
  await verifyChecks(hub, page)
  try {
    if (!(await hub.config.putPage(actor.workspace, page, expected, audit))) throw lostRace()
  } catch (fault) {
    if (fault instanceof Problem && fault.code === 'conflict' && fault.field !== 'host') {
      throw new Problem(
        'conflict',
        `"${page.slug}" is taken by another status page; choose another`,
        'slug',
      )
    }
    throw fault
  }
  if (before && (before.slug !== page.slug || !page.isPublic)) await forgetPublic(hub, before)
  else if (before?.host && before.host !== page.host) await hub.snapshots.drop(hostKey(before.host))
  await push(hub, actor.workspace)
  await keepPublic(hub, actor.workspace)
}

/** A page shows checks of its own workspace and no others. */
async function verifyChecks(hub: HubPorts, { workspace, checks }: Page): Promise<void> {
  if (!checks || checks.length === 0) return
  const known = new Set((await hub.config.whole(workspace))?.checks.map((one) => one.id))
  const stranger = checks.find((id) => !known.has(id))
  if (stranger === undefined) return
  throw new Problem('invalid', `"${stranger}" is not a check of this workspace`, 'checks')
}

export async function removePage(
  hub: HubPorts,
  actor: Actor,
  id: string,
  ifMatch: number | null,
): Promise<void> {
  const before = await ownPage(hub, actor, id)
  const audit = auditOf(actor, 'delete', 'page', id, told(before), null)
  const expected = expectedVersion(ifMatch, before.version)
  if (!(await hub.config.dropPage(actor.workspace, id, expected, audit))) throw lostRace()
  await forgetPublic(hub, before)
  await push(hub, actor.workspace)
}

/** A page as the audit log may have it. */
function told({ gate: _, ...page }: Page): Omit<Page, 'gate'> {
  return page
}

/** What is not named stays as it is. */
function without<T extends object>(input: T): Given<T> {
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Given<T>
}
type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Groups with a key for each component, of checks that are the workspace's own. */
async function settled(
  hub: HubPorts,
  actor: Actor,
  groups: NonNullable<PageInput['groups']>,
): Promise<Group[]> {
  const all = groups.flatMap((group) => group.components)
  if (all.length > componentsMax)
    throw new Problem('invalid', `must have at most ${componentsMax} components`, 'groups')
  const wanted = all.flatMap(({ check }) => check ?? [])
  if (wanted.length > 0) await verifyShown(hub, actor, wanted)
  const made: Group[] = groups.map(({ name, components }) => ({
    name,
    components: components.map(({ key, name: called, check, hand }) => ({
      key: key ?? (check === null ? `h${hub.randomId(8)}` : keyOf(check)),
      name: called,
      check,
      ...(check === null ? { hand: hand ?? 'up' } : {}),
    })),
  }))
  const keys = new Set<string>()
  for (const { key, name } of componentsOf(made)) {
    if (keys.has(key))
      throw new Problem('invalid', `"${name}": this check is on the page already`, 'groups')
    keys.add(key)
  }
  return made
}

async function verifyShown(hub: HubPorts, actor: Actor, wanted: string[]): Promise<void> {
  const config = await hub.config.whole(actor.workspace)
  const known = new Set(config?.checks.map((one) => one.id))
  const stranger = wanted.find((one) => !known.has(one))
  if (stranger !== undefined)
    throw new Problem('invalid', `there is no check "${stranger}"; choose one of yours`, 'groups')
}
