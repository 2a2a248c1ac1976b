// Groups and their members, as people change them: members exist, no circle, and nobody removes a
// check that a group still counts on.
import type { Check } from '../domain/check/check.ts'
import { circleOf } from '../domain/check/group.ts'
import { Problem } from '../domain/problem.ts'
import type { HubPorts } from '../hub-ports.ts'

/** Refuses members that are not there, and a group that is its own member in the end. */
export async function verifyMembers(hub: HubPorts, check: Check): Promise<void> {
  if (check.type !== 'group') return
  const checks = (await hub.config.whole(check.workspace))?.checks ?? []
  const known = new Map(checks.map((one) => [one.id, one]))
  known.set(check.id, check)
  const stranger = check.group.members.find((id) => !known.has(id))
  if (stranger !== undefined) {
    throw new Problem('invalid', `"${stranger}" is not a check of this workspace`, 'members')
  }
  if (check.group.rule === 'at_least' && check.group.atLeast > check.group.members.length) {
    const most = check.group.members.length
    throw new Problem('invalid', `must be at most ${most}, the number of members`, 'atLeast')
  }
  const circle = circleOf(check.id, (id) => {
    const one = known.get(id)
    return one?.type === 'group' ? one.group.members : []
  })
  if (!circle) return
  const way = circle.map((id) => known.get(id)?.name ?? id).join(' → ')
  throw new Problem('invalid', `leads back to this group: ${way}; leave one of them out`, 'members')
}

/** Refuses to remove a check that is a member of a group. */
export async function verifyUnneeded(hub: HubPorts, check: Check): Promise<void> {
  const checks = (await hub.config.whole(check.workspace))?.checks ?? []
  const group = checks.find((one) => one.type === 'group' && one.group.members.includes(check.id))
  if (!group) return
  throw new Problem(
    'conflict',
    `It is a member of the group ${group.name}; take it out there first.`,
  )
}
