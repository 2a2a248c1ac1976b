// What people and programs ask of status pages.
import type { Page } from '../domain/config.ts'
import { makeId, workspaceOf } from '../domain/id.ts'
import { limits } from '../domain/limits.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, auditOf, expectedVersion, lostRace, push } from './change.ts'

export interface PageInput {
  slug: string
  title: string
  checks?: string[] | null | undefined
  isPublic?: boolean | undefined
}

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

export async function createPage(hub: HubPorts, actor: Actor, input: PageInput): Promise<Page> {
  allow(actor, 'write', 'page')
  const { pagesMax } = limits(hub.settings.plan)
  if (Number.isFinite(pagesMax) && (await hub.config.pages(actor.workspace)).length >= pagesMax) {
    throw new Problem(
      'limit_reached',
      `Your plan has ${pagesMax} status pages; remove one or take a larger plan.`,
    )
  }
  const page: Page = {
    v: 1,
    id: makeId('page', actor.workspace, hub.randomId(12)),
    workspace: actor.workspace,
    version: 1,
    slug: input.slug,
    title: input.title,
    checks: input.checks ?? null,
    isPublic: input.isPublic ?? true,
  }
  await put(hub, actor, page, null, auditOf(actor, 'create', 'page', page.id, null, page))
  return page
}

export async function updatePage(
  hub: HubPorts,
  actor: Actor,
  id: string,
  patch: Partial<PageInput>,
  ifMatch: number | null,
): Promise<Page> {
  allow(actor, 'write', 'page')
  const before = await getPage(hub, actor, id)
  const expected = expectedVersion(ifMatch, before.version)
  const after: Page = {
    ...before,
    version: before.version + 1,
    slug: patch.slug ?? before.slug,
    title: patch.title ?? before.title,
    checks: patch.checks === undefined ? before.checks : patch.checks,
    isPublic: patch.isPublic ?? before.isPublic,
  }
  await put(hub, actor, after, expected, auditOf(actor, 'update', 'page', id, before, after))
  if (after.slug !== before.slug || !after.isPublic) await hub.snapshots.drop(`page:${before.slug}`)
  return after
}

async function put(
  hub: HubPorts,
  actor: Actor,
  page: Page,
  expected: number | null,
  audit: ReturnType<typeof auditOf>,
): Promise<void> {
  await verifyChecks(hub, page)
  try {
    if (!(await hub.config.putPage(actor.workspace, page, expected, audit))) throw lostRace()
  } catch (fault) {
    if (fault instanceof Problem && fault.code === 'conflict') {
      throw new Problem(
        'conflict',
        `"${page.slug}" is taken by another status page; choose another`,
        'slug',
      )
    }
    throw fault
  }
  await push(hub, actor.workspace)
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
  allow(actor, 'write', 'page')
  const before = await getPage(hub, actor, id)
  const audit = auditOf(actor, 'delete', 'page', id, before, null)
  if (
    !(await hub.config.dropPage(
      actor.workspace,
      id,
      expectedVersion(ifMatch, before.version),
      audit,
    ))
  )
    throw lostRace()
  await hub.snapshots.drop(`page:${before.slug}`)
  await push(hub, actor.workspace)
}
