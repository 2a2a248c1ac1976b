// What time and members bring to checks that nobody asks: a heartbeat that stays silent, a group
// whose members changed.
import type { Check } from '../domain/check/check.ts'
import { beatPassed, beatWakeAt, type Member, regrouped } from '../domain/told/index.ts'
import type { ShardPorts } from '../ports.ts'
import { commit } from './judge.ts'
import { type Memory, type Watched, worldOf } from './memory.ts'

/** Decides what time has decided about a check that is told. */
export function lookAtTold(memory: Memory, ports: ShardPorts, watched: Watched): void {
  const now = ports.clock.now()
  if (watched.now) {
    watched.now = false
    resume(memory, ports, watched, now)
  }
  const at = toldWakeAt(watched)
  if (at === null || at > now) return
  commit(memory, ports, watched, beatPassed(watched.state, worldOf(memory, ports, watched)))
}

/** Told anew, resumed or ended by hand: what comes next is waited for from now on. */
function resume(memory: Memory, ports: ShardPorts, watched: Watched, now: number): void {
  const { state } = watched
  if (!state.beat) return
  const anew = { ...state, beat: { ...state.beat, from: now } }
  commit(memory, ports, watched, { state: anew, incidents: [], suspicions: [] })
}

/** When a check that is told wants to be looked at; null: time brings it nothing. */
export function toldWakeAt({ check, state }: Watched): number | null {
  return check.type === 'heartbeat' && !check.paused ? beatWakeAt(state, check) : null
}

/** Judges every group anew whose members changed; groups of groups until nothing changes. */
export function regroup(memory: Memory, ports: ShardPorts): void {
  const groups = [...memory.checks.values()].filter(
    ({ check }) => check.type === 'group' && !check.paused,
  )
  for (let rest = groups.length; rest > 0; rest -= 1) {
    const changed = groups.filter((watched) => regroupOne(memory, ports, watched))
    if (changed.length === 0) return
  }
}

function regroupOne(memory: Memory, ports: ShardPorts, watched: Watched): boolean {
  const { check, state } = watched
  if (check.type !== 'group') return false
  const members = check.group.members.flatMap((id) => memberOf(memory, check, id) ?? [])
  const step = regrouped(state, members, worldOf(memory, ports, watched))
  if (step.state === state) return false
  commit(memory, ports, watched, step)
  return true
}

/** A member as its group sees it; null: it is gone, or of another workspace. */
function memberOf(memory: Memory, group: Check, id: string): Member | null {
  const watched = memory.checks.get(id)
  if (watched?.check.workspace !== group.workspace) return null
  const { check, state } = watched
  const { health, since, open } = state
  const trouble = open.health ?? open.silent
  const last = memory.ended.incidents.find(
    (one) => one.check === id && (one.group === 'health' || one.group === 'silent'),
  )
  return {
    id,
    name: check.name,
    health: check.paused ? 'paused' : health,
    since: trouble?.startedAt ?? since,
    backAt: trouble ? null : (last?.events.at(-1)?.since ?? null),
  }
}
