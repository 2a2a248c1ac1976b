// The verdict of a group, made of its members' verdicts: they are verified already, so nothing is
// waited for here. A member that is not known counts as neither up nor down.
import type { CheckOf } from '../check/check.ts'
import type { Incident, MemberFacts } from '../incident.ts'
import { draftOf, stepOf } from '../verdict/draft.ts'
import { resolve } from '../verdict/incidents.ts'
import type { CheckState, Health, Step, World } from '../verdict/state.ts'
import { noStep, putHealth, toldVerdict, turnTo } from './turn.ts'

/** A member as the group sees it. */
export interface Member {
  id: string
  name: string
  health: Health | 'paused'
  /** Start of its open trouble, or of its health: when the group's trouble began. */
  since: number
  /** End of its last trouble, when it is over: when the group's ended. */
  backAt: number | null
}

export type GroupCheck = CheckOf<'group'>

/** What the members come to: `unknown` when those not known could make it either. Paused ones are
 *  set aside: they neither count nor are wanted. */
export function groupHealth(
  { group }: GroupCheck,
  members: readonly Member[],
): { health: Health; wanted: number } {
  const counted = members.filter((one) => one.health !== 'paused')
  const count = (...healths: Member['health'][]) =>
    counted.filter((one) => healths.includes(one.health)).length
  const wanted = Math.min(counted.length, wantedOf(group, counted.length))
  const up = count('up')
  const health = ((): Health => {
    if (counted.length === 0) return 'unknown'
    if (counted.length - count('down') < wanted) return 'down'
    if (up >= wanted) return 'up'
    if (up + count('slow') >= wanted) return 'slow'
    return up + count('slow', 'regional') >= wanted ? 'regional' : 'unknown'
  })()
  return { health, wanted }
}

function wantedOf({ rule, atLeast }: GroupCheck['group'], counted: number): number {
  if (rule === 'all') return counted
  return rule === 'any' ? 1 : atLeast
}

/** The step of a group whose members are now so. */
export function regrouped(state: CheckState, members: readonly Member[], world: World): Step {
  const check = world.check as GroupCheck
  const { health, wanted } = groupHealth(check, members)
  const key = [`${health} ${wanted}`, ...members.map((one) => `${one.id} ${one.health}`)].join()
  if (state.group?.key === key) return noStep(state)
  const draft = draftOf(state, world)
  draft.state.group = { key }
  const open = draft.state.open.health
  const down = members.filter((one) => one.health === 'down')
  if (health === 'down') {
    if (!open) {
      const counted = members.filter((one) => one.health !== 'paused').length
      const startedAt = startOf(down, counted - wanted)
      const facts = factsOf(members, down, wanted)
      const decidedAfterMs = Math.max(0, world.now - startedAt)
      const verdict = toldVerdict('members', { members: facts, decidedAfterMs })
      turnTo(draft, { kind: 'down', level: check.downLevel, startedAt, verdict })
    }
  } else if (open && health !== 'unknown') {
    resolve(draft, open, 'recovered', { until: endOf(open, members, world.now) })
  }
  // Not known changes nothing: an open incident stays open.
  putHealth(draft, health === 'unknown' && draft.state.open.health ? 'down' : health)
  return stepOf(draft)
}

/** It fell when one more was down than may be. */
function startOf(down: readonly Member[], mayBeDown: number): number {
  const starts = down.map((one) => one.since).toSorted((a, b) => a - b)
  return starts[Math.min(starts.length - 1, mayBeDown)] ?? 0
}

function endOf(open: Incident, members: readonly Member[], now: number): number {
  const ends = members.flatMap((one) =>
    one.health !== 'down' && one.backAt !== null && one.backAt >= open.startedAt
      ? [one.backAt]
      : [],
  )
  return ends.length > 0 ? Math.min(now, Math.max(...ends)) : now
}

function factsOf(all: readonly Member[], down: readonly Member[], wanted: number): MemberFacts {
  const unknown = all.filter((one) => one.health === 'unknown').length
  return { down: down.map((one) => one.name), of: all.length, wanted, unknown }
}
