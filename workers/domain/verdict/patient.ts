// Patient probes: they go on waiting when the budget is spent, so that what answers late is slow,
// not down (verdict.md D18 to D20).

import { patienceMs, tryDown, tryTorn } from './down.ts'
import { type Draft, draftOf, stepOf } from './draft.ts'
import { slowFigures, verdictOf } from './explainable.ts'
import { settle } from './health.ts'
import { endDown, levelOf, lower, openOrRaise } from './incidents.ts'
import type { Patient } from './memory.ts'
import { newPlace } from './memory.ts'
import { isAbsent, outPlaces } from './places.ts'
import { withAnswer } from './slow.ts'
import { type Ballot, countBallot } from './speak.ts'
import type { CheckState, PatientEvent, Step, World } from './state.ts'
import { avoid, becomeIncident } from './suspect.ts'

/** Takes in what a patient probe had to say. */
export function patientHeard(state: CheckState, event: PatientEvent, world: World): Step {
  const draft = draftOf(state, world)
  const { patients } = draft.engine
  const patient = patients[event.location]
  switch (event.kind) {
    case 'started':
      patients[event.location] = { startedAt: event.at, waitedMs: 0, location: event.location }
      break
    case 'waiting':
      if (patient) {
        patients[event.location] = { ...patient, waitedMs: event.waitedMs }
        waitedInVain(draft, { ...patient, waitedMs: event.waitedMs })
      }
      break
    case 'answered':
      delete patients[event.location]
      if (event.passes) answeredLate(draft, event.location, event.ms)
      else if (patient) failedLate(draft, { ...patient, waitedMs: event.ms })
      break
    case 'failed':
      delete patients[event.location]
      if (!patient) break
      if (event.timeout) waitedInVain(draft, { ...patient, waitedMs: event.ms })
      else failedLate(draft, { ...patient, waitedMs: event.ms })
      break
    case 'lost':
      delete patients[event.location]
  }
  settle(draft)
  return stepOf(draft)
}

/** It counts only if nothing has answered since it began. */
function waitedInVain(draft: Draft, patient: Patient): void {
  const { engine, state, world } = draft
  if (patient.waitedMs < patienceMs(state, world) || isAbsent(engine, patient.location)) return
  if (engine.answeredAt !== null && engine.answeredAt >= patient.startedAt) return
  if (engine.streak === null && engine.torn === null) return
  const { vain } = engine
  const isVoid = !vain || isAbsent(engine, vain.location)
  if (isVoid || patient.waitedMs > vain.waitedMs) engine.vain = patient
  if (state.open.health?.kind === 'down') return
  const ballot = lastBallot(draft)
  if (!ballot) return
  if (ballot.said !== 'fail' || !tryDown(draft, ballot)) tryTorn(draft, ballot)
}

/** It came to a hard failure: one alone may be a blip that cut a slow answer off; a second one,
 *  `confirm_for` later, is as good as waiting in vain. */
function failedLate(draft: Draft, patient: Patient): void {
  const { engine, state, world } = draft
  if (engine.patientFailedAt === null || engine.patientFailedAt > world.now) {
    engine.patientFailedAt = world.now
  } else if (world.now - engine.patientFailedAt >= world.check.confirmSeconds * 1000) {
    waitedInVain(draft, {
      ...patient,
      waitedMs: Math.max(patient.waitedMs, patienceMs(state, world)),
    })
  }
}

/** It does answer, only late: the suspicion ends as slow, a `down` by patience is lowered. */
function answeredLate(draft: Draft, location: string, ms: number): void {
  const { engine, state, world } = draft
  const incident = state.open.health
  if (incident?.kind === 'down' && engine.downBy === 'hard') return
  if (engine.streak === null && engine.torn === null && !state.suspicion && !incident) return
  const ballot = lastBallot(draft) ?? emptyBallot()
  const verdict = {
    ...verdictOf(draft, ballot, 'late_answer', engine.streak),
    ...slowFigures(draft, Math.round(ms)),
  }
  const since = engine.streak?.since ?? state.suspicion?.startedAt ?? world.now
  engine.places[location] = withAnswer({ ...(engine.places[location] ?? newPlace()) }, ms, true)
  engine.answeredAt = world.now
  engine.late = true
  engine.vain = null
  engine.patientFailedAt = null
  // Hard failures beside the timeouts stay suspected: an answer begun before says nothing of them.
  engine.streak = engine.hard
  engine.torn = null
  for (const id of engine.soft) {
    const place = engine.places[id]
    if (place) engine.places[id] = { ...place, failing: null }
  }
  const level = levelOf(draft, 'slow')
  if (incident?.kind === 'down') {
    endDown(draft, world.now)
    lower(draft, { kind: 'slow', level, since: world.now, verdict })
    engine.pass = engine.calm = null
    engine.downBy = null
    return
  }
  openOrRaise(draft, { kind: 'slow', level, startedAt: since, verdict })
  if (state.suspicion && engine.hard === null) {
    if (state.open.health?.kind === 'slow' && !incident) becomeIncident(draft, 'slow')
    else avoid(draft, 'slow')
  }
}

/** The votes of the last round that is kept. */
export function lastBallot({ state, world }: Draft): Ballot | null {
  const rounds = state.suspicion?.rounds ?? state.open.health?.rounds ?? []
  const last = rounds.findLast((round) => round.observations.some((one) => one.kind === 'fail'))
  return last ? countBallot(last, world.voters, { out: outPlaces(state) }) : null
}

const emptyBallot = (): Ballot => ({
  asked: [],
  pass: [],
  fail: [],
  blocked: [],
  unknown: [],
  missing: [],
  measuring: [],
  networks: [],
  networksFailing: [],
  said: 'unknown',
  torn: false,
})
