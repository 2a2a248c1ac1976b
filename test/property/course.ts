// Courses that chance makes for the engine itself: rounds, late answers and patient probes in any
// order, without a driver that would ask sensibly. What the engine wants is not heeded here.
import fc from 'fast-check'
import type { Check, CheckOf } from '../../workers/domain/check/check.ts'
import { phaseLimits, phaseOver } from '../../workers/domain/check/phase-fields.ts'
import type { Location } from '../../workers/domain/location.ts'
import type { Observation } from '../../workers/domain/observation.ts'
import type { Round } from '../../workers/domain/round.ts'
import * as engine from '../../workers/domain/verdict/index.ts'
import type { CheckState, PatientEvent, Step, World } from '../../workers/domain/verdict/state.ts'
import {
  locationsOf,
  roundsStartAt,
  type Sight,
  sightOf,
  sights,
  worldOf,
} from '../fakes/rounds.ts'
import { checkOf } from '../fakes/telling.ts'

/** One thing that happens: a round, the late answers of the one before, a patient probe's word. */
export type Happening =
  | { kind: 'round'; gapMs: number; lengthMs: number; isWide: boolean; sees: (Sight | null)[] }
  | { kind: 'late'; sees: Sight[] }
  | { kind: 'patient'; place: number; word: 'started' | 'waiting' | 'late' | 'failed' | 'lost' }
  | { kind: 'time'; gapMs: number }

export interface Course {
  voters: Location[]
  own: number
  settings: Partial<Check>
  happenings: Happening[]
}

const placesMax = 5
const plain = (checkOf({}) as CheckOf<'http'>).http
const sight = fc.constantFrom(...(Object.keys(sights) as Sight[]))
const likely = fc.constantFrom<Sight>('pass', 'fail', 'late')
const fill = <Word>(one: fc.Arbitrary<Word>) =>
  fc.array(one, { minLength: placesMax, maxLength: placesMax })
/** Mostly a word for everybody, with dissent of a few; sometimes everything at once. */
const sees: fc.Arbitrary<(Sight | null)[]> = fc.oneof(
  { weight: 4, arbitrary: likely.map((one) => Array<Sight>(placesMax).fill(one)) },
  { weight: 3, arbitrary: fill(likely) },
  { weight: 2, arbitrary: fill(fc.option(sight, { freq: 4 })) },
)
const gapMs = fc.oneof(fc.integer({ min: 0, max: 6_000 }), fc.constantFrom(4_000, 30_000, 60_000))
/** Around the limits of slow, too. */
const lengthMs = fc.oneof(
  fc.integer({ min: 10, max: 900 }),
  fc.integer({ min: 900, max: 2_500 }),
  fc.integer({ min: 10, max: 10_000 }),
)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('round' as const),
      gapMs,
      lengthMs,
      isWide: fc.boolean(),
      sees,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('late' as const), sees: fill(sight) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('patient' as const),
      place: fc.nat({ max: placesMax - 1 }),
      word: fc.constantFrom('started', 'waiting', 'waiting', 'late', 'failed', 'lost'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('time' as const), gapMs }) },
)

/** The same for a while: chance alone rarely makes an outage that lasts. */
const stretch = fc
  .tuple(happening, fc.integer({ min: 1, max: 8 }))
  .map(([one, times]) => Array<Happening>(times).fill(one))

export const courses: fc.Arbitrary<Course> = fc
  .record({
    networks: fill(fc.constantFrom('cloudflare', 'hetzner', 'ovh')),
    count: fc.integer({ min: 1, max: placesMax }),
    own: fc.integer({ min: 1, max: placesMax }),
    settings: fc.record({
      intervalSeconds: fc.constantFrom(10, 60),
      confirmSeconds: fc.constantFrom(0, 4, 15, 30),
      recoverSeconds: fc.constantFrom(0, 15, 30),
      patienceSeconds: fc.constantFrom(0, 24),
      regionalSeconds: fc.constantFrom(30, 300),
      // Some have a limit of a phase.
      http: fc.constantFrom(plain, plain, { ...plain, headersSlowAfterMs: 500 }),
    }),
    happenings: fc
      .array(stretch, { minLength: 3, maxLength: 20 })
      .map((stretches) => stretches.flat()),
  })
  .map(({ networks, count, own, settings, happenings }) => {
    const names = ['weur', 'enam', 'oc', 'sam', 'afr'].slice(0, count)
    const voters = locationsOf(names.map((id, index) => `${id}@${networks[index]}`).join(' '))
    return { voters, own: Math.min(own, count), settings, happenings }
  })

