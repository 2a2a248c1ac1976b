// What a policy does, before anything falls: who is told when if something falls at a moment and
// nobody acknowledges. Made by the same plan as telling itself.
import type { Channel, PolicyStep, WorkspaceConfig } from './config.ts'
import type { Level } from './incident.ts'
import { isOwnerRoad } from './owner-road.ts'
import { type CallWhy, callsOf, planOf, type Rules, repeatsMax } from './policy.ts'
import { waitOf } from './quiet.ts'
import { mutedUntil } from './silence.ts'

const minuteMs = 60_000

/** One message that would go out, or would not. */
export interface PreviewLine {
  /** When it goes; of one that does not, when it would. */
  at: number
  /** When its step comes up. */
  owedAt: number
  step: number
  /** How often all steps have been repeated. */
  round: number
  channel: string
  person: string | null
  schedule: string | null
  why: CallWhy
  waitsFor: 'quiet' | 'digest' | null
  /** Why it does not go. */
  not: 'off' | 'unverified' | 'level' | null
}

export interface Preview {
  lines: PreviewLine[]
  /** All channels of the policy are off: others are told instead. */
  isInstead: boolean
  /** Until when nobody is told, by maintenance or a silence. */
  mutedUntil: number | null
}

/** The timeline of an incident of this level that opens at `at` (ms since the epoch). `check`: whose
 *  maintenance and silences count. */
export function previewOf(
  policy: Rules,
  config: WorkspaceConfig,
  { at, level, check = null }: { at: number; level: Level; check?: string | null },
): Preview {
  const muted = mutedUntil(config, check, at)
  const since = muted ?? at
  const plan = planOf(config, policy, level, since)
  const { isInstead } = plan
  const rounds = policy.repeat ? Math.min(policy.repeat.times, repeatsMax) : 0
  const lines: PreviewLine[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const from = since + round * (policy.repeat?.everyMinutes ?? 0) * minuteMs
    for (const [index, step] of plan.steps.entries()) {
      const stepAt = from + step.afterMinutes * minuteMs
      const facts = { index, round, level, at: stepAt, isInstead }
      for (const { channel, dueAt, person, schedule, why } of callsOf(config, step, facts)) {
        const wait = waitOf(policy, level, dueAt)
        lines.push({
          at: wait?.until ?? dueAt,
          owedAt: dueAt,
          step: index,
          round,
          channel: channel.id,
          person,
          schedule,
          why,
          waitsFor: wait?.why ?? null,
          not: null,
        })
      }
    }
  }
  for (const [index, step] of policy.steps.entries()) {
    const stepAt = since + step.afterMinutes * minuteMs
    lines.push(...silent(config.channels, step, index, level, stepAt))
  }
  lines.sort((a, b) => a.at - b.at || a.step - b.step)
  return { lines, isInstead, mutedUntil: muted }
}

/** Channels that a step names, and that it does not reach. */
function silent(
  channels: Channel[],
  step: PolicyStep,
  index: number,
  level: Level,
  at: number,
): PreviewLine[] {
  if (!step.levels.includes(level)) return []
  return channels
    .filter((one) => step.channels === 'all' || step.channels.includes(one.id))
    .filter((one) => !isOwnerRoad(one.id))
    .flatMap((one) => {
      const not = whyNot(one, level)
      if (not === null) return []
      const line = {
        at,
        owedAt: at,
        step: index,
        round: 0,
        channel: one.id,
        why: 'channel' as const,
      }
      return [{ ...line, person: null, schedule: null, waitsFor: null, not }]
    })
}

/** `unverified`: nobody has typed the code that proves the address. */
function whyNot({ enabled, disabledWhy, levels }: Channel, level: Level): PreviewLine['not'] {
  if (enabled) return levels.includes(level) ? null : 'level'
  return disabledWhy === 'unverified' ? 'unverified' : 'off'
}
