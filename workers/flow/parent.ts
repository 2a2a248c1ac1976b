// The check that another depends on: one of the same workspace, without a circle. A parent that is
// removed leaves its children without one.
import type { Check } from '../domain/check/index.ts'
import { workspaceOf } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { auditOf, lostRace } from './change.ts'

const generationsMax = 8

/** Refuses a parent that is none, or that would make a circle. */
export async function verifyParent(hub: HubPorts, workspace: string, check: Check): Promise<void> {
  const names = [check.name]
  let id = check.parent ?? null
  for (let generation = 0; id !== null; generation += 1) {
    const isOwn = workspaceOf('check', id) === workspace
    const parent: Check | null = isOwn ? await hub.config.check(workspace, id) : null
    if (!parent && generation > 0) return
    if (!parent) throw new Problem('invalid', `"${id}" is not a check of yours`, 'parent')
    names.push(parent.name)
    if (parent.id === check.id) {
      throw new Problem('invalid', `would make a circle: ${names.join(' → ')}`, 'parent')
    }
    if (generation >= generationsMax) {
      const most = `at most ${generationsMax} checks may stand above one another`
      throw new Problem('invalid', most, 'parent')
    }
    id = parent.parent ?? null
  }
}

/** Takes the parent away from every check that depends on `id`. */
export async function orphan(hub: HubPorts, actor: Actor, id: string): Promise<void> {
  for (const child of await childrenOf(hub, actor.workspace, id)) {
    const updatedAt = new Date(hub.now()).toISOString()
    const after = { ...child, parent: null, version: child.version + 1, updatedAt }
    const facts = [{ parent: id }, { parent: null }] as const
    const audit = auditOf(actor, 'update', 'check', child.id, ...facts)
    if (!(await hub.config.putCheck(actor.workspace, after, child.version, audit))) throw lostRace()
  }
}

async function childrenOf(hub: HubPorts, workspace: string, id: string): Promise<Check[]> {
  const children: Check[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<HubPorts['config']['checks']>> = await hub.config.checks(
      workspace,
      { cursor, limit: 200 },
    )
    children.push(...page.data.filter((one) => one.parent === id))
    cursor = page.next
  } while (cursor !== null)
  return children
}
