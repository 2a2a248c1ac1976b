// What the engine wants done next: the round after this one and its time, patient probes, and
// when it shall be asked again (verdict.md C11 to C15, D19, E22).
import { isGentle } from '../check/index.ts'
import { levels } from '../incident.ts'
import { levelFor } from '../level.ts'
import { borrowedSeats, isCalm, type Wish } from './borrowed.ts'
import { isBeyondPatience, lasted } from './down.ts'
import { secondReadingAt } from './expiry.ts'
import type { Run } from './memory.ts'
import * as numbers from './numbers.ts'
import { isAbsent, isAnyFree, outPlaces, seatsOf } from './places.ts'
import type { CheckState, Wants, World } from './state.ts'
import { unstableWindowMs } from './warnings.ts'

/** Whom a regular round asks: the check's own places, spares for those that are out or unwell,
 *  and whoever failed last. */
export function seats(state: CheckState, world: World): string[] {
  const { own, spares } = seatsOf(state, world)
  const wide = isWide(state) || isToBeWider(state)
  const asked = wide ? [...own, ...spares.slice(0, numbers.sparesMax)] : own
  const wish = wishOf(state, world)
  return wish === null ? asked : [...asked, ...borrowedSeats(state, world, outPlaces(state), wish)]
}

/** A fall, and places that disagree, are confirmed by borrowed ones; in the calm a new one is
 *  introduced. What is plainly down already, and its end, need none. */
function wishOf(state: CheckState, world: World): Wish {
  if (!world.voters.at(-1)?.borrowed) return null
  const { open, engine } = state
  if (open.health?.kind === 'down') return engine.lastSaid === 'split' ? 'confirm' : null
  const isDisputed = engine.torn !== null || (engine.suspect?.dissent ?? false)
  if (isDisputed || isHurried(state, world) || isToBeWider(state)) return 'confirm'
  return isCalm(state) ? 'introduce' : null
}

/** The last `fail` was no ground for a verdict: the next round is asked wider, a slot too, since
 *  with a timeout as long as the interval there is no other (A6). */
function isToBeWider({ engine, open }: CheckState): boolean {
  return engine.lastSaid === 'fail' && !engine.solid && open.health?.kind !== 'down'
}

/** Dissent, or a regional trouble: spares are asked in every round. */
function isWide({ engine, open, suspicion }: CheckState): boolean {
  if (open.health?.kind === 'regional') return true
  return suspicion !== null && (engine.suspect?.dissent ?? false)
}

/** Verifying at its pace: something fails, and is not yet known for what it is. */
export function isHurried(state: CheckState, world: World): boolean {
  const { engine, suspicion, open } = state
  if (open.health?.kind === 'down') return false
  const { streak, torn, hard, lastDecidedAt } = engine
  const recent = Math.max(numbers.hurryMsMax, world.check.confirmSeconds * 1000)
  const isRecent = (run: Run) => lastDecidedAt - run.decidedAt <= recent
  if (streak && isRecent(streak) && (!engine.late || hard)) return true
  const isTornTold = isToldAsMost(state, world)
  if (torn && !isTornTold && !engine.late) return true
  return suspicion !== null && !engine.suspect?.waiting
}

/** The open `regional` is told at the level of most places. */
function isToldAsMost({ open }: CheckState, { check }: World): boolean {
  if (open.health?.kind !== 'regional') return false
  const most = levelFor(check, 'regional', true)
  return levels.indexOf(open.health.level) >= levels.indexOf(most)
}

/** What is wanted now. Ignore `round` while a round of this check is under way, and patients
 *  already held. `round.locations` are all to ask; `wider` names the spares among them. */
export function wants(state: CheckState, world: World): Wants {
  if (world.check.paused) return { round: null, patients: [], wakeAt: null }
  return {
    round: wantedRound(state, world),
    patients: wantedPatients(state, world),
    wakeAt: wakeAt(state, world),
  }
}

function wantedRound(state: CheckState, world: World): Wants['round'] {
  const plan = isHurried(state, world)
    ? verifying(state, world)
    : (following(state, world) ?? rereading(state, world))
  if (!plan) return null
  const { own, spares } = seatsOf(state, world)
  const wider = plan.wide ? spares.slice(0, numbers.sparesMax) : []
  if (!isAnyFree(world, [...own, ...wider])) return null
  const kind = plan.kind === 'verify' && wider.length > 0 ? 'wider' : plan.kind
  // A wall clock that was set back must not put the next round into the far future.
  const at = plan.at - world.now > plan.paceMs ? world.now : plan.at
  const isToConfirm = wishOf(state, world) === 'confirm'
  const lent = isToConfirm ? borrowedSeats(state, world, outPlaces(state), 'confirm') : []
  return { kind, at, locations: [...own, ...wider, ...lent], wider }
}

interface Plan {
  kind: 'verify' | 'recover'
  at: number
  paceMs: number
  wide: boolean
}

