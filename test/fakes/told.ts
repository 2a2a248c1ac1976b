// Checks that nobody asks, for tests: heartbeats, groups, manual ones.
import type { Check, CheckOf } from '../../workers/domain/check/check.ts'
import { type HeartbeatSettings, heartbeatDefaults } from '../../workers/domain/check/heartbeat.ts'
import type { Heard } from '../../workers/domain/ping.ts'
import { checkOf, workspace } from './telling.ts'

const idOf = (name: string) => `chk_${workspace}_${name}`

function baseOf(name: string, facts: Partial<Check>) {
  const { http: _, ...base } = checkOf() as CheckOf<'http'>
  return { ...base, id: idOf(name), name, tags: [], ...facts }
}

/** A heartbeat: each day, with an hour of grace, unless told otherwise. */
export function heartbeatOf(
  settings: Partial<HeartbeatSettings> = {},
  name = 'backup',
  facts: Partial<Check> = {},
): CheckOf<'heartbeat'> {
  return {
    ...baseOf(name, facts),
    type: 'heartbeat',
    heartbeat: { ...heartbeatDefaults, ...settings },
  } as CheckOf<'heartbeat'>
}

export function manualOf(name: string, facts: Partial<Check> = {}): CheckOf<'manual'> {
  return { ...baseOf(name, facts), type: 'manual', manual: {} } as CheckOf<'manual'>
}

/** A group of checks by their names. */
export function groupOf(
  name: string,
  members: string[],
  rule: CheckOf<'group'>['group']['rule'] = 'all',
  atLeast = 1,
): CheckOf<'group'> {
  const group = { members: members.map(idOf), rule, atLeast }
  return { ...baseOf(name, {}), type: 'group', group } as CheckOf<'group'>
}

export function heardOf(facts: Partial<Heard> = {}): Heard {
  return { act: 'success', exitCode: null, rid: null, durationMs: null, body: '', ...facts }
}
