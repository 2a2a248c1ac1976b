// Alert policies: which channels are told at which minute, directly or as the ways to a person who is
// on call. One plan for telling and for the preview.
import type { Channel, Policy, PolicyStep, WorkspaceConfig } from './config.ts'
import { type Level, levels } from './incident.ts'
import { whoIsOnCall } from './oncall.ts'
import { isOwnerRoad } from './owner-road.ts'

const minuteMs = 60_000
export const stepsMax = 10
/** Ways to one person that are used. */
export const waysMax = 10
export const repeatsMax = 10

/** What telling reads of a policy. */
export type Rules = Pick<
  Policy,
  'steps' | 'remindEveryMinutes' | 'repeat' | 'quietHours' | 'digest'
>

/** The policy that rules a check: its own, else the workspace's default, else one that tells
 *  every enabled channel at once. A lost policy row must not silence anybody. */
export function policyOf(
  config: Pick<WorkspaceConfig, 'checks' | 'policies'>,
  check: string | null,
): Rules {
  const own = config.checks.find((one) => one.id === check)?.policy
  return (
    config.policies.find((one) => one.id === own) ??
    config.policies.find((one) => one.isDefault) ?? {
      steps: [{ afterMinutes: 0, channels: 'all', levels: [...levels] }],
      remindEveryMinutes: null,
    }
  )
}

/** What a policy does at a level. `isInstead`: all of its channels are off, so others are told. */
export interface Plan extends Rules {
  isInstead: boolean
}

/** The policy as it tells of a level. Where every channel that it would tell is off, the workspace's
 *  default speaks for it, or else everybody: nobody may be left untold by a switch. */
export function planOf(
  config: Pick<WorkspaceConfig, 'channels' | 'schedules' | 'policies'>,
  rules: Rules,
  level: Level,
  at: number,
): Plan {
  const reaches = (one: Pick<Rules, 'steps'>) =>
    one.steps.some((step) => callsOf(config, step, { index: 0, round: 0, level, at }).length > 0)
  const wouldTell = rules.steps.some((step) => isSilencedByOff(config.channels, step, level))
  if (!wouldTell || reaches(rules)) return { ...rules, isInstead: false }
  const usual = config.policies.find((one) => one.isDefault)
  const everybody: PolicyStep = { afterMinutes: 0, channels: 'all', levels: [...levels] }
  return { ...rules, steps: usual && reaches(usual) ? usual.steps : [everybody], isInstead: true }
}

/** A step names somebody for the level, who is switched off. */
function isSilencedByOff(channels: Channel[], step: PolicyStep, level: Level): boolean {
  if (!step.levels.includes(level)) return false
  const isCalling = (step.onCall?.length ?? 0) + (step.people?.length ?? 0) > 0
  const isNamed = (id: string) => isCalling || step.channels === 'all' || step.channels.includes(id)
  return channels.some((one) => !one.enabled && one.levels.includes(level) && isNamed(one.id))
}

/** Why a channel is told. `owner`: no channel of the workspace is on, so its owners are. `nobody`: nobody was on call, so everybody is told. `instead`: all channels
 *  of the policy are off. */
export type CallWhy = 'channel' | 'on_call' | 'person' | 'nobody' | 'instead' | 'owner'

/** One channel that one step tells. */
export interface Call {
  /** Place in the plan, part of the delivery's id; 0 to 9 for the steps themselves. */
  stage: number
  channel: Channel
  dueAt: number
  person: string | null
  /** The schedule that led to the person. */
  schedule: string | null
  why: CallWhy
}

interface StepFacts {
  index: number
  round: number
  level: Level
  at: number
  isInstead?: boolean
}

/** Whom a step tells that is due at `at` (ms since the epoch), each channel once. `round`: how often
 *  all steps have been repeated. */
export function callsOf(
  config: Pick<WorkspaceConfig, 'channels' | 'schedules'>,
  step: PolicyStep,
  { index, round, level, at, isInstead = false }: StepFacts,
): Call[] {
  if (!step.levels.includes(level)) return []
  const takers = config.channels.filter((one) => one.enabled && one.levels.includes(level))
  const call = (channel: Channel, facts: Partial<Call> = {}): Call => ({
    stage: stageOf(round, index, 0),
    channel,
    dueAt: at,
    person: null,
    schedule: null,
    why: isInstead ? 'instead' : 'channel',
    ...facts,
    ...(isOwnerRoad(channel.id) ? { why: 'owner' } : {}),
  })
  const calls = takers
    .filter((one) => step.channels === 'all' || step.channels.includes(one.id))
    .map((one) => call(one))
  const people = peopleOf(config, step, at)
  for (const { person, schedule, why } of people) {
    for (const [way, channel] of waysOf(takers, person).entries()) {
      const dueAt = at + (channel.contactAfterMinutes ?? 0) * minuteMs
      calls.push(call(channel, { stage: stageOf(round, index, way), dueAt, person, schedule, why }))
    }
  }
  const isAsked = (step.onCall?.length ?? 0) + (step.people?.length ?? 0) > 0
  if (isAsked && !people.some((one) => isReachable(config, one.person, level))) {
    calls.push(...takers.map((one) => call(one, { why: 'nobody' })))
  }
  return onceEach(calls)
}

/** Those whom a step calls: members it names, and whoever its schedules say. */
function peopleOf(
  { schedules = [] }: Pick<WorkspaceConfig, 'schedules'>,
  step: PolicyStep,
  at: number,
): { person: string; schedule: string | null; why: CallWhy }[] {
  const onCall = (step.onCall ?? []).flatMap((id) => {
    const schedule = schedules.find((one) => one.id === id)
    const person = schedule ? whoIsOnCall(schedule, at) : null
    return person === null ? [] : [{ person, schedule: id, why: 'on_call' as const }]
  })
  const named = (step.people ?? []).map((person) => ({
    person,
    schedule: null,
    why: 'person' as const,
  }))
  return [...onCall, ...named]
}

/** The ways to a person, in order. */
export function waysOf(channels: readonly Channel[], person: string): Channel[] {
  return channels
    .filter((one) => one.member === person && one.enabled)
    .toSorted((a, b) => (a.contactAfterMinutes ?? 0) - (b.contactAfterMinutes ?? 0))
    .slice(0, waysMax)
}

/** Somebody who wants no warnings is on call all the same; what is critical must reach somebody. */
function isReachable(
  { channels }: Pick<WorkspaceConfig, 'channels'>,
  person: string,
  level: Level,
): boolean {
  const ways = waysOf(channels, person)
  return level === 'critical' ? ways.some((one) => one.levels.includes(level)) : ways.length > 0
}

/** A channel that is reached in two ways is told at the earlier. */
function onceEach(calls: Call[]): Call[] {
  const first = new Map<string, Call>()
  for (const one of calls) {
    const known = first.get(one.channel.id)
    if (!known || one.dueAt < known.dueAt) first.set(one.channel.id, one)
  }
  return [...first.values()]
}

/** The number of a stage: the step's own, 10 more for each further way, 100 for each repeat. */
export function stageOf(round: number, index: number, way: number): number {
  return index + stepsMax * way + stepsMax * waysMax * round
}

/** What a stage's number says. */
export function readStage(stage: number): { round: number; index: number; way: number } {
  return {
    round: Math.floor(stage / (stepsMax * waysMax)),
    index: stage % stepsMax,
    way: Math.floor(stage / stepsMax) % waysMax,
  }
}