/** After the first failure at once; then every 4 s; the last one exactly at `confirm_for`. */
function verifying(state: CheckState, world: World): Plan {
  const { engine } = state
  const { streak, torn, suspect } = engine
  const isAsWide = isToBeWider(state)
  const wide = isAsWide || isWide(state) || torn !== null
  const run = streak ?? torn
  // Those that are turned away open no suspicion: then the run itself counts.
  const isFirst = (suspect?.rounds ?? run?.rounds ?? 0) <= 1
  const paceMs = numbers.verifyPaceMs
  const at = isFirst || isAsWide ? engine.lastDecidedAt : placed(state, run, confirmMs(world))
  return { kind: 'verify', at, paceMs, wide }
}

const confirmMs = (world: World) => world.check.confirmSeconds * 1000

/** At the pace of 4 s, but not later than what is missing of `goalMs`. */
function placed({ engine }: CheckState, run: Run | null, goalMs: number): number {
  const paced = engine.lastStartedAt + numbers.verifyPaceMs
  const left = run ? goalMs - run.askedMs : Number.POSITIVE_INFINITY
  const isShort = run !== null && run.rounds < numbers.roundsMin
  if (left <= 0 && !isShort) return Math.max(engine.lastDecidedAt, paced)
  return Math.max(engine.lastDecidedAt, Math.min(paced, engine.lastDecidedAt + Math.max(0, left)))
}

/** While an incident is open: every min(interval, 30 s), and every 4 s while it recovers. */
function following(state: CheckState, world: World): Plan | null {
  const { engine, open } = state
  const kind = open.health?.kind
  if (!kind || kind === 'unstable') return null
  const wide = kind === 'regional'
  if (engine.pass && engine.held !== 'better') {
    const at = placed(state, engine.pass, world.check.recoverSeconds * 1000)
    return { kind: 'recover', at, paceMs: numbers.verifyPaceMs, wide }
  }
  const paceMs = Math.min(world.check.intervalSeconds * 1000, numbers.openPaceMs)
  return { kind: 'recover', at: engine.lastStartedAt + paceMs, paceMs, wide }
}

/** A second reading where one would tell of an end, and another try at a keeper of records. */
function rereading(state: CheckState, world: World): Plan | null {
  const { lastSaid, lastStartedAt } = state.engine
  const at = secondReadingAt(state)
  if (at !== null) return { kind: 'verify', at, paceMs: numbers.secondReadingMs, wide: false }
  if (lastSaid !== 'unknown' || !isGentle(world.check)) return null
  const paceMs = numbers.gentleRetryMs
  return { kind: 'verify', at: lastStartedAt + paceMs, paceMs, wide: false }
}

/** Two places, on two networks if there are: one stalled route must not hold the only one. */
function wantedPatients(state: CheckState, world: World): string[] {
  const { engine, open } = state
  if (engine.streak === null && engine.torn === null) return []
  if (open.health?.kind === 'down' || world.check.patienceSeconds === 0) return []
  if (isBeyondPatience(state, world) !== null && !engine.late) return []
  if (lasted(engine.hard, world.check.confirmSeconds)) return []
  // One that was lost with its shard is held no longer than it could have lived.
  const held = Object.keys(engine.patients).filter((id) => {
    const age = world.now - engine.patients[id]!.startedAt
    return age >= 0 && age < numbers.patientMsMax + numbers.roundGraceMs
  })
  const isHere = (id: string) => !isAbsent(engine, id)
  const chosen = world.voters.filter(({ id }) => held.includes(id) && isHere(id))
  for (const isNewNetworkOnly of [true, false]) {
    for (const voter of world.voters) {
      if (chosen.length >= numbers.patientsMax) break
      if (
        !engine.soft.includes(voter.id) ||
        !isHere(voter.id) ||
        chosen.includes(voter) ||
        voter.borrowed
      )
        continue
      if (isNewNetworkOnly && chosen.some((one) => one.network === voter.network)) continue
      chosen.push(voter)
    }
  }
  return chosen.map((one) => one.id).slice(0, numbers.patientsMax)
}

function wakeAt(state: CheckState, world: World): number | null {
  const { held, unknownSince, suspicionsAt } = state.engine
  const times: number[] = []
  if (unknownSince !== null && state.health !== 'unknown' && !state.open.health) {
    times.push(unknownSince + unknownAfterMs(world))
  }
  const last = suspicionsAt.at(-1)
  // Held open, it ends with a round of its own pace.
  if (state.open.health?.kind === 'unstable' && held !== 'better' && last !== undefined) {
    times.push(last + unstableWindowMs({ world }))
  }
  return times.length === 0 ? null : Math.min(...times)
}

/** Too few votes are said after a minute (C16); a keeper of records may be away for two intervals:
 *  what it said is still true. */
export function unknownAfterMs({ check }: World): number {
  return isGentle(check) ? 2 * check.intervalSeconds * 1000 : numbers.unknownAfterMs
}
