// Many changes of checks in one request: each stands or falls for itself, and the shard hears of all
// new ones at once.
import type { Check, CheckInput, CheckPatch } from '../domain/check/index.ts'
import { makeId } from '../domain/id.ts'
import { Problem } from '../domain/problem.ts'
import type { Actor, HubPorts } from '../hub-ports.ts'
import { allow, push } from './change.ts'
import { createCheck, getCheck, masked, removeCheck, updateCheck } from './checks.ts'
import { hashOf } from './hash.ts'

export type BulkChange =
  | { op: 'create'; input: CheckInput }
  | { op: 'update'; id: string; version: number | null; patch: (check: Check) => CheckPatch }
  | { op: 'pause' | 'resume'; id: string; version: number | null }
  | { op: 'delete'; id: string; version: number | null }

export type BulkAnswer =
  | { status: 200 | 201; id: string; check: Check }
  | { status: 204; id: string }
  | { problem: Problem }

/** Does each in turn. `key`: the request's idempotency key; a check made under it before is
 *  answered instead of made again, also where the first request died in the middle. */
export async function changeMany(
  hub: HubPorts,
  actor: Actor,
  changes: (BulkChange | Problem)[],
  key: string | null,
): Promise<BulkAnswer[]> {
  allow(actor, 'write', 'check')
  const answers: BulkAnswer[] = []
  for (const [index, change] of changes.entries()) {
    try {
      if (change instanceof Problem) throw change
      const rest = key === null ? undefined : await restFor(key, index, change)
      answers.push(await changeOne(hub, actor, change, rest))
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault
      answers.push({ problem: fault })
    }
  }
  if (answers.some((one) => 'status' in one && one.status === 201)) await push(hub, actor.workspace)
  return answers
}

async function changeOne(
  hub: HubPorts,
  actor: Actor,
  change: BulkChange,
  rest: string | undefined,
): Promise<BulkAnswer> {
  if (change.op === 'create') {
    const made = rest === undefined ? null : await madeBefore(hub, actor, rest)
    const facts = { isOneOfMany: true, ...(rest === undefined ? {} : { rest }) }
    const check = made ?? (await createCheck(hub, actor, change.input, facts))
    return { status: 201, id: check.id, check }
  }
  const { op, id, version } = change
  if (op === 'delete') {
    await removeCheck(hub, actor, id, version)
    return { status: 204, id }
  }
  const patch =
    op === 'update' ? change.patch(await getCheck(hub, actor, id)) : { paused: op === 'pause' }
  return { status: 200, id, check: await updateCheck(hub, actor, id, patch, version) }
}

async function madeBefore(hub: HubPorts, actor: Actor, rest: string): Promise<Check | null> {
  const id = makeId('check', actor.workspace, rest)
  const check = await hub.config.check(actor.workspace, id)
  return check && masked(check)
}

/** The end of an id that the same change under the same key always gets. */
async function restFor(key: string, index: number, change: BulkChange): Promise<string> {
  const hash = await hashOf(JSON.stringify([key, index, change]))
  const letters = hash.toLowerCase().replace(/[^a-z0-9]/g, '')
  return letters.slice(0, 24)
}