/** One step of a course: what it was given and what came of it. */
export interface Played {
  before: CheckState
  world: World
  happening: Happening
  /** The round that was judged last, the one of this step if it has one. */
  round: Round | null
  step: Step
}

/** Plays a course. `keep` stands for what storage does to the state between two steps. */
export function playCourse(
  course: Course,
  keep = (state: CheckState): CheckState => state,
): Played[] {
  const { voters, own, settings: check } = course
  let now = roundsStartAt
  let round: Round | null = null
  const worldAt = () => worldOf(voters, { now, own, check })
  let state = engine.newState(worldAt().check, now)
  return course.happenings.map((happening) => {
    if (happening.kind === 'time') now += happening.gapMs
    if (happening.kind === 'round') {
      now += happening.gapMs
      round = roundAt(happening, course, now, state)
      now = round.decidedAt
    }
    const world = worldAt()
    const before = state
    const step = stepOf(happening, round, before, world)
    state = keep(step.state)
    return { before, world, happening, round, step }
  })
}

function roundAt(
  { sees, lengthMs, isWide }: Extract<Happening, { kind: 'round' }>,
  { voters, own, settings }: Course,
  startedAt: number,
  state: CheckState,
): Round {
  const number = state.lastRound + 1
  const check = checkOf(settings)
  const asked = isWide ? voters : voters.slice(0, own)
  const decidedAt = startedAt + lengthMs + 20
  return {
    v: 1,
    number,
    kind: 'slot',
    startedAt,
    decidedAt,
    lengthMs,
    asked: asked.map(({ id }) => id),
    observations: asked.flatMap((voter, index) => {
      const word = sees[index]
      if (!word) return []
      // Whether an answer is slow follows from what the place is used to.
      const limitMs = engine.slowAfterOf(check, state.engine.places[voter.id])
      const ms = word === 'slow' ? Math.max(lengthMs, limitMs + 1) : lengthMs
      const phases = { headers: Math.round(ms * 0.7) }
      const isOver = ms > limitMs || phaseOver(check, phases) !== null
      const seen = sightOf(voter, word === 'pass' && isOver ? 'slow' : word, decidedAt, ms)
      const isLimited = phaseLimits(check).length > 0
      return [isLimited && isAnswer(seen) ? { ...seen, phases } : seen]
    }),
  }
}

const isAnswer = ({ kind }: Observation) => kind === 'pass' || kind === 'slow'

function stepOf(happening: Happening, round: Round | null, state: CheckState, world: World): Step {
  switch (happening.kind) {
    case 'round':
      return engine.judgeRound(state, round!, world)
    case 'late':
      return { state: withLate(happening.sees, round, state, world), incidents: [], suspicions: [] }
    case 'patient':
      return engine.patientHeard(state, patientEvent(happening, world), world)
    case 'time':
      return engine.timePassed(state, world)
  }
}

/** Answers of those that were asked in the last round and not heard. */
function withLate(sees: Sight[], round: Round | null, state: CheckState, world: World): CheckState {
  let after = state
  for (const [index, voter] of world.voters.entries()) {
    if (!round?.asked.includes(voter.id)) continue
    if (round.observations.some(({ location }) => location === voter.id)) continue
    const late = sightOf(voter, sees[index]!, world.now)
    after = engine.lateEvidence(after, round.number, late, world)
  }
  return after
}

function patientEvent(
  { place, word }: Extract<Happening, { kind: 'patient' }>,
  { voters, now }: World,
): PatientEvent {
  const location = voters[place % voters.length]!.id
  switch (word) {
    case 'started':
      return { kind: 'started', location, at: now }
    case 'waiting':
      return { kind: 'waiting', location, waitedMs: 24_000 }
    case 'late':
      return { kind: 'answered', location, ms: 22_000, passes: true }
    case 'failed':
      return { kind: 'failed', location, ms: 60_000, timeout: true }
    case 'lost':
      return { kind: 'lost', location }
  }
}
