// Incidents that open together: which group a new one joins, and how that group stands.
import { type GroupFacts, groupFor, groupWindowMs } from '../domain/group.ts'
import { openOfHost } from '../domain/host/state.ts'
import type { Incident } from '../domain/incident.ts'
import type { Memory, Watched } from './memory.ts'

/** The incident with the group it belongs to from its beginning on. */
export function grouped(memory: Memory, watched: Watched, incident: Incident): Incident {
  if (incident.groupId !== undefined || incident.events.at(-1)?.kind !== 'opened') return incident
  const after = { ...incident, groupId: groupFor(incident, othersOf(memory, incident)) }
  watched.state = { ...watched.state, open: { ...watched.state.open, [after.group]: after } }
  return after
}

/** Whether others of its workspace fall beside it, and whether others of its group are open. */
export function togetherOf(memory: Memory, incident: Incident): GroupFacts {
  const { groupId, workspace, check, openedAt } = incident
  const theirs = othersOf(memory, incident).filter((one) => one.groupId === groupId)
  const isNear = (one: Incident) => Math.abs(one.openedAt - openedAt) <= groupWindowMs
  let isVerified = false
  for (const one of memory.checks.values()) {
    if (one.check.workspace !== workspace || one.check.id === check) continue
    const { suspicion, engine } = one.state
    if (suspicion && engine.suspect?.saidFail && !engine.suspect.waiting) isVerified = true
  }
  return {
    isFalling: isVerified || theirs.some(isNear),
    isOpen: theirs.some((one) => one.resolvedAt === null),
  }
}

/** Others that are open, or were lately. */
export function othersOf(memory: Memory, { id, workspace }: Incident): Incident[] {
  const found: Incident[] = []
  for (const host of memory.hosts.values()) {
    if (host.workspace === workspace) found.push(...openOfHost(host))
  }
  for (const { state, check } of memory.checks.values()) {
    if (check.workspace === workspace) found.push(...Object.values(state.open))
  }
  const ended = memory.ended.incidents.filter((one) => one.workspace === workspace)
  return [...found, ...ended].filter((one) => one.id !== id)
}
