// Small spaces exhausted: every course of so many rounds by so many places, played by the engine and
// held against the reference.
import type { IncidentEventKind } from '../../workers/domain/incident.ts'
import type { Round } from '../../workers/domain/round.ts'
import { judgeRound, newState } from '../../workers/domain/verdict/index.ts'
import type { CheckState, Step } from '../../workers/domain/verdict/state.ts'
import { locationsOf, roundsStartAt, type Sight, sightOf, worldOf } from '../fakes/rounds.ts'
import { type Expected, follow, type Pace, type Word, type Words, words } from './reference.ts'

export interface Space {
  name: string
  places: number
  rounds: number
  confirmSeconds: number
  recoverSeconds: number
  /** Rounds before the course: where it begins. */
  from: Words[]
  /** Of all courses, each so-many-th; 1: all. */
  share: number
}

export interface Played {
  courses: number
  steps: number
  /** Courses by what they came to, so that an empty space shows. */
  ends: Record<string, number>
  faults: string[]
}

const everyMs = 4_000
const lengthMs = 100
const faultsMax = 10
const sightOfWord: Record<Word, Sight> = {
  pass: 'pass',
  fail: 'fail',
  slow: 'slow',
  blocked: 'limited',
  unknown: 'silent',
}
const slowMs = 5_000

/** Every round that so many places can make. */
export function roundsOf(places: number): Words[] {
  if (places === 0) return [[]]
  return roundsOf(places - 1).flatMap((rest) => words.map((word) => [...rest, word]))
}

/** Plays a whole space, or each so-many-th of its courses; to the first fault where one is enough. */
export function exhaust(space: Space, { isOneEnough } = { isOneEnough: false }): Played {
  const { places, rounds, confirmSeconds, recoverSeconds, from, share } = space
  const names = ['a', 'b', 'c', 'd'].slice(0, places)
  const voters = locationsOf(names.map((name) => `${name}@net-${name}`).join(' '))
  const check = { confirmSeconds, recoverSeconds, patienceSeconds: 0, intervalSeconds: 60 }
  const pace: Pace = {
    everyMs,
    lengthMs,
    confirmMs: confirmSeconds * 1_000,
    recoverMs: recoverSeconds * 1_000,
  }
  const all = roundsOf(places)
  const world = worldOf(voters, { check })
  const played: Played = { courses: 0, steps: 0, ends: {}, faults: [] }

  const step = (state: CheckState, at: number, seen: Words): Step => {
    const startedAt = roundsStartAt + at * everyMs
    const decidedAt = startedAt + lengthMs
    const round: Round = {
      v: 1,
      number: at + 1,
      kind: 'slot',
      startedAt,
      decidedAt,
      lengthMs,
      asked: names,
      observations: voters.map((voter, place) => {
        const word = seen[place]!
        const ms = word === 'slow' ? slowMs : lengthMs
        return sightOf(voter, sightOfWord[word], decidedAt, ms)
      }),
    }
    played.steps += 1
    return judgeRound(state, round, { ...world, now: decidedAt })
  }

  const compare = (course: Words[], { state, incidents }: Step) => {
    const wanted = follow(course, pace)
    const got = outcomeOf(state, incidents)
    const key = wanted.turn[0] ?? wanted.open ?? wanted.health
    played.ends[key] = (played.ends[key] ?? 0) + 1
    const difference = differenceOf(wanted, got)
    if (difference && played.faults.length < faultsMax) {
      const text = course.map((round) => round.join(' ')).join(' | ')
      played.faults.push(`${text}: ${difference}`)
    }
  }

  const visit = (state: CheckState, course: Words[], left: number) => {
    for (const seen of all) {
      if (isOneEnough && played.faults.length > 0) return
      if (left === 1) {
        played.courses += 1
        if (share > 1 && played.courses % share !== 0) continue
      }
      const next = step(state, course.length, seen)
      const longer = [...course, seen]
      compare(longer, next)
      if (left > 1) visit(next.state, longer, left - 1)
    }
  }

  let state = newState(world.check, roundsStartAt)
  const before: Words[] = []
  for (const seen of from) {
    state = step(state, before.length, seen).state
    before.push(seen)
  }
  visit(state, before, rounds)
  if (share > 1) played.courses = Math.floor(played.courses / share)
  return played
}

type Got = Omit<Expected, 'health'> & { health: string }

function outcomeOf(state: CheckState, incidents: Step['incidents']): Got {
  const turns: IncidentEventKind[] = ['opened', 'raised', 'lowered', 'resolved']
  const last = incidents.at(-1)
  const event = last?.events.at(-1)
  const isTurn = event !== undefined && turns.includes(event.kind)
  const roundAt = (at: number | undefined) =>
    at === undefined ? null : (at - roundsStartAt) / everyMs
  const open = state.open.health
  const turn = isTurn ? event.kind : null
  const isDown = turn === 'opened' || turn === 'raised'
  return {
    said: state.engine.lastSaid ?? 'unknown',
    open: open ? (open.kind as 'down') : null,
    // Slow is not down: it answers.
    health: state.health === 'slow' ? 'up' : state.health,
    turn: turn ? [turn as 'opened'] : [],
    since: isDown ? roundAt(event?.since ?? last?.startedAt) : null,
    until: turn === 'resolved' ? roundAt(event?.since) : null,
    isSuspected: state.suspicion !== null,
  }
}

function differenceOf(wanted: Expected, got: Got): string | null {
  const wrong = (Object.keys(wanted) as (keyof Expected)[]).filter(
    (key) => JSON.stringify(wanted[key]) !== JSON.stringify(got[key]),
  )
  if (wrong.length === 0) return null
  return wrong
    .map((key) => `${key} is ${JSON.stringify(got[key])}, not ${JSON.stringify(wanted[key])}`)
    .join('; ')
}
