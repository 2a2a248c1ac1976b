// What becomes of a place's judgement: a vote, or an abstention with what it would have been.
import { describe, expect, it } from 'vitest'
import { locationsOf, roundsStartAt, worldOf } from '../../../test/fakes/rounds.ts'
import type { ControlAnswer, Measurement } from '../measurement.ts'
import type { Judgement } from '../observation.ts'
import { newBook, noteControls } from './book.ts'
import { newPlace } from './memory.ts'
import { newState } from './step.ts'
import { proofOf, toObservation } from './vote.ts'

const voters = locationsOf('weur enam oc')
const [weur] = voters as [(typeof voters)[0]]
const urls = ['https://one.example', 'https://two.example', 'https://three.example']
const now = roundsStartAt + 3_600_000

const answers = (text: string): ControlAnswer[] =>
  [...text].map((sign, index) => ({ url: urls[index]!, ok: sign === '+' }))
const everAnswered = (count: number) =>
  Object.fromEntries(urls.slice(0, count).map((url) => [url, roundsStartAt]))

const answered = (totalMs: number, controls?: ControlAnswer[]): Measurement => ({
  v: 1,
  kind: 'answered',
  order: 'o1',
  startedAt: now,
  totalMs,
  budgetMs: 10_000,
  phases: { headers: totalMs },
  status: 503,
  body: 'searched, never stored',
  bodyStart: 'searched',
  ...(controls ? { controls } : {}),
})
const fail: Judgement = { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false }
const pass: Judgement = { kind: 'pass' }

interface Scene {
  isUnwell?: boolean
  controls?: string
  passedHere?: boolean
  passesElsewhereAt?: number
}

/** The observation of `weur` in such a scene; its controls have answered before. */
function seen(judgement: Judgement, scene: Scene = {}, totalMs = 80) {
  let book = noteControls(newBook(), 'weur', answers('+++'), roundsStartAt)
  if (scene.isUnwell) {
    book = { ...book, locations: { weur: { ...book.locations.weur!, unwellSince: now } } }
  }
  const world = worldOf(voters, { now, book })
  const state = newState(world.check, roundsStartAt)
  const passedAt = scene.passedHere === false ? null : roundsStartAt
  state.engine.places.weur = { ...newPlace(), passedAt }
  if (scene.passesElsewhereAt !== undefined) {
    state.latest.enam = { at: scene.passesElsewhereAt, kind: 'pass', ms: 80 }
  }
  const measurement = answered(totalMs, answers(scene.controls ?? '+++'))
  return toObservation(judgement, measurement, weur, now, state, world)
}

describe('a judgement becomes', () => {
  const rows: [string, Judgement, Scene, object][] = [
    ['a pass', pass, {}, { kind: 'pass' }],
    ['a fail, proven by controls', fail, {}, { kind: 'fail', proof: 'controls' }],
    ['a fail with one control down', fail, { controls: '++-' }, { kind: 'fail' }],
    [
      'no vote when most of its controls fail',
      fail,
      { controls: '+--' },
      { kind: 'unknown', reason: 'controls_failed', wouldBe: 'fail' },
    ],
    [
      'no vote when nothing answers there',
      fail,
      { controls: '---' },
      { kind: 'unknown', reason: 'controls_failed' },
    ],
    [
      'no vote from an unwell place, but it is known what it would be',
      fail,
      { isUnwell: true },
      { kind: 'unknown', reason: 'unwell', wouldBe: 'fail' },
    ],
    [
      'no pass from an unwell place either',
      pass,
      { isUnwell: true },
      { kind: 'unknown', reason: 'unwell', wouldBe: 'pass' },
    ],
    [
      'no "blocked" from an unwell place',
      { kind: 'blocked', reason: 'rate_limited' },
      { isUnwell: true },
      { kind: 'unknown', reason: 'unwell' },
    ],
    [
      'blocked for a 429',
      { kind: 'blocked', reason: 'rate_limited' },
      {},
      { kind: 'blocked', reason: 'rate_limited' },
    ],
    [
      'no vote when it never passed here and passes elsewhere',
      fail,
      { passedHere: false, passesElsewhereAt: now - 599_999 },
      { kind: 'unknown', reason: 'never_reached', wouldBe: 'fail' },
    ],
    [
      'a vote when it passes elsewhere no longer',
      fail,
      { passedHere: false, passesElsewhereAt: now - 600_000 },
      { kind: 'fail' },
    ],
    ['a vote when it passed nowhere', fail, { passedHere: false }, { kind: 'fail' }],
    [
      'a vote when it once passed here',
      fail,
      { passesElsewhereAt: now },
      { kind: 'fail', reasons: ['status'], phase: 'headers', timeout: false },
    ],
    [
      'what the probe itself could not tell',
      { kind: 'unknown', reason: 'silent' },
      {},
      { kind: 'unknown', reason: 'silent' },
    ],
  ]
  it.each(rows)('%s', (_, judgement, scene, expected) => {
    expect(seen(judgement, scene)).toMatchObject({ location: 'weur', at: now, ...expected })
  })

  it('slow over the limit of the place', () => {
    expect(seen(pass, {}, 2_000).kind).toBe('pass')
    expect(seen(pass, {}, 2_001).kind).toBe('slow')
    expect(seen(pass, { isUnwell: true }, 2_001)).toMatchObject({ wouldBe: 'slow' })
  })
})

