// The jobs of a storm and their heartbeats: what each says and when, the whole truth known
// beforehand, and what must be told of it. What a dead shard could not hear was never said.
import type { CheckOf } from '../../workers/domain/check/check.ts'
import type { Check } from '../../workers/domain/check/index.ts'
import { resolveCheck } from '../../workers/domain/check/index.ts'
import type { Incident } from '../../workers/domain/incident.ts'
import type { PingAct } from '../../workers/domain/ping.ts'
import { flappingChanges, flappingWindowMs } from '../../workers/domain/verdict/numbers.ts'
import { hearPing } from '../../workers/flow/hear.ts'
import type { judgeOf } from './judge.ts'
import { type Chance, chanceOf } from './loop.ts'
import { bornAt, type Storm, workspace } from './storm.ts'
import type { World } from './world.ts'

/** One word of a job. */
export interface Saying {
  at: number
  act: PingAct
  rid: string | null
}
type Beat = CheckOf<'heartbeat'>
type Judge = ReturnType<typeof judgeOf>

const second = 1_000
/** A word that is late by less than this much before the grace is over is in time. */
const spareMs = 6 * second
/** An alarm of the shard, and the write, take no longer. */
const tickMs = 2 * second
/** Deaths are felt for so long: a closed door gives a fresh grace, three times at most. */
const doorMs = 60 * second
/** A shard that was dead for longer knows that its door was closed. */
const closedMs = 13 * second

/** The storm with its jobs. A step of the wall clock would make late what is in time: none there. */
export function withJobs(storm: Storm): Storm {
  return { ...storm, checks: [...storm.checks, ...beatsOf(storm)] }
}

function beatsOf({ seed, steps }: Storm): Check[] {
  if (steps.length > 0) return []
  const chance = chanceOf(seed * 3_011)
  return [1, 2].map((number) => {
    const id = `chk_${workspace}_job${number}`
    const isCron = chance.is(0.4)
    const check = resolveCheck(
      {
        type: 'heartbeat',
        periodSeconds: chance.pick([60, 120, 300]),
        graceSeconds: chance.pick([30, 60, 120]),
        ...(isCron ? { cron: `*/${chance.pick([2, 5])} * * * *` } : {}),
      },
      { id, workspace, nowIso: '2026-11-24T00:00:00.000Z' },
    )
    return check
  })
}

export const jobsOf = ({ checks }: Storm): Beat[] =>
  checks.filter((one): one is Beat => one.type === 'heartbeat')

/** When the next success is due after one at `at`, by hand: each so many seconds, or minutes. */
function dueOf({ heartbeat }: Beat, at: number): number {
  const { cron, periodSeconds } = heartbeat
  if (cron === null) return at + periodSeconds * second
  const everyMs = Number(/\d+/.exec(cron)![0]) * 60 * second
  const wall = bornAt + at
  const next = (Math.floor(wall / everyMs) + 1) * everyMs
  // A word that comes a moment early is the one that was awaited.
  return (next - wall <= 10 * second ? next + everyMs : next) - bornAt
}

const graceOf = ({ heartbeat }: Beat) => heartbeat.graceSeconds * second

/** All that a job will say; it is well at the end. */
export function sayingsOf(storm: Storm, check: Beat): Saying[] {
  const chance = chanceOf(storm.seed * 5_003 + check.id.charCodeAt(check.id.length - 1))
  const all: Saying[] = []
  const lastMs = storm.endMs - 400 * second
  const troubles = [1, 2].map((part) => (lastMs * (part + chance.next() * 0.6)) / 3)
  let at = 20 * second
  for (let run = 0; at < storm.endMs - 5 * second; run += 1) {
    all.push(...runOf(chance, check, at, run))
    const due = Math.max(dueOf(check, at), at)
    at = due + chance.whole(0, chance.is(0.3) ? graceOf(check) - spareMs : 2 * second)
    const trouble = troubles[0]
    if (trouble === undefined || at < trouble) continue
    troubles.shift()
    at = troubled(chance, check, at, all)
  }
  return all.toSorted((a, b) => a.at - b.at)
}

/** A run as a job tells of it: its end alone, with its start, twice, or two that overlap. */
function runOf(chance: Chance, check: Beat, at: number, run: number): Saying[] {
  const end: Saying = { at, act: 'success', rid: null }
  const runMs = Math.min(15 * second, graceOf(check) / 2)
  switch (chance.pick(['plain', 'plain', 'whole', 'doubled', 'overlapping', 'log'] as const)) {
    case 'plain':
      return [end]
    case 'doubled':
      return [end, { ...end, at: at + chance.whole(0, 900) }]
    case 'log':
      return [end, { ...end, at: at + 200, act: 'log' }]
    case 'whole':
      return [
        { ...end, at: at - runMs, act: 'start', rid: `${run}` },
        { ...end, rid: `${run}` },
      ]
    case 'overlapping':
      // The one that began first ends last.
      return [
        { at: at - runMs, act: 'start', rid: `${run}a` },
        { at: at - runMs / 2, act: 'start', rid: `${run}b` },
        { at: at - 500, act: 'success', rid: `${run}b` },
        { ...end, rid: `${run}a` },
      ]
  }
}

/** Something goes wrong from `at` on; gives back when the job speaks again. */
function troubled(chance: Chance, check: Beat, at: number, all: Saying[]): number {
  const longMs = chance.whole(20, 200) * second
  switch (chance.pick(['silent', 'fails', 'unended'] as const)) {
    case 'silent':
      return dueOf(check, at) + graceOf(check) + longMs
    case 'fails':
      all.push({ at, act: 'fail', rid: null })
      return at + longMs
    case 'unended':
      all.push({ at: at - 100, act: 'success', rid: null }, { at, act: 'start', rid: 'lost' })
      return at + graceOf(check) + longMs
  }
}