describe('what is kept of the measurement', () => {
  it('is nothing for a pass', () => {
    expect(seen(pass)).not.toHaveProperty('measurement')
  })

  it('is all but the text that was searched, with trouble', () => {
    const { measurement } = seen(fail)
    expect(measurement).toMatchObject({ status: 503, bodyStart: 'searched' })
    expect(measurement).not.toHaveProperty('body')
    expect(seen(pass, {}, 9_000)).toHaveProperty('measurement')
  })
})

describe('controls prove', () => {
  const rows: [string, number, ReturnType<typeof proofOf>][] = [
    ['+++', 3, 'controls'],
    ['++-', 3, 'controls'],
    ['+--', 3, null],
    ['---', 3, null],
    ['+-', 2, null],
    // One that never answered there says nothing: a closed network.
    ['+--', 0, 'controls'],
    ['+--', 1, 'controls'],
    ['---', 0, 'not_cross_checked'],
    ['', 3, 'not_cross_checked'],
    ['---', 1, null],
  ]
  it.each(rows)('%s, of which %i ever answered: %s', (text, ever, proof) => {
    expect(proofOf(answers(text), everAnswered(ever))).toBe(proof)
  })
})

describe('a failure over a family of addresses that nothing proves a way to', () => {
  const open: Measurement = {
    v: 1,
    kind: 'failed',
    order: 'o1',
    startedAt: now,
    totalMs: 80,
    budgetMs: 10_000,
    phases: { connect: 80 },
    reason: 'connection_refused',
    phase: 'connect',
    accepted: false,
    family: 'ipv6',
    route: [],
  }
  const refused: Judgement = {
    kind: 'fail',
    reasons: ['connection_refused'],
    phase: 'connect',
    timeout: false,
  }
  const voted = (measurement: Measurement, passedAt: number | null) => {
    const world = worldOf(voters, { now })
    const state = newState(world.check, roundsStartAt)
    state.engine.places.weur = { ...newPlace(), passedAt }
    return toObservation(refused, measurement, weur, now, state, world)
  }
  it('counts where an answer came by it before, and is unknown where none ever did', () => {
    expect(voted(open, roundsStartAt)).toMatchObject({ kind: 'fail' })
    const none = voted(open, null)
    expect(none).toMatchObject({ kind: 'unknown', reason: 'no_route' })
    // Nor is the place unwell for it.
    expect(none).not.toHaveProperty('wouldBe')
  })

  it('counts where a control proves the way, and where no family was chosen', () => {
    const proven = { ...open, route: [{ url: 'https://one.example', ok: true }] }
    expect(voted(proven, null)).toMatchObject({ kind: 'fail' })
    const { family: _, route: __, ...plain } = open
    expect(voted(plain as Measurement, null)).toMatchObject({ kind: 'fail' })
  })
})