/** Lets every job say its words at their time; what is heard is written down. */
export function beginJobs(storm: Storm, world: World, { ledger, say }: Judge): void {
  for (const { id, ...rest } of jobsOf(storm)) {
    const heard: Saying[] = []
    ledger.heard.set(id, heard)
    for (const saying of sayingsOf(storm, { id, ...rest } as Beat)) {
      world.loop.later(saying.at, () => {
        const before = keptOf(world, id)
        world.visit((memory, ports) => {
          // Heard first, since what it leads to is judged at once.
          heard.push(saying)
          const { act, rid } = saying
          const words = { act, rid, exitCode: null, durationMs: null, body: '' }
          hearPing(memory, ports, workspace, id, words)
        })
        // A shard that dies over it knows of it when it was written, whatever the job was answered.
        const isKept = keptOf(world, id) !== before
        if (!isKept && heard.at(-1) === saying) heard.pop()
        if (!isKept) ledger.unheard.set(id, [...(ledger.unheard.get(id) ?? []), saying])
        say(`${id} says ${saying.act} ${isKept ? '' : '(unheard)'}`)
      })
    }
  }
}

/** What the store holds of the words of a job; it is written together with what they lead to. */
function keptOf({ store }: World, id: string): string {
  const key = `pings/${id}`
  return store.has(key) ? store.text(key) : ''
}

/** Whether an incident says that a run has not ended, though its end was said: to a shard that was
 *  dead for so long that it knew of it. */
export function isEndLost({ check, verdict }: Incident, ledger: Judge['ledger']): boolean {
  const run = verdict.beat?.run
  if (check === null || verdict.rule !== 'heartbeat_unended' || !run) return false
  const startAt = run.startedAt - bornAt
  const starts = (ledger.heard.get(check) ?? []).filter((one) => one.act === 'start')
  const start = starts.find((one) => one.at === startAt)
  const ends = (ledger.unheard.get(check) ?? []).filter((one) => start && isEndOf(one, start))
  const deaths = ledger.deaths.filter((one) => one.to - one.from > closedMs)
  return ends.some(({ at }) => deaths.some((one) => one.from <= at && at <= one.to))
}

/** The instants by which a job gave cause to be told, by all that was heard until `at`. */
export function causesOf(check: Beat, heard: Saying[], at: number): number[] {
  const before = heard.filter((one) => one.at <= at)
  const success = before.findLast((one) => one.act === 'success')
  const fails = before.filter((one) => one.act === 'fail').map((one) => one.at)
  const late = success ? [dueOf(check, success.at) + graceOf(check)] : []
  const runs = before
    .filter((one) => one.act === 'start')
    .filter((one) => !before.some((end) => isEndOf(end, one)))
    .map((one) => one.at + graceOf(check))
  const successAt = success?.at ?? Number.NEGATIVE_INFINITY
  return [...late, ...fails, ...runs].filter((cause) => cause <= at && cause > successAt)
}

const isEndOf = (end: Saying, start: Saying) =>
  (end.act === 'success' || end.act === 'fail') && end.rid === start.rid && end.at >= start.at

/** Whether a job gave cause to be told at `at`. */
export function mayTellSilence(check: Beat, heard: Saying[], at: number): boolean {
  return causesOf(check, heard, at).length > 0
}

/** What must have been told of each job, and when. */
export function judgeJobs(storm: Storm, { ledger, breaks }: Judge): void {
  for (const check of jobsOf(storm)) {
    const heard = ledger.heard.get(check.id) ?? []
    const incidents = [...ledger.incidents.values()].filter(
      ({ incident }) => incident.check === check.id && incident.group === 'silent',
    )
    const wasAway = (from: number, to: number) =>
      ledger.deaths.some((one) => one.from <= to + tickMs && from <= one.to + doorMs)
    for (const { openedAt, endedAt, incident } of incidents) {
      const back = heard.find((one) => one.act === 'success' && one.at > openedAt)
      if (!back || wasAway(back.at, back.at) || isFlapping(incidents, back.at)) continue
      if (endedAt === null || endedAt > back.at + tickMs)
        breaks('a job that speaks again is well', incident.id)
    }
    for (const [index, word] of heard.entries()) {
      const next = heard.slice(index + 1).find((one) => one.act === 'success')
      const until = next?.at ?? storm.endMs
      const by = dueToTell(check, heard, word)
      if (by === null || by + tickMs >= until || wasAway(word.at, by)) continue
      const isTold = incidents.some(
        ({ openedAt, endedAt }) =>
          openedAt <= by + tickMs && (endedAt === null || endedAt >= by - tickMs),
      )
      if (!isTold) breaks('a silent job is told', `${check.id} ${word.act} at ${word.at / second}`)
    }
  }
}

/** More turns in half an hour than end an incident: it is held open until it is quiet. */
function isFlapping(
  incidents: { openedAt: number; endedAt: number | null }[],
  at: number,
): boolean {
  const turns = incidents.flatMap(({ openedAt, endedAt }) => [openedAt, endedAt ?? Infinity])
  return turns.filter((one) => one <= at && at - one < flappingWindowMs).length > flappingChanges
}

/** By when a word, were no success to follow it, makes a job told. */
function dueToTell(check: Beat, heard: Saying[], word: Saying): number | null {
  if (word.act === 'success') return dueOf(check, word.at) + graceOf(check)
  if (word.act === 'fail') return word.at
  if (word.act === 'log' || heard.some((one) => isEndOf(one, word))) return null
  return word.at + graceOf(check)
}
